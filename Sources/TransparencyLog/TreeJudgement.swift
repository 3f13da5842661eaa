/// Holds the files of a log against its signed root, from the root down, and names what does not fit.
///
/// For each tile there are up to three opinions: the *stored* hashes of its file, the *computed* ones from the entries
/// below it, and the hash over it that its parent holds. The parent was judged before, so whichever of the first two
/// hashes to it is authentic, and the other one was tampered with. The tiles on the right edge are partial and have no
/// parent: theirs is the signed root.
struct TreeJudgement {
    let checkpoint: Checkpoint
    let checks: [UInt64: BundleCheck]
    var findings = FindingList()
    /// The root over each full leaf tile, as its parent holds it.
    private var leafTileRoots: [UInt64: TreeHash] = [:]
    /// The leaf hashes of the partial leaf tile, as judged.
    private var edgeLeaves: [TreeHash] = []
    private var computedRoots: [TileAddress: TreeHash] = [:]
    private var differences: [EntryDifference] = []
    /// Whether the right edge folds to the signed root, so that all that hangs on it is what was signed.
    private var isAuthentic = false

    init(checkpoint: Checkpoint, checks: [UInt64: BundleCheck]) {
        self.checkpoint = checkpoint
        self.checks = checks
    }

    mutating func judge<Failure: Error>(file: (String) throws(Failure) -> [UInt8]?) throws(Failure) {
        let edges = try readEdges(file)
        let authentic = RightEdge.authentic(edges, root: checkpoint.root)
        isAuthentic = authentic != nil
        // Where an edge tile is missing and cannot be computed, nothing says what the root over the files is.
        if authentic == nil, edges.allSatisfy({ !$0.opinions.isEmpty }) {
            findings.append(.rootDiffers(size: checkpoint.size))
        }
        for (position, edge) in edges.enumerated() {
            guard let judged = authentic?[position] ?? edge.opinions.first else { continue }
            report(edge, judged)
            guard edge.address.level > 0 else {
                edgeLeaves = judged
                continue
            }
            try judgeChildren(of: edge.address, hashes: judged, file)
        }
        findings.append(contentsOf: EntryDifference.findings(of: differences))
    }

    // MARK: the right edge

