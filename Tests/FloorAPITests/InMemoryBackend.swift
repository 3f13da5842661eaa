import FloorAPI
import FloorAPITypes
import FloorControl
import FloorModel
import Synchronization

/// A daemon without journal and machines: it answers what the test tells it to and remembers what it was asked.
final class InMemoryBackend: FloorBackend {
    struct Memory {
        var floor: Floor
        var requests: [FloorRequest] = []
        var replies: [FloorReply] = []
        var files: [FileDigest: [UInt8]] = [:]
        var submissions: [[UInt8]] = []
        var submissionPeers: [Peer] = []
        var outcome = SubmissionOutcome(.accepted, reply: Array(#"{"result":"accepted"}"#.utf8))
        var details: [JobID: PersonalDetails] = [:]
        var names: [PersonID: String] = [:]
        var history: [LotID: [JournalledEvent]] = [:]
        var isJournalUnreadable = false
        var isStoreStuck = false
        /// What a request waits for before it is answered.
        var beforeReply: (@Sendable () async -> Void)?
    }

    let memory: Mutex<Memory>
    let events = EventFeed()
    let version = "0.1.0"

    init(_ floor: Floor) { memory = Mutex(Memory(floor: floor)) }

    var floor: Floor { memory.withLock { $0.floor } }
    var requests: [FloorRequest] { memory.withLock { $0.requests } }

    func now() -> Moment { SampleFloor.moment }

    func person(of peer: Peer) async -> PersonID? {
        if memory.withLock({ $0.isStoreStuck }) {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        }
        return peer.uid.map { PersonID("uid-\($0)") }
    }

    func request(_ request: FloorRequest) async -> FloorReply {
        await memory.withLock { $0.beforeReply }?()
        return memory.withLock {
            $0.requests.append(request)
            return $0.replies.isEmpty ? .done : $0.replies.removeFirst()
        }
    }

    func submit(_ body: [UInt8], from peer: Peer) async -> SubmissionOutcome {
        memory.withLock {
            $0.submissions.append(body)
            $0.submissionPeers.append(peer)
            return $0.outcome
        }
    }

    func storeFile(_ digest: FileDigest, bytes: UploadedBytes) async throws -> Int {
        var file: [UInt8] = []
        for try await piece in bytes { file += piece }
        guard file != Array("wrong".utf8) else { throw Refusal(.fieldInvalid, field: "sha256") }
        return memory.withLock {
            $0.files[digest] = file
            return file.count
        }
    }

    func details(of jobs: [JobID]) async -> [JobID: PersonalDetails] {
        memory.withLock { $0.details.filter { jobs.contains($0.key) } }
    }

    func names(of people: [PersonID]) async -> [PersonID: String] {
        memory.withLock { $0.names.filter { people.contains($0.key) } }
    }

    func history(of lot: LotID, limit: Int) async throws(Refusal) -> [JournalledEvent] {
        let (history, isUnreadable) = memory.withLock { ($0.history[lot] ?? [], $0.isJournalUnreadable) }
        if isUnreadable { throw Refusal(.journalUnavailable, retry: true) }
        return Array(history.suffix(limit))
    }
}
