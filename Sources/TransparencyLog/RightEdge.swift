/// A partial tile, with what its file and what the entries say about its hashes.
struct RightEdge {
    let address: TileAddress
    let stored: [TreeHash]?
    let computed: [TreeHash]?

    /// The different opinions, the file's first.
    var opinions: [[TreeHash]] {
        guard let stored else { return computed.map { [$0] } ?? [] }
        guard let computed, computed != stored else { return [stored] }
        return [stored, computed]
    }

    /// One opinion for each edge such that all of them fold to the signed root; nil where none do.
    ///
    /// There are eight edges at most, so 256 ways, and in a good log one.
    ///
    /// - Parameter edges: highest level first: the largest subtrees stand on the left.
    static func authentic(_ edges: [RightEdge], root: TreeHash) -> [[TreeHash]]? {
        var ways: [[[TreeHash]]] = [[]]
        for edge in edges {
            ways = ways.flatMap { way in edge.opinions.map { way + [$0] } }
        }
        return ways.first { fold($0) == root }
    }

    private static func fold(_ tiles: [[TreeHash]]) -> TreeHash {
        var subtrees: [TreeHash] = []
        for tile in tiles {
            var start = 0
            for height in Frontier.heights(of: UInt64(tile.count)) {
                subtrees.append(MerkleTree.root(of: tile[start..<start + 1 << height]))
                start += 1 << height
            }
        }
        guard var hash = subtrees.last else { return MerkleTree.empty }
        for subtree in subtrees.dropLast().reversed() { hash = MerkleTree.node(subtree, hash) }
        return hash
    }
}

/// An entry whose hash is not the one that the tree holds in its place.
struct EntryDifference {
    let index: UInt64
    /// The width of its bundle.
    let width: Int
    /// The hash of the entry that stands there, and the hash that belongs there.
    let entry: TreeHash
    let leaf: TreeHash

    /// How many are kept to look for swapped ones.
    static let limit = 4096

    private var path: String { BundleAddress(index: index / 256, width: width).path }

    /// Two entries that stand in each other's places were swapped; the others were edited.
    static func findings(of differences: [EntryDifference]) -> FindingList {
        var findings = FindingList()
        let places = Dictionary(differences.map { ($0.leaf, $0) }) { first, _ in first }
        for difference in differences {
            if let other = places[difference.entry], other.entry == difference.leaf, other.index != difference.index {
                if difference.index < other.index {
                    findings.append(.entriesSwapped(difference.index, other.index))
                }
            } else {
                findings.append(.entryEdited(path: difference.path, index: difference.index))
            }
        }
        return findings
    }
}
