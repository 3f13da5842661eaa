internal import TransparencyLog

/// A file of the log that follows from its entries.
struct DerivedFile: Sendable {
    var path: String
    var bytes: [UInt8]
}

/// The growing right edge of the log: what the tiles and the bundle hold that are not full yet.
struct TreeEdge: Sendable {
    private(set) var frontier = Frontier()
    /// For each level the hashes of its tile that is not full.
    private(set) var levels: [[TreeHash]] = []
    /// The bundle that is not full, encoded.
    private(set) var bundle: [UInt8] = []

    var size: UInt64 { frontier.size }
    var root: TreeHash { frontier.root }

    init() {}

    /// - Parameters:
    ///   - levels: as `levels`, without levels that have no hash at all.
    ///   - bundle: the bundle that is not full, encoded.
    init(frontier: Frontier, levels: [[TreeHash]], bundle: [UInt8]) {
        self.frontier = frontier
        self.levels = levels
        self.bundle = bundle
    }

    /// Takes entries on.
    /// - Returns: the tiles and bundles that became full.
    mutating func append(_ run: EntryRun) -> [DerivedFile] {
        var full: [DerivedFile] = []
        var taken = 0
        while taken < run.count {
            let room = 256 - (levels.first?.count ?? 0)
            let next = min(run.count, taken + room)
            bundle.append(contentsOf: run.bytes(taken..<next))
            if levels.isEmpty { levels.append([]) }
            levels[0].append(contentsOf: run.leaves[taken..<next])
            if next - taken == 256 {
                // A whole tile at once: its root is all that the frontier needs.
                frontier.append(MerkleTree.root(of: levels[0]), height: 8)
            } else {
                for leaf in run.leaves[taken..<next] { frontier.append(leaf) }
            }
            taken = next
            if levels[0].count == 256 { full += closeTiles() }
        }
        return full
    }

    /// The leaf tile is full: it moves into the tile above, which may be full by that.
    private mutating func closeTiles() -> [DerivedFile] {
        let number = (size - 1) / 256
        var full = [DerivedFile(path: BundleAddress(index: number).path, bytes: bundle)]
        bundle.removeAll(keepingCapacity: true)
        var level = 0
        while levels[level].count == 256 {
            let tile = TileAddress(level: level, index: (size - 1) >> UInt64(8 * (level + 1)))
            full.append(DerivedFile(path: tile.path, bytes: levels[level].tileBytes))
            let parent = MerkleTree.root(of: levels[level])
            levels[level].removeAll(keepingCapacity: true)
            level += 1
            if level == levels.count { levels.append([]) }
            levels[level].append(parent)
        }
        return full
    }

    /// The tiles and the bundle that are not full, as a tree of this size publishes them.
    /// - Parameters:
    ///   - old: leaves those out that the tree of this earlier size has as well. They are never written twice: what is
    ///     synced would be replaced by what is not.
    ///   - end: leaves those out whose places are full in a tree of this later size.
    func partials(notIn old: UInt64, openAt end: UInt64? = nil) -> [DerivedFile] {
        var files: [DerivedFile] = []
        for (level, hashes) in levels.enumerated() where !hashes.isEmpty {
            let place = size >> UInt64(8 * (level + 1))
            if let end, end >> UInt64(8 * (level + 1)) != place { continue }
            if size >> UInt64(8 * level) == old >> UInt64(8 * level) { continue }
            let tile = TileAddress(level: level, index: place, width: hashes.count)
            files.append(DerivedFile(path: tile.path, bytes: hashes.tileBytes))
            guard level == 0 else { continue }
            files.append(DerivedFile(path: BundleAddress(index: place, width: tile.width).path, bytes: bundle))
        }
        return files
    }

    /// Where the partial files of each place stand that has no full one at this size: `tile/0/003.p`.
    var partialFolders: [String] {
        levels.enumerated().filter { !$0.element.isEmpty }.flatMap { level, _ in
            let place = size >> UInt64(8 * (level + 1))
            let tile = TileAddress(level: level, index: place).path + ".p"
            return level == 0 ? [tile, BundleAddress(index: place).path + ".p"] : [tile]
        }
    }
}
