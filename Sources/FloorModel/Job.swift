/// What the floor knows of a file to print, from inspecting it; lengths in mm, nil where it cannot be known.
public struct PrintFileFacts: Hashable, Sendable, Codable {
    /// Lines that are sent to the machine (comments and blank lines do not count).
    public var lines: Int
    public var bytes: Int
    /// The slicer's estimate, or our own.
    public var seconds: Double?
    public var filamentMillimetres: Double?
    public var material: String?
    public var nozzleMillimetres: Double?
    /// Extent of the moves, mm; nil for a file without moves.
    public var xMillimetres: Limits?
    public var yMillimetres: Limits?
    public var zMillimetres: Limits?
    public var nozzleMaximumCelsius: Double?
    public var bedMaximumCelsius: Double?

    public init(
        lines: Int, bytes: Int, seconds: Double? = nil, filamentMillimetres: Double? = nil, material: String? = nil,
        nozzleMillimetres: Double? = nil, xMillimetres: Limits? = nil, yMillimetres: Limits? = nil,
        zMillimetres: Limits? = nil, nozzleMaximumCelsius: Double? = nil, bedMaximumCelsius: Double? = nil
    ) {
        self.lines = lines
        self.bytes = bytes
        self.seconds = seconds
        self.filamentMillimetres = filamentMillimetres
        self.material = material
        self.nozzleMillimetres = nozzleMillimetres
        self.xMillimetres = xMillimetres
        self.yMillimetres = yMillimetres
        self.zMillimetres = zMillimetres
        self.nozzleMaximumCelsius = nozzleMaximumCelsius
        self.bedMaximumCelsius = bedMaximumCelsius
    }
}

/// What a maker asks for, without anything personal.
public struct JobOrder: Hashable, Sendable, Codable {
    public var person: PersonID
    /// The maker's own job id, keyed: the same submission is known again, the id itself is not kept here.
    public var submission: KeyedDigest
    /// The whole request, keyed: the same id with another body is a conflict.
    public var body: KeyedDigest
    public var file: FileDigest
    public var facts: PrintFileFacts
    public var material: String
    public var colour: String?
    public var quantity: Int
    public var due: WallClock?
    /// 0 (whenever) to 9 (first); 5 when nobody said.
    public var priority: Int

    public init(
        person: PersonID, submission: KeyedDigest, body: KeyedDigest, file: FileDigest, facts: PrintFileFacts,
        material: String, colour: String?, quantity: Int, due: WallClock?, priority: Int
    ) {
        self.person = person
        self.submission = submission
        self.body = body
        self.file = file
        self.facts = facts
        self.material = material
        self.colour = colour
        self.quantity = quantity
        self.due = due
        self.priority = priority
    }
}

/// Where a job stands, as its maker sees it.
public enum JobState: String, CaseIterable, Sendable, Codable {
    /// Accepted, waiting for a machine.
    case queued
    /// An operator put it aside; `release` brings it back.
    case onHold = "on_hold"
    case running
    /// Its print was cut off; `reprint` starts that copy anew, `cancel` ends the job.
    case interrupted
    case completed
    case failed
    case cancelled

    public var isOver: Bool { self == .completed || self == .failed || self == .cancelled }
}

/// Where one run of a machine for a job stands.
public enum OperationState: String, CaseIterable, Sendable, Codable {
    case pending
    case running
    /// The machine is done, nobody has yet looked at the plate.
    case awaitingVerdict = "awaiting_verdict"
    case interrupted
    case completed
    case failed
    case cancelled

    public var isOver: Bool { self == .completed || self == .failed || self == .cancelled }
}

extension OperationState {
    /// It was begun and is not over: its machine, spool or hopper is taken.
    public var isUnderWay: Bool { self != .pending && !isOver }
}

