/// The hashes of any range of a tree from those of its perfect subtrees, wherever those come from: RFC 6962 section 2.1.
struct SubtreeHashes {
    /// The root of the perfect subtree over the leaves `index << height ..< (index + 1) << height`.
    let perfect: (_ height: Int, _ index: UInt64) throws -> TreeHash

    /// MTH(D[start:end]) of a range that stands in the tree as one subtree: its start is aligned to its largest half.
    func root(_ start: UInt64, _ end: UInt64) throws -> TreeHash {
        let size = end - start
        guard size > 0 else { return MerkleTree.empty }
        if size.nonzeroBitCount == 1 {
            let height = size.trailingZeroBitCount
            return try perfect(height, start >> UInt64(height))
        }
        let middle = start + MerkleTree.split(size)
        return MerkleTree.node(try root(start, middle), try root(middle, end))
    }

    /// PATH(index, D[size]): RFC 6962 section 2.1.1, leaf's sibling first.
    func inclusionPath(of index: UInt64, size: UInt64) throws -> [TreeHash] {
        var path: [TreeHash] = []
        var start: UInt64 = 0
        var end = size
        while end - start > 1 {
            let middle = start + MerkleTree.split(end - start)
            if index < middle {
                path.append(try root(middle, end))
                end = middle
            } else {
                path.append(try root(start, middle))
                start = middle
            }
        }
        return path.reversed()
    }

    /// PROOF(old, D[new]): RFC 6962 section 2.1.2; empty from size 0 and between equal sizes.
    func consistencyPath(from old: UInt64, to new: UInt64) throws -> [TreeHash] {
        guard old > 0, old < new else { return [] }
        var path: [TreeHash] = []
        var start: UInt64 = 0
        var end = new
        while old != end {
            let middle = start + MerkleTree.split(end - start)
            if old <= middle {
                path.append(try root(middle, end))
                end = middle
            } else {
                path.append(try root(start, middle))
                start = middle
            }
        }
        // The subtree where the old tree ends is the old tree itself when nothing stood to its left.
        if start > 0 { path.append(try root(start, end)) }
        return path.reversed()
    }
}
