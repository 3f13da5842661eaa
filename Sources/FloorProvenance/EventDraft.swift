public import FloorModel
public import Provenance

/// An event that is to be appended to the log: all that follows from what happened, and nothing of when it is recorded.
public struct EventDraft: Hashable, Sendable {
    /// Without `eventID`, `recordTime` and commitments; ``Seal`` adds them.
    public var event: EPCISEvent
    /// What the event vouches for without showing it; each name once.
    public var personal: [PersonalField]
    /// Whose story it belongs to, each once, in order of appearance.
    public var lots: [LotID]
    /// A name under which a later event can declare it wrong, `lot-3/commissioned`; unique in a history.
    public var key: String?
    /// The key of the event that this one declares wrong. ``event`` then carries only the declaration and the time of
    /// the correction; the draft that follows is the correction.
    public var corrects: String?

    public init(_ event: EPCISEvent, personal: [PersonalField] = [], lots: [LotID], key: String? = nil) {
        self.event = event
        self.personal = personal
        self.lots = lots
        self.key = key
    }
}

/// A value that stays out of the log and is kept where it can be erased; the log has a commitment to it.
public struct PersonalField: Hashable, Sendable {
    /// Where the value is found.
    public enum Source: Hashable, Sendable {
        /// The name behind a token.
        case person(PersonID)
        case title(JobID)
        case fileName(JobID)
        /// The maker's own id of the job.
        case submission(JobID)
        /// The value itself: free text of an event.
        case text(String)
    }

    /// `actor`, `maker`, `title`, `donor`, `grade`: the commitment stands under `machina:<name>Commitment`.
    public var name: String
    public var source: Source
    /// Whose erasure takes the value with it; nil where nobody is known.
    public var person: PersonID?

    public init(_ name: String, _ source: Source, of person: PersonID?) {
        self.name = name
        self.source = source
        self.person = person
    }
}
