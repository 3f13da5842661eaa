internal import Dispatch
internal import Synchronization
public import TransparencyLog

/// A log in a folder, with one writer: the files are those of C2SP tlog-tiles, so any web server publishes it and any
/// tool verifies it; `journal`, beside them, is the write-ahead file.
///
/// An acknowledged entry is durable and stands under the published checkpoint (level `logged`). Callers on several
/// threads that append while a commit runs share the next one, and its two syncs.
public final class LogStore: Sendable {
    private let disk: any LogDisk
    private let options: LogStoreOptions
    private let shared: Mutex<Shared>

    private struct Shared: Sendable {
        var commits: GroupCommit
        var published: Published
        var sleepers: [DispatchSemaphore] = []
    }

    private struct Published: Sendable {
        var extent: SignedExtent
        var note: [UInt8]
    }

    /// Makes an empty log: a folder with a write-ahead file and a signed checkpoint of size 0.
    /// - Throws: `.exists` where there is a log, `.mismatch` where there is one without its checkpoint, `.busy`, `.io`,
    ///   `.full`.
    public static func create(directory: String, key: SigningKey) throws(LogStoreError) {
        let made = try PosixDisk.makeFolder(directory)
        try PosixDisk.syncNames(of: made)
        let disk = try PosixDisk(directory)
        // A program that is being started just now may still have the descriptors, and with them a lock that is only
        // closed here.
        defer { disk.unlock() }
        try LogRecovery.create(on: disk, path: directory, key: key)
    }

    /// Opens a log for writing: replays the write-ahead file, hashes every entry, and compares every tile, the
    /// checkpoint and `signedAtLeast` with that. Where they differ nothing is signed or repaired.
    /// - Parameter signedAtLeast: what the caller knows to have been signed, kept elsewhere; a folder that was put back
    ///   to an older state is found by it.
    /// - Throws: `.notALog`, `.busy`, `.otherOrigin`, `.mismatch`, `.journalDamaged`, `.io`, `.full`.
    public static func open(
        directory: String, key: SigningKey, signedAtLeast: SignedExtent? = nil, options: LogStoreOptions = .init()
    ) throws(LogStoreError) -> LogStore {
        // Without this a mistyped folder would get a write-ahead file.
        guard try PosixDisk.holdsLog(directory) else { throw .notALog(path: directory) }
        let disk = try PosixDisk(directory)
        do throws(LogStoreError) {
            return try open(on: disk, path: directory, key: key, signedAtLeast: signedAtLeast, options: options)
        } catch {
            disk.unlock()
            throw error
        }
    }

    static func open(
        on disk: any LogDisk, path: String, key: SigningKey, signedAtLeast: SignedExtent? = nil,
        options: LogStoreOptions = .init()
    ) throws(LogStoreError) -> LogStore {
        let recovery = LogRecovery(disk: disk, path: path, key: key, signedAtLeast: signedAtLeast)
        return LogStore(disk: disk, options: options, writer: try recovery.writer(options: options))
    }

    private init(disk: any LogDisk, options: LogStoreOptions, writer: LogWriter) {
        self.disk = disk
        self.options = options
        shared = Mutex(
            Shared(
                commits: GroupCommit(writer), published: Published(extent: writer.extent, note: writer.checkpoint)))
    }

    /// A place in line for entries, to be waited for with `wait`.
    public struct Ticket: Sendable {
        let number: GroupCommit.Number
    }

    /// Appends entries in their order, next to each other, and waits until they are published. Without entries it only
    /// looks, in its turn, whether the folder is the one that is locked and its checkpoint the one that was published.
    /// - Throws: `.entryTooLong`, `.tooMuchAtOnce`; `.full` or `.io` when nothing of them is in the log and appending
    ///   again may go well; `.mismatch` when folder or checkpoint were replaced, and nothing can be appended any more;
    ///   `.openAgain`, `.closed`.
    public func append(_ entries: [[UInt8]]) throws(LogStoreError) -> AppendedBatch {
        try wait(for: try reserve(entries))
    }

    /// Puts entries in line without waiting: those reserved first stand first in the log.
    /// - Throws: `.entryTooLong`, `.tooMuchAtOnce` also where too much waits in line, `.openAgain`, `.closed`.
    public func reserve(_ entries: [[UInt8]]) throws(LogStoreError) -> Ticket {
        let run = try EntryRun(entries)
        return try shared.withLock { (shared) throws(LogStoreError) in
            Ticket(number: try shared.commits.reserve(run))
        }
    }

