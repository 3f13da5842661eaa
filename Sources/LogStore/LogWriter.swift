internal import TransparencyLog

/// Puts entries into the log's folder, so that at every moment a crash leaves a log that can be opened and a checkpoint
/// that verifies.
///
/// One commit: write-ahead record, sync; bundles and tiles, each put in place whole; checkpoint, synced and put in
/// place. Two syncs. Bundles and tiles need none: until the write-ahead file is cut they follow from it.
struct LogWriter: Sendable {
    private let disk: any LogDisk
    private let key: SigningKey
    private let options: LogStoreOptions
    private(set) var edge: TreeEdge
    /// The signed note that is published.
    private(set) var checkpoint: [UInt8]
    private var journalLength = 0
    /// The tree whose files need no write-ahead file any more; its partial files stay until that is cut again, as the
    /// full ones that take their places are not synced yet.
    private var synced: TreeEdge
    /// Folders of partial files that could not be removed.
    private var leftFolders: [String] = []

    /// - Parameters:
    ///   - base: a tree all files of which are synced.
    ///   - checkpoint: the note that is published.
    ///   - journalLength: bytes of the write-ahead file, which begins at the base.
    init(
        disk: any LogDisk, key: SigningKey, options: LogStoreOptions, base: TreeEdge, checkpoint: [UInt8],
        journalLength: Int
    ) {
        self.disk = disk
        self.key = key
        self.options = options
        self.checkpoint = checkpoint
        self.journalLength = journalLength
        edge = base
        synced = base
    }

    /// Puts what the write-ahead file holds in place after a crash, publishes it, and empties the file.
    ///
    /// What is read here may be nowhere but in the page cache: a killed process had not synced it, or a sync failed, after
    /// which the kernel calls clean what is not on the disk. So all of it is written anew and synced, the entries first,
    /// and only then something is signed.
    /// - Parameters:
    ///   - journal: the records of the write-ahead file, as bytes.
    ///   - files: the full bundles and tiles, and the partial ones of every size that may have been published.
    mutating func recover(
        _ tree: TreeEdge, journal: [UInt8], full: [DerivedFile], partial: [DerivedFile], isPublished: Bool
    ) throws(LogStoreError) {
        // Also what no record speaks of: a folder that was copied here may not be on the disk yet.
        try disk.syncAll()
        if !journal.isEmpty {
            try disk.writeJournal(journal, at: 0)
            try disk.syncJournal()
        }
        // A cut that was under way may have removed the base's partial files: then these full ones alone hold its edge,
        // and are replaced by nothing that could be torn.
        let edges = Set(synced.partialFolders)
        for file in full + partial {
            try disk.replace(file.path, with: file.bytes, synced: edges.contains(file.path + ".p"))
        }
        try syncDerived(of: tree)
        if !isPublished {
            checkpoint = try publish(tree)
        } else if !journal.isEmpty {
            try checkFolder()
            try disk.replace(LogFile.checkpoint, with: checkpoint, synced: true)
        }
        edge = tree
        leftFolders = full.map { $0.path + ".p" }
        try cutJournal()
    }

    var extent: SignedExtent { SignedExtent(size: edge.size, root: edge.root) }

    var wantsCut: Bool { journalLength >= options.journalLimit }

    /// Makes entries durable and publishes the tree with them; without entries, only looks whether it could.
    /// - Throws: `.full` or `.io` when nothing of them is in the log and the writer can go on; `.openAgain` when that is
    ///   not known; `.mismatch` when the folder is not the one that this writer published last, for good.
    mutating func commit(_ run: EntryRun) throws(LogStoreError) -> AppendedBatch {
        try checkFolder()
        guard run.count > 0 else { return AppendedBatch(first: edge.size, count: 0, size: edge.size) }
        var grown = edge
        let full = grown.append(run)
        let record = WriteAheadRecord(first: edge.size, oldRoot: edge.root, newRoot: grown.root, entries: run)
            .bytes(at: journalLength, signedBy: key)
        let note: [UInt8]
        do {
            try disk.writeJournal(record, at: journalLength)
            try disk.syncJournal()
            for file in full + grown.partials(notIn: edge.size) {
                try disk.replace(file.path, with: file.bytes, synced: false)
            }
            note = try publish(grown)
        } catch {
            try undo(after: error)
            throw error
        }
        let batch = AppendedBatch(first: edge.size, count: run.count, size: grown.size)
        journalLength += record.count
        edge = grown
        checkpoint = note
        removePartials(of: full)
        return batch
    }

    /// Signs a tree whose entries are durable, and puts its checkpoint in place.
    private func publish(_ tree: TreeEdge) throws(LogStoreError) -> [UInt8] {
        try checkFolder()
        let note = Self.note(SignedExtent(size: tree.size, root: tree.root), key)
        try disk.replace(LogFile.checkpoint, with: note, synced: true)
        return note
    }