    private mutating func readEdges<Failure: Error>(
        _ file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> [RightEdge] {
        var edges: [RightEdge] = []
        for level in (0..<8).reversed() {
            let hashes = checkpoint.size >> (8 * level)
            guard let address = TileAddress(level: level, index: hashes / 256, size: checkpoint.size) else { continue }
            if level == 0 {
                let check = checks[address.index]
                edges.append(RightEdge(address: address, stored: check?.tileHashes, computed: check?.entryHashes))
            } else {
                let stored = try stored(address, file)
                edges.append(RightEdge(address: address, stored: stored, computed: computedHashes(of: address)))
            }
        }
        return edges
    }

    private mutating func report(_ edge: RightEdge, _ judged: [TreeHash]) {
        if let stored = edge.stored, stored != judged { reportAltered(edge.address, stored, judged) }
        if edge.address.level == 0, let computed = edge.computed, computed != judged {
            noteDifferences(tile: edge.address, entries: computed, leaves: judged)
        }
    }

    // MARK: from a parent down

    private mutating func judgeChildren<Failure: Error>(
        of tile: TileAddress, hashes: [TreeHash], _ file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) {
        for (position, hash) in hashes.enumerated() {
            if findings.count >= LogAudit.findingLimit { return }
            let child = TileAddress(level: tile.level - 1, index: tile.index * 256 + UInt64(position))
            if child.level == 0 {
                leafTileRoots[child.index] = hash
                judgeLeafTile(child, expected: hash)
            } else {
                try judgeUpperTile(child, expected: hash, file)
            }
        }
    }

    private mutating func judgeUpperTile<Failure: Error>(
        _ tile: TileAddress, expected: TreeHash, _ file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) {
        let stored = try stored(tile, file)
        if let stored, MerkleTree.root(of: stored) == expected {
            return try judgeChildren(of: tile, hashes: stored, file)
        }
        guard let computed = computedHashes(of: tile) else {
            guard let stored else { return }
            findings.append(.tileRefuted(path: tile.path))
            return try judgeChildren(of: tile, hashes: stored, file)
        }
        if MerkleTree.root(of: computed) == expected {
            if let stored { reportAltered(tile, stored, computed) }
        } else if stored == computed {
            findings.append(.entryAndTilesEdited(path: tile.path))
        } else {
            findings.append(.tileRefuted(path: tile.path))
        }
        try judgeChildren(of: tile, hashes: computed, file)
    }

    private mutating func judgeLeafTile(_ tile: TileAddress, expected: TreeHash) {
        // The files of a bundle that is missing here were not read, and those that were missing are found already.
        guard let check = checks[tile.index] else { return }
        switch (check.tileRoot == expected, check.entriesRoot == expected) {
        case (true, true): break
        case (true, false):
            guard let entries = check.entryHashes, let leaves = check.tileHashes else { return }
            noteDifferences(tile: tile, entries: entries, leaves: leaves)
        case (false, true):
            guard let stored = check.tileHashes, let entries = check.entryHashes else { return }
            reportAltered(tile, stored, entries)
        case (false, false):
            if let tileRoot = check.tileRoot, tileRoot == check.entriesRoot {
                return findings.append(.entryAndTilesEdited(path: tile.path))
            }
            if check.tileRoot != nil { findings.append(.tileRefuted(path: tile.path)) }
            if check.entriesRoot != nil { findings.append(.bundleRefuted(path: check.address.path)) }
        }
    }

    // MARK: opinions

    /// The hashes of a tile over level 0 in its file; a missing or torn file is a finding.
    private mutating func stored<Failure: Error>(
        _ tile: TileAddress, _ file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> [TreeHash]? {
        switch try LogFiles.tile(tile, file) {
        case .success(let bytes): return [TreeHash](tile: bytes)
        case .failure(let fault):
            findings.append(fault)
            return nil
        }
    }

    /// The hashes of a tile over level 0 by the entries below it; nil where not all of them are known.
    private mutating func computedHashes(of tile: TileAddress) -> [TreeHash]? {
        var hashes: [TreeHash] = []
        for position in 0..<UInt64(tile.width) {
            let child = TileAddress(level: tile.level - 1, index: tile.index * 256 + position)
            guard let root = computedRoot(of: child) else { return nil }
            hashes.append(root)
        }
        return hashes
    }

    private mutating func computedRoot(of tile: TileAddress) -> TreeHash? {
        if tile.level == 0 { return checks[tile.index]?.entriesRoot }
        if let root = computedRoots[tile] { return root }
        guard let hashes = computedHashes(of: tile) else { return nil }
        let root = MerkleTree.root(of: hashes)
        computedRoots[tile] = root
        return root
    }

    private mutating func reportAltered(_ tile: TileAddress, _ stored: [TreeHash], _ judged: [TreeHash]) {
        let position = zip(stored, judged).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
        findings.append(
            tile.level == 0
                ? .leafTileAltered(path: tile.path, index: tile.index * 256 + UInt64(position))
                : .upperTileAltered(path: tile.path, position: position))
    }

    private mutating func noteDifferences(tile: TileAddress, entries: [TreeHash], leaves: [TreeHash]) {
        for (position, (entry, leaf)) in zip(entries, leaves).enumerated() where entry != leaf {
            guard differences.count < EntryDifference.limit else { return }
            let index = tile.index * 256 + UInt64(position)
            differences.append(EntryDifference(index: index, width: tile.width, entry: entry, leaf: leaf))
        }
    }

    // MARK: older trees

    /// The root over the first `size` entries of what was signed; nil where a file that it needs is missing or altered:
    /// files that are not what was signed say nothing about what was signed before.
    ///
    /// - Precondition: `size` is at most that of the checkpoint, and `judge` was called.
    func root<Failure: Error>(
        ofSize size: UInt64, file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> TreeHash? {
        guard isAuthentic else { return nil }
        var frontier = Frontier()
        for index in 0..<size / 256 {
            guard let root = leafTileRoots[index] else { return nil }
            frontier.append(root, height: 8)
        }
        guard size % 256 > 0 else { return frontier.root }
        guard let leaves = try leaves(tile: size / 256, file) else { return nil }
        for leaf in leaves.prefix(Int(size % 256)) { frontier.append(leaf) }
        return frontier.root
    }

    private func leaves<Failure: Error>(
        tile index: UInt64, _ file: (String) throws(Failure) -> [UInt8]?
    ) throws(Failure) -> [TreeHash]? {
        guard let expected = leafTileRoots[index] else { return edgeLeaves.isEmpty ? nil : edgeLeaves }
        if let entries = checks[index]?.entryHashes, MerkleTree.root(of: entries) == expected { return entries }
        guard case .success(let bytes) = try LogFiles.tile(TileAddress(level: 0, index: index), file) else {
            return nil
        }
        let hashes = [TreeHash](tile: bytes)
        return MerkleTree.root(of: hashes) == expected ? hashes : nil
    }
}
