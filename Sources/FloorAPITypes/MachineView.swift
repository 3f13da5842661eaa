public import FloorModel

/// What is known of a machine's link.
public enum LinkView: String, Sendable, Codable {
    /// Its driver has not reported since the daemon started.
    case unknown
    case connected
    case disconnected
}

/// One signal of a machine or sensor: `{"name":"nozzle_c","value":205.1,"unit":"celsius","quality":"good","age_s":0.4}`.
public struct SignalView: Hashable, Sendable, Codable {
    /// The signal with its unit last: `nozzle_c`, `bed_target_c`.
    public var name: String
    public var value: Double
    public var unit: SignalUnit
    /// Anything but `good` must not be relied on.
    public var quality: Quality
    /// Seconds since it was reported; nil where that is not known.
    public var ageS: Double?

    public init(name: String, value: Double, unit: SignalUnit, quality: Quality, ageS: Double?) {
        self.name = name
        self.value = value
        self.unit = unit
        self.quality = quality
        self.ageS = ageS
    }
}

/// How far the print on a machine has come.
public struct ProgressView: Hashable, Sendable, Codable {
    public var acknowledgedLine: Int
    public var lines: Int
    /// Of the lines, not of the time: 0 to 100.
    public var percent: Double

    public init(acknowledgedLine: Int, lines: Int, percent: Double) {
        self.acknowledgedLine = acknowledgedLine
        self.lines = lines
        self.percent = percent
    }
}

/// Where a recipe stands: `{"recipe":"extrude/pla","name":"heat up","number":1,"of":4}`.
public struct PhaseView: Hashable, Sendable, Codable {
    public var recipe: String
    /// For people; absent where the floor's recipe has no such phase any more.
    public var name: String?
    /// From 1; absent before the first phase.
    public var number: Int?
    /// How many phases the recipe has.
    public var of: Int?

    public init(recipe: String, name: String? = nil, number: Int? = nil, of: Int? = nil) {
        self.recipe = recipe
        self.name = name
        self.number = number
        self.of = of
    }
}

/// A machine of the floor.
public struct MachineView: Hashable, Sendable, Codable {
    public var id: MachineID
    /// The type's folder name, `prusa-mk3s`, and its title for people.
    public var type: String
    public var title: String
    /// A tty's path, or the Modbus line with the unit of each module: `bus1 (drive 3, safety 4)`.
    public var port: String
    /// What a recycling machine does; absent for a printer.
    public var process: ProcessKind?
    /// The PackML state that the journal knows last.
    public var state: PackMLState
    /// Whether `state` is a fact now. False while the link is not connected: then it is only the last known state.
    public var confirmed: Bool
    /// A stop, abort or hold is on its way and the machine has not yet confirmed it.
    public var stopRequested: Bool
    /// A stop was requested and not confirmed in time: go to the machine.
    public var notSafe: Bool
    public var mode: PackMLMode
    /// Why it is in this state.
    public var reason: String
    public var since: UTCTime
    public var link: LinkView
    /// The firmware's own name where it is connected.
    public var firmware: String?
    /// Why it is not connected, where that is known.
    public var linkFault: String?
    public var operation: OperationID?
    public var job: JobID?
    public var progress: ProgressView?
    /// Where the recipe on it stands.
    public var phase: PhaseView?
    public var spool: LotID?
    /// Something is on its plate, or in a recycling machine, or may be.
    public var plateOccupied: Bool
    /// Why it does not take the next job, in words; nil when it would.
    public var notTaking: String?
    /// Interlocks that do not hold now, each with why: `lid closed: lid_closed is 0, not == 1`.
    public var unmetInterlocks: [String]
    /// Drives and heaters that were told to be on.
    public var switchedOn: [String]
    /// What the machine does not show yet of the safe state that it was sent to.
    public var unconfirmed: [String]
    public var signals: [SignalView]

    public init(
        id: MachineID, type: String, title: String, port: String, process: ProcessKind? = nil, state: PackMLState,
        confirmed: Bool, stopRequested: Bool, notSafe: Bool, mode: PackMLMode, reason: String, since: UTCTime,
        link: LinkView,
        firmware: String?, linkFault: String?, operation: OperationID?, job: JobID?, progress: ProgressView?,
        phase: PhaseView? = nil, spool: LotID?, plateOccupied: Bool, notTaking: String?,
        unmetInterlocks: [String] = [], switchedOn: [String] = [], unconfirmed: [String] = [], signals: [SignalView]
    ) {
        self.id = id
        self.type = type
        self.title = title
        self.port = port
        self.process = process
        self.state = state
        self.confirmed = confirmed
        self.stopRequested = stopRequested
        self.notSafe = notSafe
        self.mode = mode
        self.reason = reason
        self.since = since
        self.link = link
        self.firmware = firmware
        self.linkFault = linkFault
        self.operation = operation
        self.job = job
        self.progress = progress
        self.phase = phase
        self.spool = spool
        self.plateOccupied = plateOccupied
        self.notTaking = notTaking
        self.unmetInterlocks = unmetInterlocks
        self.switchedOn = switchedOn
        self.unconfirmed = unconfirmed
        self.signals = signals
    }
}

/// `GET /v1/machines`.
public struct MachineList: Hashable, Sendable, Codable {
    public var machines: [MachineView]
    public init(machines: [MachineView]) { self.machines = machines }
}