    /// Refuses a folder that was put in the place of the one that is locked, and a checkpoint that this writer did not
    /// publish: a second tree of one size must not be signed, and what an intruder left is evidence.
    private func checkFolder() throws(LogStoreError) {
        if let path = try disk.replacedPath() { throw .mismatch([.folderReplaced(path: path)]) }
        guard let found = try disk.file(LogFile.checkpoint) else { throw .mismatch([.checkpointMissing]) }
        guard found == checkpoint || isCosigned(found) else { throw .mismatch([.checkpointReplaced]) }
    }

    /// Whether a note is the published one with cosignatures under it.
    private func isCosigned(_ found: [UInt8]) -> Bool {
        do throws(LogFault) {
            _ = try TrustPolicy(logs: [key.verifierKey]).verify(found)
            return try SignedNote(parsing: found).text == SignedNote(parsing: checkpoint).text
        } catch {
            return false
        }
    }

    static func note(_ extent: SignedExtent, _ key: SigningKey) -> [UInt8] {
        Checkpoint(origin: key.name, size: extent.size, root: extent.root).signed(by: key)
    }

    /// Takes the record back whose tree was not published: nobody saw a signature of it. What was written of bundles and
    /// tiles stands beyond the published tree and is written over by the next commit.
    private func undo(after error: LogStoreError) throws(LogStoreError) {
        if case .openAgain = error { throw error }
        do {
            try disk.cutJournal(to: journalLength)
            try disk.syncJournal()
        } catch let failure {
            throw .openAgain("\(error); taking it back failed: \(failure)")
        }
    }

    /// Partial files in whose places full ones stand; a reader who wants a partial one takes the full one instead.
    ///
    /// The entries are published by now, so a partial file that cannot be removed is no reason to refuse them: it does
    /// no harm, and the next cut tries again.
    private mutating func removePartials(of full: [DerivedFile]) {
        let kept = Set(synced.partialFolders)
        for folder in full.map({ $0.path + ".p" }) where !kept.contains(folder) {
            do throws(LogStoreError) { try removeFolder(folder, from: disk) } catch { leftFolders.append(folder) }
        }
    }

    /// Syncs all files that follow from the write-ahead file, and empties it.
    /// - Throws: `.mismatch` when the folder is not the one that was published last, before anything is removed;
    ///   `.openAgain` for all else.
    mutating func cutJournal() throws(LogStoreError) {
        guard journalLength > 0 else { return }
        try checkFolder()
        do {
            try syncDerived(of: edge)
            let filled = Set(synced.partialFolders).subtracting(edge.partialFolders).sorted()
            // While the file is not cut, a crash comes back to this.
            for folder in filled + leftFolders { try removeFolder(folder, from: disk) }
            try disk.cutJournal(to: 0)
            try disk.syncJournal()
            leftFolders = []
            journalLength = 0
            synced = edge
        } catch {
            if case .openAgain = error { throw error }
            throw .openAgain("\(error)")
        }
    }

    /// Syncs what was written since the write-ahead file was cut: files, then the folders that name them.
    private func syncDerived(of tree: TreeEdge) throws(LogStoreError) {
        try disk.sync(try files(of: tree))
        try disk.sync(folders(of: tree))
        try disk.syncAll()
    }

    private func files(of tree: TreeEdge) throws(LogStoreError) -> [String] {
        var paths = BundleAddress.changed(from: synced.size, to: tree.size).filter { !$0.isPartial }.map(\.path)
        paths += TileAddress.changed(from: synced.size, to: tree.size).filter { !$0.isPartial }.map(\.path)
        for folder in tree.partialFolders {
            for name in try disk.names(in: folder) { paths.append("\(folder)/\(name)") }
        }
        return paths
    }

    /// The folders of all files that were written, those above them, and the log's own for its checkpoint.
    private func folders(of tree: TreeEdge) -> [String] {
        var folders: Set<String> = [""]
        let paths =
            BundleAddress.changed(from: synced.size, to: tree.size).map(\.path)
            + TileAddress.changed(from: synced.size, to: tree.size).map(\.path)
        for path in paths {
            var folder = path[...]
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                folders.insert(String(folder))
            }
        }
        return folders.sorted()
    }
}

/// Removes the partial files of one place, and their folder.
func removeFolder(_ folder: String, from disk: any LogDisk) throws(LogStoreError) {
    let names = try disk.names(in: folder)
    guard !names.isEmpty else { return }
    for name in names { try disk.remove("\(folder)/\(name)") }
    try disk.remove(folder)
}
