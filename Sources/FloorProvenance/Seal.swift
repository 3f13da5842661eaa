internal import Crypto
public import FloorModel
public import Provenance

/// What the commit adds to a draft: its identity, when it is recorded, and commitments in place of what is personal.
public struct Seal: Hashable, Sendable {
    /// The origin of the log, the first line of its checkpoints.
    public let origin: String
    /// The latest time of recording so far.
    public private(set) var latest: Timestamp

    /// Farther apart than this the event is told late.
    public static let lateAfter: Int64 = 5 * 60 * 1000

    /// - Parameter latest: the `recordTime` of the log's last entry; nil for an empty log.
    public init(origin: String, latest: Timestamp? = nil) {
        self.origin = origin
        self.latest = latest ?? Timestamp(milliseconds: 0)
    }

    /// The identity of the entry at `index`, from 0: its time, and 74 bits of SHA-256(origin ‖ 0x00 ‖ index as 8 bytes,
    /// big-endian). The same log tells the same event under the same identity, however often it is told.
    public func eventID(index: Int64, at time: Timestamp) -> EventID {
        var hasher = SHA256()
        hasher.update(data: Array(origin.utf8) + [0])
        hasher.update(data: (0..<8).map { UInt8(truncatingIfNeeded: index >> (56 - 8 * $0)) })
        return EventID(time: time, entropy: Array(hasher.finalize()))
    }

    /// Makes the entry of a draft.
    ///
    /// - Parameters:
    ///   - index: the entry's place in the log. A correction is sealed for the place after its declaration.
    ///   - recordTime: now; a clock that went back counts as standing still.
    ///   - values: of the personal fields by name; a field without a value has no commitment.
    ///   - salts: at least as many as there are personal fields; each 32 bytes from a secure source, used nowhere else.
    ///   - original: the event that the draft declares wrong; it must be there where ``EventDraft/corrects`` is.
    public mutating func seal(
        _ draft: EventDraft, index: Int64, recordTime: WallClock, values: [String: String], salts: [[UInt8]],
        correcting original: EPCISEvent? = nil
    ) -> SealedEvent {
        precondition((draft.corrects != nil) == (original != nil), "a declaration names the event that is wrong")
        precondition(salts.count >= draft.personal.count, "every personal field has a salt of its own")
        latest = max(latest, Timestamp(milliseconds: recordTime.milliseconds))
        if let original { return declare(original, draft, index: index) }
        var event = draft.event
        event.eventID = eventID(index: index, at: event.eventTime)
        event.recordTime = latest
        event.isLate = abs(latest.milliseconds - event.eventTime.milliseconds) > Self.lateAfter
        var commitments: [SealedCommitment] = []
        for (field, salt) in zip(draft.personal, salts) {
            guard let value = values[field.name] else { continue }
            let domain = Commitment.domain(field: field.name)
            event.setCommitment(Commitment.make(domain: domain, salt: salt, value: value), of: field.name)
            commitments.append(SealedCommitment(field: field.name, salt: salt, value: value, person: field.person))
        }
        return SealedEvent(event, commitments: commitments)
    }

    /// The original once more, with the declaration: EPCIS 2.0 has an error declaration share the identity and the
    /// content of the event that it declares wrong.
    private func declare(_ original: EPCISEvent, _ draft: EventDraft, index: Int64) -> SealedEvent {
        var event = original
        event.recordTime = latest
        event.errorDeclaration = draft.event.errorDeclaration
        event.errorDeclaration?.correctiveEventIDs = [eventID(index: index + 1, at: draft.event.eventTime)]
        return SealedEvent(event, commitments: [])
    }
}

/// An entry of the log, and what was committed to in it.
public struct SealedEvent: Hashable, Sendable {
    public var event: EPCISEvent
    /// The canonical bytes of ``event``: what the log holds.
    public var bytes: [UInt8]
    /// To be kept where they can be erased.
    public var commitments: [SealedCommitment]

    /// An event that would be longer than an entry may be goes without what its sensors said; batches are bounded, so
    /// that it fits then.
    fileprivate init(_ event: EPCISEvent, commitments: [SealedCommitment]) {
        var (event, bytes) = (event, event.bytes)
        if bytes.count > EPCISEvent.byteLimit {
            event.sensorElements = []
            bytes = event.bytes
        }
        precondition(bytes.count <= EPCISEvent.byteLimit, "an event of \(bytes.count) bytes")
        self.event = event
        self.bytes = bytes
        self.commitments = commitments
    }

    public var eventID: EventID {
        guard let id = event.eventID else { preconditionFailure("a sealed event has an identity") }
        return id
    }
}

/// What opens a commitment. Erasing it is for good.
public struct SealedCommitment: Hashable, Sendable {
    public var field: String
    public var salt: [UInt8]
    public var value: String
    /// Whose erasure takes it away.
    public var person: PersonID?
}
