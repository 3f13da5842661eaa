internal import TransparencyLog

/// Entries in a row, as bundle and write-ahead file hold them, with their leaf hashes.
struct EntryRun: Sendable {
    /// For each entry its length (two bytes, big-endian) and its bytes: the entry `hi` is `00 02 68 69`.
    private(set) var encoded: [UInt8] = []
    /// Where each entry ends in `encoded`.
    private(set) var ends: [Int] = []
    private(set) var leaves: [TreeHash] = []

    var count: Int { leaves.count }

    init() {}

    /// - Throws: `.entryTooLong`.
    init(_ entries: [[UInt8]]) throws(LogStoreError) {
        encoded.reserveCapacity(entries.reduce(0) { $0 + 2 + $1.count })
        ends.reserveCapacity(entries.count)
        leaves.reserveCapacity(entries.count)
        for (index, entry) in entries.enumerated() {
            guard entry.count <= EntryBundle.entryLimit else {
                throw .entryTooLong(index: index, bytes: entry.count)
            }
            encoded.append(UInt8(entry.count >> 8))
            encoded.append(UInt8(entry.count & 0xFF))
            encoded.append(contentsOf: entry)
            ends.append(encoded.count)
            leaves.append(MerkleTree.leaf(entry))
        }
    }

    /// - Returns: nil where `encoded` does not hold exactly `count` entries.
    init?(encoded: [UInt8], count: Int) {
        self.encoded = encoded
        ends.reserveCapacity(min(count, encoded.count / 2))
        leaves.reserveCapacity(min(count, encoded.count / 2))
        var start = 0
        let whole = encoded.withUnsafeBytes { bytes in
            while start + 2 <= bytes.count {
                let end = start + 2 + Int(bytes[start]) << 8 + Int(bytes[start + 1])
                guard end <= bytes.count, ends.count < count else { return false }
                leaves.append(MerkleTree.leaf(UnsafeRawBufferPointer(rebasing: bytes[(start + 2)..<end])))
                ends.append(end)
                start = end
            }
            return start == bytes.count
        }
        guard whole, ends.count == count else { return nil }
    }

    mutating func append(_ other: EntryRun) {
        let offset = encoded.count
        encoded.append(contentsOf: other.encoded)
        for end in other.ends { ends.append(offset + end) }
        leaves.append(contentsOf: other.leaves)
    }

    /// The encoded entries `range`.
    func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
        let start = range.lowerBound == 0 ? 0 : ends[range.lowerBound - 1]
        return encoded[start..<(range.isEmpty ? start : ends[range.upperBound - 1])]
    }
}
