public import FloorModel

/// One copy of a job.
public struct OperationView: Hashable, Sendable, Codable {
    public var id: OperationID
    /// 1 to the job's quantity.
    public var copy: Int
    public var state: OperationState
    public var machine: MachineID?
    public var lot: LotID?
    /// How often it was begun.
    public var attempts: Int
    public var progress: ProgressView?
    /// The last line that the machine acknowledged, where the print was interrupted.
    public var acknowledgedLine: Int?
    public var startedAt: UTCTime?
    public var endedAt: UTCTime?

    public init(
        id: OperationID, copy: Int, state: OperationState, machine: MachineID?, lot: LotID?, attempts: Int,
        progress: ProgressView?, acknowledgedLine: Int?, startedAt: UTCTime?, endedAt: UTCTime?
    ) {
        self.id = id
        self.copy = copy
        self.state = state
        self.machine = machine
        self.lot = lot
        self.attempts = attempts
        self.progress = progress
        self.acknowledgedLine = acknowledgedLine
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}

/// One recipe that runs to make a job's filament.
public struct RouteOperationView: Hashable, Sendable, Codable {
    public var id: OperationID
    /// `shred/pla`.
    public var recipe: String
    public var process: ProcessKind
    public var state: OperationState
    public var machine: MachineID?
    /// What it is fed, about.
    public var massG: Double
    /// The operation whose product it takes.
    public var after: OperationID?
    /// What it is to be fed; empty before the operation that makes it has ended.
    public var inputs: [LotShareView]
    /// What went into the machine.
    public var loaded: [LotShareView]
    /// What came of it.
    public var outputs: [LotID]
    /// Where it stands while it runs.
    public var phase: PhaseView?
    public var attempts: Int
    public var startedAt: UTCTime?
    public var endedAt: UTCTime?

    public init(
        id: OperationID, recipe: String, process: ProcessKind, state: OperationState, machine: MachineID?,
        massG: Double, after: OperationID?, inputs: [LotShareView], loaded: [LotShareView], outputs: [LotID],
        phase: PhaseView?, attempts: Int, startedAt: UTCTime?, endedAt: UTCTime?
    ) {
        self.id = id
        self.recipe = recipe
        self.process = process
        self.state = state
        self.machine = machine
        self.massG = massG
        self.after = after
        self.inputs = inputs
        self.loaded = loaded
        self.outputs = outputs
        self.phase = phase
        self.attempts = attempts
        self.startedAt = startedAt
        self.endedAt = endedAt
    }
}

/// What a maker may have written of a job; absent once the person was erased.
public struct PersonalView: Hashable, Sendable, Codable {
    public var user: String?
    /// The maker's own id of the job.
    public var submission: String?
    public var title: String?
    public var fileName: String?

    public init(user: String? = nil, submission: String? = nil, title: String? = nil, fileName: String? = nil) {
        self.user = user
        self.submission = submission
        self.title = title
        self.fileName = fileName
    }
}

/// A maker's order.
public struct JobView: Hashable, Sendable, Codable {
    public var id: JobID
    public var state: JobState
    public var personal: PersonalView
    public var material: String
    public var colour: String?
    public var quantity: Int
    /// Copies that came out well.
    public var completed: Int
    public var priority: Int
    public var due: UTCTime?
    public var acceptedAt: UTCTime
    public var endedAt: UTCTime?
    public var sha256: FileDigest
    /// The estimate for one copy; nil where the file does not say.
    public var copyG: Double?
    public var copyS: Double?
    /// What the next copy waits for, in words; nil when nothing waits.
    public var waitingFor: String?
    /// Its prints, in order of copy.
    public var operations: [OperationView]
    /// What runs or ran to make its filament, in order of adoption.
    public var route: [RouteOperationView]

    public init(
        id: JobID, state: JobState, personal: PersonalView, material: String, colour: String?, quantity: Int,
        completed: Int, priority: Int, due: UTCTime?, acceptedAt: UTCTime, endedAt: UTCTime?, sha256: FileDigest,
        copyG: Double?, copyS: Double?, waitingFor: String?, operations: [OperationView],
        route: [RouteOperationView] = []
    ) {
        self.id = id
        self.state = state
        self.personal = personal
        self.material = material
        self.colour = colour
        self.quantity = quantity
        self.completed = completed
        self.priority = priority
        self.due = due
        self.acceptedAt = acceptedAt
        self.endedAt = endedAt
        self.sha256 = sha256
        self.copyG = copyG
        self.copyS = copyS
        self.waitingFor = waitingFor
        self.operations = operations
        self.route = route
    }
}

/// `GET /v1/jobs`: one page, in order of acceptance.
public struct JobPage: Hashable, Sendable, Codable {
    public var jobs: [JobView]
    /// Pass this as `after` for the next page; nil on the last one.
    public var next: JobID?

    public init(jobs: [JobView], next: JobID?) {
        self.jobs = jobs
        self.next = next
    }
}

/// Which jobs `GET /v1/jobs` lists: `?state=open&limit=50&after=job-17`.
public struct JobQuery: Hashable, Sendable {
    public enum Selection: Hashable, Sendable {
        case all
        /// Those that are not over.
        case open
        case state(JobState)
    }

    public static let defaultLimit = 100
    public static let maximumLimit = 500

    public var selection: Selection
    /// 1 to `maximumLimit`.
    public var limit: Int
    public var after: JobID?

    public init(selection: Selection = .all, limit: Int = JobQuery.defaultLimit, after: JobID? = nil) {
        precondition((1...Self.maximumLimit).contains(limit), "a page has 1 to \(Self.maximumLimit) jobs")
        self.selection = selection
        self.limit = limit
        self.after = after
    }
}

extension JobQuery.Selection {
    /// `all`, `open`, or a job state's name.
    public init?(_ text: String) {
        switch text {
        case "all": self = .all
        case "open": self = .open
        default:
            guard let state = JobState(rawValue: text) else { return nil }
            self = .state(state)
        }
    }

    public var name: String {
        switch self {
        case .all: "all"
        case .open: "open"
        case .state(let state): state.rawValue
        }
    }
}
