/// How many jobs that are not over stand in each state.
public struct OpenJobCounts: Hashable, Sendable, Codable {
    public var queued = 0
    public var onHold = 0
    public var running = 0
    public var interrupted = 0

    public init() {}
}

/// `GET /v1/status`: the floor at a glance.
public struct StatusView: Hashable, Sendable, Codable {
    public var site: String
    /// Simulated machines: nothing here is real.
    public var virtual: Bool
    /// The daemon's version.
    public var version: String
    public var at: UTCTime
    /// Why the journal cannot be written at the moment; nil when it can.
    public var journalFault: String?
    public var openJobs: OpenJobCounts
    public var machines: [MachineView]
    public var prompts: [PromptView]
    public var alarms: [AlarmView]
    /// The provenance log; nil from an older daemon.
    public var chain: ChainView?

    public init(
        site: String, virtual: Bool, version: String, at: UTCTime, journalFault: String?, openJobs: OpenJobCounts,
        machines: [MachineView], prompts: [PromptView], alarms: [AlarmView], chain: ChainView? = nil
    ) {
        self.site = site
        self.virtual = virtual
        self.version = version
        self.at = at
        self.journalFault = journalFault
        self.openJobs = openJobs
        self.machines = machines
        self.prompts = prompts
        self.alarms = alarms
        self.chain = chain
    }
}

/// `GET /healthz`: `{"status":"ok"}`.
public struct HealthView: Hashable, Sendable, Codable {
    /// `ok`, or `degraded` while the journal cannot be written.
    public var status: String
    public var detail: String?

    public init(status: String, detail: String? = nil) {
        self.status = status
        self.detail = detail
    }
}
