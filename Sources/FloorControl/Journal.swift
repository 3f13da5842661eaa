public import FloorModel

/// An event and when it happened.
public struct TimedEvent: Hashable, Sendable {
    public var event: FloorEvent
    public var at: WallClock

    public init(_ event: FloorEvent, at: WallClock) {
        self.event = event
        self.at = at
    }
}

/// An event as it stands in the journal.
public struct JournalledEvent: Hashable, Sendable {
    /// 1, 2, 3, … without gaps.
    public var sequence: Int64
    public var event: FloorEvent
    public var at: WallClock

    public init(sequence: Int64, event: FloorEvent, at: WallClock) {
        self.sequence = sequence
        self.event = event
        self.at = at
    }
}

/// What is committed in one transaction.
public struct CommitBatch: Sendable {
    public var events: [TimedEvent] = []
    public var records: [PersonalRecord] = []
    /// The floor as it stood before the first of these events: what a journal that also tells others of them
    /// (provenance) reads them by.
    public var before: FloorState

    public init(before: FloorState = FloorState()) { self.before = before }

    public var isEmpty: Bool { events.isEmpty && records.isEmpty }
}

/// The port that the store fills: the one truth of the floor.
public protocol Journal: Sendable {
    /// Makes the batch durable, all of it or nothing, and returns the sequence of its last event (or of the
    /// last event so far when it has none). An empty batch asks whether the journal can be written: it must be
    /// tried, not assumed.
    func commit(_ batch: CommitBatch) async throws(JournalFault) -> Int64
}

/// Why the journal cannot be written, in words for people.
public struct JournalFault: Error, Hashable, Sendable {
    public var detail: String
    public init(detail: String) { self.detail = detail }
}
