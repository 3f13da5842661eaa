public import FloorControl
public import FloorModel

/// The daemon as the server needs it: the gate to the floor, and the few things beside it.
public protocol FloorBackend: FloorGate, ProvenanceBackend {
    /// The daemon's version, `0.1.0`.
    var version: String { get }

    /// What was committed, as it is committed; the daemon publishes into it after each commit.
    var events: EventFeed { get }

    /// Now, on both clocks; the monotonic one is that of the floor's observations.
    func now() -> Moment

    /// The opaque token of who sits at the other end, for the journal; nil when that cannot be told.
    func person(of peer: Peer) async -> PersonID?

    /// Takes a job as a maker's message would be taken, for the person behind `peer`.
    ///
    /// - Parameter body: the JSON object of `makers/<user>/jobs/submit`, at most
    ///   `ServerLimits.submissionBytes` long.
    func submit(_ body: [UInt8], from peer: Peer) async -> SubmissionOutcome

    /// Stores a file under its digest; the same file again changes nothing.
    ///
    /// - Parameter bytes: the file in order, in pieces of some kilobytes; it throws when the sender goes away or
    ///   sends more than is allowed, and then nothing must stay behind.
    /// - Returns: the file's length in bytes.
    /// - Throws: a refusal, when the bytes do not have this digest (`fieldInvalid`) or cannot be stored
    ///   (`fileUnavailable`); or what `bytes` throws.
    func storeFile(_ digest: FileDigest, bytes: UploadedBytes) async throws -> Int

    /// What the makers of these jobs wrote; a job whose person was erased is missing.
    func details(of jobs: [JobID]) async -> [JobID: PersonalDetails]

    /// The user names behind tokens; an erased person's is missing.
    func names(of people: [PersonID]) async -> [PersonID: String]

    /// The newest `limit` events of the journal that name a lot, oldest first.
    ///
    /// - Throws: a refusal, when the journal cannot be read (`journalUnavailable`).
    func history(of lot: LotID, limit: Int) async throws(Refusal) -> [JournalledEvent]
}

/// Who sits at the other end of a connection.
public struct Peer: Hashable, Sendable {
    /// The user id that the kernel vouches for (SO_PEERCRED, unix(7)); nil when it could not be read.
    public var uid: UInt32?

    public init(uid: UInt32?) { self.uid = uid }
}

/// The erasable part of a job.
public struct PersonalDetails: Hashable, Sendable {
    /// The maker's user name.
    public var user: String
    public var details: JobDetails

    public init(user: String, details: JobDetails) {
        self.user = user
        self.details = details
    }
}

/// What became of a submission: the class, which gives the HTTP status, and the reply as the maker gets it.
public struct SubmissionOutcome: Hashable, Sendable {
    public enum Result: Hashable, Sendable {
        case accepted, duplicate, conflict
        case rejected(retry: Bool)
    }

    public var result: Result
    /// The JSON object of `makers/<user>/jobs/<id>/reply`.
    public var reply: [UInt8]

    public init(_ result: Result, reply: [UInt8]) {
        self.result = result
        self.reply = reply
    }
}
