public import FloorModel

/// One entry of the book: `{"from":"lot-3","to":"machine/shred-1","mass_g":500,"reason":"loaded"}`.
public struct MovementView: Hashable, Sendable, Codable {
    public var from: Account
    public var to: Account
    public var massG: Double
    public var reason: MovementReason

    public init(_ movement: Movement) {
        from = movement.from
        to = movement.to
        massG = movement.mass.grams
        reason = movement.reason
    }
}

/// What a committed event is about; only the fields that its type has are there.
public struct EventPayload: Hashable, Sendable, Codable {
    public var machine: MachineID?
    public var job: JobID?
    public var operation: OperationID?
    public var lot: LotID?
    public var prompt: PromptID?
    public var alarm: AlarmID?
    /// A PackML state, or an operation's outcome.
    public var state: String?
    public var reason: String?
    public var choice: String?
    public var mode: PackMLMode?
    public var form: MaterialForm?
    public var material: String?
    public var location: String?
    /// `extrude/pla`, and which of its phases, from 1.
    public var recipe: String?
    public var phase: Int?
    /// Which operations belong to a route, or do not any more.
    public var operations: [OperationID]?
    /// What a lot was made of, or what was loaded.
    public var shares: [LotShareView]?
    public var movements: [MovementView]?
    public var adjustment: AdjustmentReason?
    public var basis: ConsumptionBasis?
    public var scale: SensorID?
    /// What was measured when a phase ended.
    public var results: [SignalView]?
    public var acknowledgedLine: Int?
    /// What was received, weighed, or made.
    public var massG: Double?
    public var scrapG: Double?
    public var leftG: Double?
    /// How many copies were accepted, or operations planned or reprinted.
    public var count: Int?
    public var version: String?
    /// The opaque token of the person who acted.
    public var by: PersonID?

    public init() {}
}

/// One committed event of the floor:
/// `{"sequence":41,"at":"2026-03-01T09:30:00Z","type":"job_held","payload":{"job":"job-17"}}`.
public struct EventView: Hashable, Sendable, Codable {
    /// The journal's number of it.
    public var sequence: Int64
    public var at: UTCTime
    /// `FloorEvent`'s case in snake_case.
    public var type: String
    public var payload: EventPayload

    public init(sequence: Int64, at: UTCTime, type: String, payload: EventPayload) {
        self.sequence = sequence
        self.at = at
        self.type = type
        self.payload = payload
    }
}
