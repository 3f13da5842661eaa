internal import FloorAPI
internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import Foundation

/// What the HTTP server asks of the daemon.
struct DaemonBackend: FloorBackend {
    let writer: FloorWriter
    let events: EventFeed
    let store: FloorStore
    let files: FileStore
    let intake: JobIntake
    let erasing: ErasureDesk
    private let chainService: ChainService
    private let passports: PassportDesk
    private let uploads = BlockingWork(named: "uploads", threads: 2, atOnce: 8)

    init(
        writer: FloorWriter, events: EventFeed, store: FloorStore, files: FileStore, chain: ChainService,
        passports: PassportDesk, brokerPatience: Duration?
    ) {
        self.writer = writer
        self.events = events
        self.store = store
        self.files = files
        intake = JobIntake(writer: writer, store: store, files: files)
        chainService = chain
        self.passports = passports
        erasing = ErasureDesk(
            writer: writer, store: store, files: files, underWay: intake.underWay, forgotten: ForgottenTopics(),
            site: writer.floor.description.site.id, brokerPatience: brokerPatience)
    }

    var version: String { Machinad.version }
    var floor: Floor { writer.floor }

    func now() -> Moment { SystemClock.now() }

    func request(_ request: FloorRequest) async -> FloorReply { await writer.request(request) }

    func person(of peer: Peer) async -> PersonID? {
        do throws(StoreError) {
            return try await store.person(user: Self.user(of: peer)).id
        } catch {
            // A person who cannot be written down may still stop a machine.
            return nil
        }
    }

    func submit(_ body: [UInt8], from peer: Peer) async -> SubmissionOutcome {
        await intake.submit(body, user: Self.user(of: peer)).outcome
    }

    func storeFile(_ digest: FileDigest, bytes: UploadedBytes) async throws -> Int {
        try await uploads.run { [files] in
            do {
                var upload = try FileUpload(into: files)
                var length = 0
                for try await piece in bytes {
                    length += piece.count
                    try upload.write(piece)
                }
                _ = try upload.finish(expecting: digest)
                return length
            } catch let error as FileStoreError {
                throw error.refusal
            }
        }
    }

    func details(of jobs: [JobID]) async -> [JobID: PersonalDetails] {
        do throws(StoreError) {
            return try await store.owners(of: jobs).mapValues { PersonalDetails(user: $0.user, details: $0.details) }
        } catch {
            // Views go without names while the people cannot be read; the journal's own fault is raised elsewhere.
            return [:]
        }
    }

    func names(of people: [PersonID]) async -> [PersonID: String] {
        do throws(StoreError) {
            return try await store.users(of: people)
        } catch {
            return [:]
        }
    }

    func history(of lot: LotID, limit: Int) async throws(Refusal) -> [JournalledEvent] {
        do throws(StoreError) {
            return try await store.lotHistory(lot, limit: limit)
        } catch {
            throw Refusal(.journalUnavailable, message: "\(error)", retry: true)
        }
    }

    func chain() async -> ChainView {
        await counted(chainService.view)
    }

    func checkChain() async throws(Refusal) -> ChainView { await counted(try await chainService.check()) }

    private func counted(_ view: ChainView) async -> ChainView {
        var view = view
        do throws(StoreError) {
            view.pending = max(0, try await store.outboxLength() - view.appended)
        } catch {
            view.detail = view.detail ?? "\(error)"
        }
        return view
    }

    func chainFile(_ file: ChainPath) async throws(Refusal) -> [UInt8]? { try await passports.file(file.path) }

    func passport(of lot: LotID) async throws(Refusal) -> [UInt8] {
        // Nobody should be given proof out of a log of which nobody knows what it is.
        let view = chainService.view
        if view.state == .mismatch { throw Refusal(.chainMismatch, message: view.detail ?? "", retry: true) }
        return try await passports.passport(of: lot, on: floor.state)
    }

    func makers() async throws(Refusal) -> [MakerView] { try await erasing.makers() }

    func erase(user: String) async throws(Refusal) -> Erasure { try await erasing.erase(user: user) }

    /// nil while there is none, or while it cannot be read: that is told elsewhere.
    func publishedCheckpoint() async -> [UInt8]? {
        do throws(Refusal) { return try await passports.file(ChainPath.checkpoint.path) } catch { return nil }
    }

    /// The name that this machine knows the uid by.
    private static func user(of peer: Peer) -> String {
        guard let uid = peer.uid else { return "local" }
        var entry = passwd()
        var result: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &result) == 0, result != nil else { return "uid-\(uid)" }
        return String(cString: entry.pw_name)
    }
}

extension FileStoreError {
    var refusal: Refusal {
        switch self {
        case .tooLarge(let maximum):
            Refusal(.fileTooLarge, field: "file", message: "the file is larger than \(maximum >> 20) MB")
        case .digestMismatch(let actual):
            Refusal(
                .fieldInvalid, field: "sha256", message: "the content's SHA-256 is \(actual)",
                remedy: "upload the file again under the digest of its content")
        case .inputOutput(let detail):
            Refusal(
                .fileUnavailable, field: "file", message: "the file cannot be stored: \(detail)",
                remedy: "free space on the disk of the state directory, then try again", retry: true)
        }
    }
}
