import FloorAPI
import FloorAPITypes
import FloorControl
import FloorModel
import Glibc
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
        var chain = ChainView(
            origin: "local/test", vkey: "local/test+0badcafe+AQ==", state: .running, appended: 12, pending: 3)
        var chainFiles: [String: [UInt8]] = [:]
        var passports: [LotID: [UInt8]] = [:]
        var makers: [MakerView] = []
        var erased: [String] = []
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

    func chain() async -> ChainView { memory.withLock { $0.chain } }

    func checkChain() async throws(Refusal) -> ChainView {
        memory.withLock { memory in
            memory.chain.checkedAt = UTCTime(SampleFloor.moment.wallClock)
            return memory.chain
        }
    }

    func chainFile(_ file: ChainPath) async throws(Refusal) -> [UInt8]? {
        memory.withLock { $0.chainFiles[file.path] }
    }

    func passport(of lot: LotID) async throws(Refusal) -> [UInt8] {
        guard let passport = memory.withLock({ $0.passports[lot] }) else {
            throw Refusal(
                .stateForbids, field: "item", message: "2 events of \(lot) wait", remedy: "ask again", retry: true)
        }
        return passport
    }

    func makers() async throws(Refusal) -> [MakerView] { memory.withLock { $0.makers } }

    func erase(user: String) async throws(Refusal) -> Erasure {
        guard let maker = memory.withLock({ $0.makers.first { $0.user == user } }) else { throw Refusal(.notFound) }
        memory.withLock { $0.erased.append(user) }
        return Erasure(
            person: PersonID("uid-\(getuid())"),
            view: ErasureView(jobs: maker.jobs, files: 1, complete: true))
    }
}
