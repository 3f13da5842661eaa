/// That one entry is in a tree: the hashes beside its path to the root, leaf first (RFC 6962 section 2.1.1).
public struct InclusionProof: Hashable, Sendable {
    /// The place of the entry, from 0.
    public let index: UInt64
    /// The number of entries in the tree.
    public let size: UInt64
    /// The sibling hashes, from the leaf's to the root's child.
    public let hashes: [TreeHash]

    /// A proof as it was read; `verify` says whether it holds.
    public init(index: UInt64, size: UInt64, hashes: [TreeHash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The root that the proof leads to from `leaf`: RFC 9162 section 2.1.3.2.
    ///
    /// - Throws: `LogFault.indexOutOfRange`, or `inclusionRefuted` where the number of hashes is not that of the path.
    public func root(of leaf: TreeHash) throws(LogFault) -> TreeHash {
        guard index < size else { throw .indexOutOfRange(index: index, size: size) }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in hashes {
            guard last > 0 else { throw .inclusionRefuted(index: index, size: size, .tooLong) }
            if node & 1 == 1 || node == last {
                hash = MerkleTree.node(sibling, hash)
                // A node on the right edge without a sibling rises until it has one.
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleTree.node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw .inclusionRefuted(index: index, size: size, .tooShort) }
        return hash
    }

    /// Whether the entry with the hash `leaf` is in the tree of `root`, at the index of the proof.
    ///
    /// - Throws: what `root(of:)` throws, and `LogFault.inclusionRefuted` where it leads to another root.
    public func verify(leaf: TreeHash, root: TreeHash) throws(LogFault) {
        guard try self.root(of: leaf) == root else { throw .inclusionRefuted(index: index, size: size, .otherRoot) }
    }
}
