internal import FloorModel
internal import FloorStore
internal import Foundation
internal import LogStore
internal import TransparencyLog

/// Why the provenance log cannot be continued.
enum ChainTrouble: Error, Hashable {
    /// It is not what was recorded: nothing is signed until somebody has looked.
    case mismatch(String)
    /// It may work again by itself.
    case unavailable(String)

    var fault: Fault {
        switch self {
        case .mismatch(let detail): Fault(.chainMismatch, detail: detail)
        case .unavailable(let detail): Fault(.chainUnavailable, detail: detail)
        }
    }
}

/// The provenance log in a state directory: its key, its files, and the outbox that it is filled from. Everything here
/// blocks, and belongs on a thread of its own.
///
/// The outbox is the truth of what the log is to hold; the log is the truth of what was signed. Each start compares every
/// entry of the one with the other before anything is appended, so that an entry is in the log exactly once, at the index
/// of its position.
struct ProvenanceLog: Sendable {
    /// Entries that go into the log together.
    static let groupEntries = 256
    static let groupBytes = 1 << 20

    let store: FloorStore
    let identity: ChainIdentity
    /// `chain/`: what is served.
    let folder: String
    let keyFile: String
    let signed: SignedRecord

    init(store: FloorStore, identity: ChainIdentity, directory: StateDirectory) {
        self.store = store
        self.identity = identity
        folder = directory.path + "/chain"
        keyFile = directory.path + "/keys/chain.key"
        signed = SignedRecord(path: directory.path + "/keys/chain.signed", origin: identity.origin)
    }

    /// Opens the log, makes it where there is none, and compares it with the outbox.
    func open() throws(ChainTrouble) -> LogStore {
        let key = try key()
        let log: LogStore
        do {
            if try LogDirectory(folder).file(LogFile.checkpoint) == nil {
                try checkIsEmpty()
                try LogStore.create(directory: folder, key: key)
            }
            log = try LogStore.open(directory: folder, key: key)
        } catch let trouble as ChainTrouble {
            throw trouble
        } catch let error as LogStoreError {
            throw ChainTrouble(error)
        } catch {
            throw .unavailable("\(error)")
        }
        do throws(ChainTrouble) {
            try compare(LogDirectory(folder), size: Int64(log.extent.size))
            try checkWhatWasSigned(log)
        } catch {
            // Nothing was appended; what cannot be said in closing was said before.
            do { try log.close() } catch { throw ChainTrouble(error) }
            throw error
        }
        return log
    }

    /// A log is only begun where there is none. What a crash while it was begun leaves is an empty write-ahead file.
    private func checkIsEmpty() throws(ChainTrouble) {
        do {
            guard FileManager.default.fileExists(atPath: folder) else { return }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            let journal = URL(filePath: folder).appending(path: "journal")
            let length = names.contains("journal") ? try Data(contentsOf: journal).count : 0
            guard names.contains("tile") || length > 0 else { return }
        } catch {
            throw .unavailable("\(folder) cannot be looked through; check owner and mode of what is in it (\(error))")
        }
        throw .mismatch(
            "\(folder)/checkpoint is missing beside other files of the log; put checkpoint back from a copy that passes "
                + "the audit, or move \(folder) aside (it is evidence) and restart: it is then written anew from the outbox"
        )
    }