/// What an operation does.
public enum OperationStep: Hashable, Sendable, Codable {
    /// Prints a job's file; `copy` is 1 to the job's quantity.
    case print(copy: Int)
    /// Runs a recipe on so much material.
    case process(recipe: String, ProcessKind, mass: Milligrams)
}

/// What a phase of a recipe measured.
public struct PhaseResult: Hashable, Sendable, Codable {
    /// Of the recipe's phases, from 0.
    public var index: Int
    public var startedAt: WallClock?
    public var endedAt: WallClock
    public var readings: [SignalReading]

    public init(index: Int, startedAt: WallClock?, endedAt: WallClock, readings: [SignalReading]) {
        self.index = index
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.readings = readings
    }
}

/// One run of one machine for a job (ISA-88 operation): a print from a spool, or a recipe on feedstock.
public struct Operation: Hashable, Sendable, Codable {
    public var id: OperationID
    /// The job that it prints, or for whose filament it runs.
    public var job: JobID
    public var step: OperationStep
    public var state: OperationState
    /// Given by the adopted plan, final once it runs.
    public var machine: MachineID?
    /// The spool of a print.
    public var lot: LotID?
    /// What a recipe is fed; empty before the operation that makes it has ended.
    public var inputs: [LotShare] = []
    /// The operation whose product this one takes.
    public var after: OperationID?
    /// The recipe as it was when the operation began.
    public var startedRecipe: Recipe?
    /// What went into the machine.
    public var loaded: [LotShare] = []
    /// What came of it.
    public var outputs: [LotID] = []
    /// Where the recipe is: index of the phase that runs.
    public var phase: Int?
    public var phaseStartedAt: WallClock?
    /// What its phases have measured, kept until it ends; the last `maximumPhaseResults`.
    public var phaseResults: [PhaseResult] = []
    /// What the machine's energy meter showed as it began and when it was done or cut off, Wh.
    public var meterAtStart: Int64?
    public var meterAtEnd: Int64?
    /// How often it was begun.
    public var attempts: Int
    /// The last line of the file that the machine acknowledged, where it was interrupted.
    public var acknowledgedLine: Int?
    public var startedAt: WallClock?
    /// When the machine had done all of it.
    public var finishedAt: WallClock?
    public var endedAt: WallClock?

    public init(id: OperationID, job: JobID, step: OperationStep) {
        self.id = id
        self.job = job
        self.step = step
        state = .pending
        attempts = 0
    }

    /// 1 to the job's quantity for a print, 0 for a recipe.
    public var copy: Int {
        if case .print(let copy) = step { copy } else { 0 }
    }

    public var isPrint: Bool { copy > 0 }

    public var recipe: String? {
        if case .process(let recipe, _, _) = step { recipe } else { nil }
    }

    public var process: ProcessKind? {
        if case .process(_, let process, _) = step { process } else { nil }
    }

    /// Phases whose results are remembered, and readings of each.
    public static let maximumPhaseResults = 32
    public static let maximumPhaseReadings = 16

    /// What it took by the machine's own meter, Wh; nil when the meter was not read at both ends, or was changed in
    /// between.
    public var energyWattHours: Int64? {
        guard let meterAtStart, let meterAtEnd, meterAtEnd >= meterAtStart else { return nil }
        return meterAtEnd - meterAtStart
    }
}

/// A maker's order on its way through the floor.
public struct Job: Hashable, Sendable, Codable {
    public var id: JobID
    public var order: JobOrder
    public var state: JobState
    /// Somebody put it aside: nothing of it is begun before it is released.
    public var isHeld = false
    /// Its prints, in order of copy.
    public var operations: [OperationID]
    /// What runs or ran to make its filament, in order of adoption.
    public var route: [OperationID] = []
    public var acceptedAt: WallClock
    public var endedAt: WallClock?

    public init(id: JobID, order: JobOrder, operations: [OperationID], acceptedAt: WallClock) {
        self.id = id
        self.order = order
        self.operations = operations
        self.acceptedAt = acceptedAt
        state = .queued
    }
}
