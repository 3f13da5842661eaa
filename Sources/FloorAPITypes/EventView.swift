public import FloorModel

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
    public var acknowledgedLine: Int?
    public var massG: Double?
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
