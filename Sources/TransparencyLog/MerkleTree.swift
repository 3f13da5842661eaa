internal import Crypto

/// The hashes of RFC 6962 section 2.1. A leaf begins with 0x00 and a node with 0x01, so that neither can stand for the
/// other.
public enum MerkleTree {
    /// The root of the tree without entries: SHA-256 of nothing.
    public static let empty = TreeHash(SHA256().finalize())

    /// The largest size of a tree here: a consistency proof then has at most 63 hashes, the limit of C2SP tlog-witness.
    public static let sizeLimit = UInt64(Int64.max)

    /// SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: UnsafeRawBufferPointer) -> TreeHash {
        var hash = SHA256()
        var prefix: UInt8 = 0
        withUnsafeBytes(of: &prefix) { hash.update(bufferPointer: $0) }
        hash.update(bufferPointer: entry)
        return TreeHash(hash.finalize())
    }

    /// SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: [UInt8]) -> TreeHash { entry.withUnsafeBytes { leaf($0) } }

    /// SHA-256(0x00 ‖ entry).
    public static func leaf(_ entry: ArraySlice<UInt8>) -> TreeHash { entry.withUnsafeBytes { leaf($0) } }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        // One update of 65 bytes on the stack is quicker than three.
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            buffer[0] = 1
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            var hash = SHA256()
            hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return TreeHash(hash.finalize())
        }
    }

    /// The root over hashes of one level, any number of them: `empty` for none, the hash itself for one.
    public static func root(of hashes: [TreeHash]) -> TreeHash {
        var hashes = hashes
        return fold(&hashes)
    }

    /// The root over hashes of one level, any number of them: `empty` for none, the hash itself for one.
    public static func root(of hashes: ArraySlice<TreeHash>) -> TreeHash {
        var hashes = Array(hashes)
        return fold(&hashes)
    }

    /// Pairs each level in place. The odd hash at the end rises as it is: that is the split of RFC 6962 at the largest
    /// power of two, read from below.
    private static func fold(_ hashes: inout [TreeHash]) -> TreeHash {
        guard !hashes.isEmpty else { return empty }
        var count = hashes.count
        while count > 1 {
            for pair in 0..<count / 2 { hashes[pair] = node(hashes[2 * pair], hashes[2 * pair + 1]) }
            if count % 2 == 1 { hashes[count / 2] = hashes[count - 1] }
            count = (count + 1) / 2
        }
        return hashes[0]
    }

    /// The largest power of two below `size`, where RFC 6962 splits a tree.
    ///
    /// - Precondition: `size` is 2 or more.
    static func split(_ size: UInt64) -> UInt64 {
        precondition(size >= 2)
        return 1 << UInt64(63 - (size - 1).leadingZeroBitCount)
    }
}
