/// That a tree is the beginning of a larger one (RFC 6962 section 2.1.2).
public struct ConsistencyProof: Hashable, Sendable {
    /// The number of entries of the smaller tree.
    public let oldSize: UInt64
    /// The number of entries of the larger tree.
    public let newSize: UInt64
    /// The hashes of RFC 6962's PROOF, in its order.
    public let hashes: [TreeHash]

    /// A proof as it was read; `verify` says whether it holds.
    public init(oldSize: UInt64, newSize: UInt64, hashes: [TreeHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// Whether the tree of root `old` is the beginning of the tree of root `new`: RFC 9162 section 2.1.4.2, and for the
    /// cases that it leaves out C2SP tlog-witness: from size 0 and between equal sizes the proof is empty.
    ///
    /// - Throws: `LogFault.rolledBack` where the new tree is the smaller one; `splitView` for two roots of one size;
    ///   `consistencyRefuted` where the proof does not lead from one root to the other.
    public func verify(old: TreeHash, new: TreeHash) throws(LogFault) {
        guard oldSize <= newSize else { throw .rolledBack(size: newSize, seenSize: oldSize) }
        guard oldSize > 0, oldSize < newSize else { return try verifyEmpty(old: old, new: new) }
        // The old root is the first hash itself when the old tree is one perfect subtree.
        let path = oldSize.nonzeroBitCount == 1 ? [old] + hashes : hashes
        guard let first = path.first, !hashes.isEmpty else { throw refuted(.tooShort) }
        var node = oldSize - 1
        var last = newSize - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var oldHash = first
        var newHash = first
        for sibling in path.dropFirst() {
            guard last > 0 else { throw refuted(.tooLong) }
            if node & 1 == 1 || node == last {
                oldHash = MerkleTree.node(sibling, oldHash)
                newHash = MerkleTree.node(sibling, newHash)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newHash = MerkleTree.node(newHash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw refuted(.tooShort) }
        guard oldHash == old else { throw refuted(.otherOldRoot) }
        guard newHash == new else { throw refuted(.otherRoot) }
    }

    private func verifyEmpty(old: TreeHash, new: TreeHash) throws(LogFault) {
        guard hashes.isEmpty else { throw refuted(.tooLong) }
        if oldSize == 0, old != MerkleTree.empty { throw refuted(.otherOldRoot) }
        if newSize == 0, new != MerkleTree.empty { throw refuted(.otherRoot) }
        if oldSize == newSize, old != new { throw .splitView(size: newSize) }
    }

    private func refuted(_ flaw: LogFault.ProofFlaw) -> LogFault {
        .consistencyRefuted(oldSize: oldSize, newSize: newSize, flaw)
    }
}
