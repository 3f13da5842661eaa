internal import TransparencyLog

/// Brings a log's folder from whatever a crash left to a published tree, or refuses.
///
/// The tree at the beginning of the write-ahead file (its base) was synced with all its files before that file was cut;
/// what came after is in the file's records. So: every entry of the base is hashed and compared with tiles and root, the
/// records, which the log's key signed, are replayed upon it, and the checkpoint and what the caller knows must lie on the way. Only then is
/// anything written.
struct LogRecovery {
    let disk: any LogDisk
    /// The folder, for messages.
    let path: String
    let key: SigningKey
    let signedAtLeast: SignedExtent?

    /// - Throws: `.exists` where there is a checkpoint, `.mismatch` where only that is missing.
    static func create(on disk: any LogDisk, path: String, key: SigningKey) throws(LogStoreError) {
        guard try disk.file(LogFile.checkpoint) == nil else { throw .exists(path: path) }
        guard try !isWithoutCheckpoint(disk) else { throw .mismatch([.checkpointMissing]) }
        try disk.cutJournal(to: 0)
        try disk.syncJournal()
        let empty = SignedExtent(size: 0, root: MerkleTree.empty)
        try disk.replace(LogFile.checkpoint, with: LogWriter.note(empty, key), synced: true)
        try disk.sync([""])
    }

    /// - Throws: `.notALog`, `.otherOrigin`, `.mismatch`, `.journalDamaged`, `.io`, `.full`.
    func writer(options: LogStoreOptions) throws(LogStoreError) -> LogWriter {
        let (signed, note) = try signedExtent()
        let bytes = try disk.journal()
        var file: WriteAheadFile
        do { file = try WriteAheadFile(bytes, key: key.verifierKey) } catch {
            let journal = "\(path)/\(PosixDisk.journalName)"
            guard error.isUnsigned else { throw .journalDamaged(path: journal, offset: error.offset) }
            throw .mismatch([.recordUnsigned(path: journal, byte: error.offset)])
        }
        var base = signed
        if let first = file.records.first, let last = file.records.last, last.end >= signed.size {
            base = SignedExtent(size: first.first, root: first.oldRoot)
        } else {
            // Files of the published tree that verify need no records that lie before its end.
            file.records = []
            file.end = 0
        }
        guard base.size <= signed.size else {
            throw .mismatch([.rolledBack(size: signed.size, seenSize: base.size)])
        }
        try LogAuditRun.verify(disk, extent: base, options.verifying)
        let edge = try TreeEdge(disk, extent: base)
        let replay = try self.replay(file.records, on: edge)
        try check(replay, signed: signed)
        var writer = LogWriter(
            disk: disk, key: key, options: options, base: edge, checkpoint: note, journalLength: bytes.count)
        try writer.recover(
            replay.edge, journal: Array(bytes.prefix(file.end)), full: replay.full,
            partial: replay.partial.values.sorted { $0.path < $1.path },
            isPublished: signed.size == replay.edge.size)
        return writer
    }

    /// Tiles, or entries in the write-ahead file, were once under a checkpoint, or about to be. A crash of `create` leaves
    /// neither.
    private static func isWithoutCheckpoint(_ disk: any LogDisk) throws(LogStoreError) -> Bool {
        guard try disk.names(in: "tile").isEmpty else { return true }
        return try !disk.journal().isEmpty
    }

    private func signedExtent() throws(LogStoreError) -> (SignedExtent, [UInt8]) {
        guard let note = try disk.file(LogFile.checkpoint) else {
            throw try Self.isWithoutCheckpoint(disk) ? .mismatch([.checkpointMissing]) : .notALog(path: path)
        }
        do throws(LogFault) {
            let checkpoint = try Checkpoint(parsing: SignedNote(parsing: note).text)
            // Octets: `==` of strings takes some different ones for equal.
            guard checkpoint.origin.utf8.elementsEqual(key.name.utf8) else {
                throw LogFault.unknownOrigin(checkpoint.origin)
            }
            let verified = try TrustPolicy(logs: [key.verifierKey]).verify(note)
            return (SignedExtent(size: verified.size, root: verified.root), note)
        } catch {
            if case .unknownOrigin(let origin) = error {
                throw .otherOrigin(path: path, origin: origin, key: key.name)
            }
            throw .mismatch([error])
        }
    }

    /// The records, and what they lead to.
    private struct Replay {
        var edge: TreeEdge
        /// What became full on the way.
        var full: [DerivedFile] = []
        /// The partial files of every size that was published, by path, as far as their places are not full at the end.
        var partial: [String: DerivedFile] = [:]
        /// The roots of the sizes that were to be signed, and of the one that the caller knows.
        var roots: [UInt64: TreeHash] = [:]
    }

    private func replay(_ records: [WriteAheadRecord], on base: TreeEdge) throws(LogStoreError) -> Replay {
        let end = records.last?.end ?? base.size
        var replay = Replay(edge: base)
        replay.roots[base.size] = base.root
        if let known = signedAtLeast, known.size < base.size {
            let extent = SignedExtent(size: base.size, root: base.root)
            replay.roots[known.size] = try LogReader(source: disk, extent: extent, note: []).root(ofSize: known.size)
        }
        for record in records {
            if let known = signedAtLeast?.size, known > record.first, known < record.end {
                var frontier = replay.edge.frontier
                for leaf in record.entries.leaves.prefix(Int(known - record.first)) { frontier.append(leaf) }
                replay.roots[known] = frontier.root
            }
            replay.full += replay.edge.append(record.entries)
            guard replay.edge.root == record.newRoot else {
                throw .mismatch([.historyRewritten(oldSize: record.first, newSize: record.end)])
            }
            replay.roots[record.end] = record.newRoot
            for file in replay.edge.partials(notIn: record.first, openAt: end) { replay.partial[file.path] = file }
        }
        return replay
    }

    /// Holds what the files and records lead to against the checkpoint and what the caller knows.
    private func check(_ replay: Replay, signed: SignedExtent) throws(LogStoreError) {
        let size = replay.edge.size
        for known in [signed, signedAtLeast].compactMap({ $0 }) {
            guard known.size <= size else { throw .mismatch([.rolledBack(size: size, seenSize: known.size)]) }
            if replay.roots[known.size] == known.root { continue }
            throw .mismatch([
                known.size == size ? .splitView(size: size) : .historyRewritten(oldSize: known.size, newSize: size)
            ])
        }
    }
}

extension TreeEdge {
    /// The edge of a tree whose files were verified.
    /// - Throws: `.mismatch` where they no longer fit.
    init(_ source: any LogSource, extent: SignedExtent) throws(LogStoreError) {
        let reader = LogReader(source: source, extent: extent, note: [])
        var levels: [[TreeHash]] = []
        while levels.count < 8, extent.size >> UInt64(8 * levels.count) > 0 {
            levels.append(try reader.openTile(level: levels.count))
        }
        let frontier = try reader.frontier()
        guard extent.size % 256 > 0 else {
            self.init(frontier: frontier, levels: levels, bundle: [])
            return
        }
        let (bytes, ranges) = try reader.bundle(extent.size / 256)
        guard EntryBundle.leafHashes(of: bytes, at: ranges) == levels[0] else {
            throw .mismatch([.bundleRefuted(path: BundleAddress(index: extent.size / 256, width: ranges.count).path)])
        }
        self.init(frontier: frontier, levels: levels, bundle: Array(bytes.prefix(ranges.last?.upperBound ?? 0)))
    }
}