    private func key() throws(ChainTrouble) -> SigningKey {
        do {
            let claimed = try store.chainVerifierKey()
            let key: SigningKey
            if FileManager.default.fileExists(atPath: keyFile) {
                key = try LogKeyFile.read(keyFile, outside: folder)
            } else if claimed == nil {
                try makeKeyFolder()
                key = try LogKeyFile.create(at: keyFile, name: identity.origin, outside: folder)
            } else {
                throw ChainTrouble.unavailable(
                    "\(keyFile) is missing; put it back from a backup: another key would be another log")
            }
            if claimed == nil { try store.claimChainVerifierKey("\(key.verifierKey)") }
            guard claimed == nil || claimed == "\(key.verifierKey)" else {
                throw ChainTrouble.mismatch(
                    "\(keyFile) holds the key \(key.verifierKey), this log was begun with \(claimed ?? ""); "
                        + "put that one back from a backup")
            }
            return key
        } catch let trouble as ChainTrouble {
            throw trouble
        } catch let error as LogStoreError {
            throw ChainTrouble(error)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// For the owner alone from its first moment on, whatever the umask says.
    private func makeKeyFolder() throws(ChainTrouble) {
        let folder = URL(filePath: keyFile).deletingLastPathComponent().path
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST, chmod(folder, 0o700) == 0 else {
            throw .unavailable("\(folder) cannot be made (\(String(cString: strerror(errno))))")
        }
    }

    /// Holds every entry of a log of this size against the outbox's.
    func compare(_ source: some LogSource, size: Int64) throws(ChainTrouble) {
        let rows = try count()
        guard rows >= size else {
            throw .mismatch(
                "the log in \(folder) has \(size) entries, the outbox only \(rows): index \(rows) is not on record; "
                    + "was machina.sqlite put back from an older backup than chain/?")
        }
        do {
            let reader = try LogReader(source, name: folder)
            for first in stride(from: 0, to: size, by: Self.groupEntries) {
                let end = min(first + Int64(Self.groupEntries), size)
                var rows = try store.outbox(after: first, limit: Int(end - first))[...]
                var index = first
                try reader.forEachEntry(in: UInt64(first)..<UInt64(end)) { entry in
                    guard let row = rows.popFirst(), row.position == index + 1, row.bytes.elementsEqual(entry) else {
                        throw ChainTrouble.mismatch("the log's entry at index \(index) is not what was recorded")
                    }
                    index += 1
                }
            }
        } catch let trouble as ChainTrouble {
            throw trouble
        } catch let error as LogStoreError {
            throw ChainTrouble(error)
        } catch {
            throw .unavailable("\(error)")
        }
    }

    /// A database or a log that was put back to an older state could make another future under the same key.
    private func checkWhatWasSigned(_ log: LogStore) throws(ChainTrouble) {
        guard let known = try signed.read() else { return }
        let rows = try count()
        guard rows >= Int64(known.size) else {
            throw .mismatch(
                "\(known.size) entries were signed, machina.sqlite has only \(rows) of them: put back the newer "
                    + "machina.sqlite, or begin a new state directory; an older chain/ mends nothing")
        }
        var edge = try frontier(size: min(known.size, log.extent.size))
        while edge.size < known.size {
            let entries = try waiting(after: edge.size, atMost: known.size - edge.size)
            for entry in entries { edge.append(MerkleTree.leaf(entry.bytes)) }
        }
        guard edge.root == known.root else {
            throw .mismatch(
                "the first \(known.size) entries on record are not those that were signed: put back the machina.sqlite "
                    + "and the chain/ that belong to \(signed.path)")
        }
    }

    /// The right edge of the log's tree, from its tiles.
    private func frontier(size: UInt64) throws(ChainTrouble) -> Frontier {
        let files = LogDirectory(folder)
        do {
            return try Frontier(size: size) { tile in
                // What is partial at that size may be full by now.
                if let bytes = try files.file(tile.path) ?? files.file(tile.full.path) { return bytes }
                throw ChainTrouble.mismatch("\(folder)/\(tile.path) is missing; restore chain/ from a copy")
            }
        } catch let trouble as ChainTrouble {
            throw trouble
        } catch let error as LogStoreError {
            throw ChainTrouble(error)
        } catch {
            throw .mismatch("\(error)")
        }
    }

    /// The next group of the outbox, without gaps.
    private func waiting(after size: UInt64, atMost limit: UInt64) throws(ChainTrouble) -> [OutboxEntry] {
        let entries: [OutboxEntry]
        do {
            entries = try store.outbox(
                after: Int64(size), limit: Int(min(limit, UInt64(Self.groupEntries))), bytes: Self.groupBytes)
        } catch {
            throw .unavailable("\(error)")
        }
        for (offset, entry) in entries.enumerated() where entry.position != Int64(size) + Int64(offset) + 1 {
            throw .mismatch("the outbox has no row for index \(Int64(size) + Int64(offset))")
        }
        return entries
    }

    func count() throws(ChainTrouble) -> Int64 {
        do { return try store.outboxCount() } catch { throw .unavailable("\(error)") }
    }

    /// Appends the next group of what waits.
    ///
    /// - Returns: false when nothing did.
    func appendNext(to log: LogStore) throws(ChainTrouble) -> Bool {
        let size = log.extent.size
        let entries = try waiting(after: size, atMost: UInt64(Self.groupEntries))
        guard !entries.isEmpty else { return false }
        var edge = try frontier(size: size)
        for entry in entries { edge.append(MerkleTree.leaf(entry.bytes)) }
        let next = SignedExtent(size: edge.size, root: edge.root)
        try signed.write(next)
        do throws(LogStoreError) {
            let batch = try log.append(entries.map(\.bytes))
            guard batch.first == size, log.extent == next else {
                throw .mismatch([.rolledBack(size: size, seenSize: batch.first)])
            }
        } catch {
            throw ChainTrouble(error)
        }
        return true
    }
}

extension ChainTrouble {
    init(_ error: LogStoreError) {
        switch error {
        case .mismatch, .journalDamaged, .otherOrigin, .badKey, .tooLarge, .entryTooLong:
            self = .mismatch("\(error)")
        default: self = .unavailable("\(error)")
        }
    }
}
