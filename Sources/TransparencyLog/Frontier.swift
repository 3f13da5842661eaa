/// The right edge of a growing tree: the roots of its perfect subtrees, largest first, one for each bit set in the
/// size. Enough to append and to know the root, in memory that grows with the logarithm of the size.
public struct Frontier: Hashable, Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64 = 0
    private var subtrees: [TreeHash] = []

    /// The frontier of the tree without leaves.
    public init() {}

    /// The frontier of the first `size` leaves, read from tiles (C2SP tlog-tiles). The tiles are believed: compare the
    /// root with a signed one.
    ///
    /// - Parameter tile: the bytes of a tile; a full tile in place of a partial one is fine.
    /// - Throws: what `tile` throws; `LogFault.tileTorn` for a tile that is too short.
    public init(size: UInt64, reading tile: (TileAddress) throws -> [UInt8]) throws {
        var end: UInt64 = 0
        var last: (address: TileAddress, hashes: [TreeHash])?
        for height in Self.heights(of: size) {
            let level = height / 8
            let span = UInt64(1) << UInt64(height % 8)
            let first = end >> UInt64(8 * level)
            // The subtree lies in one tile: it is aligned to its own width.
            guard let address = TileAddress(level: level, index: first / 256, size: size) else {
                preconditionFailure("the tree has a tile wherever it has a subtree")
            }
            let hashes: [TreeHash]
            if let last, last.address == address {
                hashes = last.hashes
            } else {
                hashes = try address.hashes(of: try tile(address))
                last = (address, hashes)
            }
            let start = Int(first % 256)
            subtrees.append(MerkleTree.root(of: hashes[start..<start + Int(span)]))
            end += 1 << UInt64(height)
        }
        self.size = size
    }

    /// Adds one leaf hash on the right.
    public mutating func append(_ leaf: TreeHash) { append(leaf, height: 0) }

    /// Adds the root of a perfect subtree of `2^height` leaves on the right; height 8 is a full leaf tile.
    ///
    /// - Precondition: the size is a multiple of `2^height`, as the tree has no such subtree elsewhere.
    public mutating func append(_ subtree: TreeHash, height: Int) {
        precondition((0..<63).contains(height) && size.trailingZeroBitCount >= height)
        precondition(size + 1 << UInt64(height) <= MerkleTree.sizeLimit)
        var hash = subtree
        var bit = height
        while size >> UInt64(bit) & 1 == 1 {
            hash = MerkleTree.node(subtrees.removeLast(), hash)
            bit += 1
        }
        subtrees.append(hash)
        size += 1 << UInt64(height)
    }

    /// The root of the tree as it stands.
    public var root: TreeHash {
        guard var hash = subtrees.last else { return MerkleTree.empty }
        for subtree in subtrees.dropLast().reversed() { hash = MerkleTree.node(subtree, hash) }
        return hash
    }

    /// The heights of the perfect subtrees of a tree, largest first: 13 = 0b1101 has 3, 2 and 0.
    static func heights(of size: UInt64) -> [Int] {
        (0..<64).reversed().filter { size >> UInt64($0) & 1 == 1 }
    }
}