    /// Waits until what was reserved is published; once for each ticket. Who waits may have to commit for others too.
    /// - Throws: as `append`.
    public func wait(for ticket: Ticket) throws(LogStoreError) -> AppendedBatch {
        let signal = DispatchSemaphore(value: 0)
        while true {
            let action = shared.withLock { shared in
                let action = shared.commits.step(ticket.number)
                if case .sleep = action { shared.sleepers.append(signal) }
                return action
            }
            switch action {
            case .done(let result): return try result.get()
            case .sleep: signal.wait()
            case .commit(let writer, let run, let members): commit(writer, run, members)
            case .unknown: preconditionFailure("a ticket is waited for once, at the store that gave it")
            }
        }
    }

    private func commit(_ writer: consuming LogWriter, _ run: EntryRun, _ members: [GroupCommit.Member]) {
        var writer = writer
        var end: LogStoreError?
        let outcome: Result<AppendedBatch, LogStoreError>
        do throws(LogStoreError) {
            let batch = try writer.commit(run)
            let published = Published(extent: writer.extent, note: writer.checkpoint)
            shared.withLock { $0.published = published }
            options.published?(batch)
            outcome = .success(batch)
        } catch {
            switch error {
            case .openAgain, .mismatch: end = error
            default: break
            }
            outcome = .failure(error)
        }
        wake { $0.settle(members, outcome) }
        if end == nil, writer.wantsCut {
            // Those who waited go on meanwhile; what they append next waits.
            do throws(LogStoreError) { try writer.cutJournal() } catch { end = error }
        }
        let returned: Result<LogWriter, LogStoreError> = end.map { .failure($0) } ?? .success(writer)
        wake { $0.give(returned) }
    }

    private func wake(_ change: (inout GroupCommit) -> Void) {
        let sleepers = shared.withLock { shared in
            change(&shared.commits)
            defer { shared.sleepers = [] }
            return shared.sleepers
        }
        for sleeper in sleepers { sleeper.signal() }
    }

    /// The tree that is published.
    public var extent: SignedExtent { shared.withLock { $0.published.extent } }

    /// The signed note that is published, as it came from the log's own key, without cosignatures.
    public var checkpoint: [UInt8] { shared.withLock { $0.published.note } }

    /// Takes nothing more, ends what is in line, empties the write-ahead file and lets go of the folder. Closing twice is
    /// fine.
    /// - Throws: `.openAgain` where the last sync failed, `.mismatch` where the folder was replaced; what was acknowledged
    ///   is durable all the same.
    public func close() throws(LogStoreError) {
        let signal = DispatchSemaphore(value: 0)
        while true {
            let closing = shared.withLock { shared in
                let closing = shared.commits.close()
                if case .sleep = closing { shared.sleepers.append(signal) }
                return closing
            }
            switch closing {
            case .sleep: signal.wait()
            case .commit(let writer, let run, let members): commit(writer, run, members)
            case .end(nil): return disk.unlock()
            case .end(.some(var writer)):
                // Others who close meanwhile come back when the folder is free.
                defer {
                    disk.unlock()
                    wake { $0.give(.failure(.closed)) }
                }
                return try writer.cutJournal()
            }
        }
    }
}

extension LogStore {
    /// The bytes of an entry, as they were appended.
    /// - Throws: `.noSuchEntry`; `.mismatch` where the folder does not hold what the published tree says.
    public func entry(at index: UInt64) throws(LogStoreError) -> [UInt8] { try reader.entry(at: index) }

    /// The leaf hash of an entry, checked against the published root.
    /// - Throws: as `entry`.
    public func leafHash(at index: UInt64) throws(LogStoreError) -> TreeHash { try reader.leafHash(at: index) }

    /// A proof for offline use that an entry is in the log, under the published checkpoint.
    /// - Parameter extra: what goes along, unauthenticated; at most `LogProof.extraLimit` bytes.
    /// - Throws: as `entry`.
    public func proof(of index: UInt64, extra: [UInt8]? = nil) throws(LogStoreError) -> LogProof {
        try reader.proof(of: index, extra: extra)
    }

    private var reader: LogReader {
        let published = shared.withLock { $0.published }
        return LogReader(source: disk, extent: published.extent, note: published.note)
    }
}
