internal import Crypto
internal import SeededRandom
internal import TransparencyLog

/// RFC 6962 section 2.1 word for word, recursive and slow: the judge of everything quicker.
enum NaiveTree {
    static func leaf(_ entry: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: [0x00] + entry)) }

    static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: [0x01] + left + right)) }

    /// MTH(D[n]) over leaf hashes.
    static func root(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        guard leaves.count > 1 else { return leaves.first ?? Array(SHA256.hash(data: [UInt8]())) }
        let middle = leaves.startIndex + split(leaves.count)
        return node(root(leaves[..<middle]), root(leaves[middle...]))
    }

    /// PATH(m, D[n]).
    static func path(_ index: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let half = split(leaves.count)
        let middle = leaves.startIndex + half
        return index < half
            ? path(index, leaves[..<middle]) + [root(leaves[middle...])]
            : path(index - half, leaves[middle...]) + [root(leaves[..<middle])]
    }

    /// PROOF(m, D[n]) = SUBPROOF(m, D[n], true).
    static func proof(_ old: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] { subproof(old, leaves, true) }

    private static func subproof(_ old: Int, _ leaves: ArraySlice<[UInt8]>, _ isWhole: Bool) -> [[UInt8]] {
        if old == leaves.count { return isWhole ? [] : [root(leaves)] }
        let half = split(leaves.count)
        let middle = leaves.startIndex + half
        return old <= half
            ? subproof(old, leaves[..<middle], isWhole) + [root(leaves[middle...])]
            : subproof(old - half, leaves[middle...], false) + [root(leaves[..<middle])]
    }

    private static func split(_ count: Int) -> Int {
        var half = 1
        while half * 2 < count { half *= 2 }
        return half
    }
}

extension TreeHash {
    /// A hash out of bytes that have its length.
    static func of(_ bytes: [UInt8]) -> TreeHash {
        guard let hash = TreeHash(bytes) else { preconditionFailure("32 bytes") }
        return hash
    }

    /// The same hash with one bit turned.
    func flipped(bit: Int = 0) -> TreeHash {
        var bytes = bytes
        bytes[bit / 8 % 32] ^= 1 << UInt8(bit % 8)
        return .of(bytes)
    }
}

/// The bytes of hexadecimal digits.
func hex(_ text: String) -> [UInt8] {
    let digits = Array(text.utf8).map { UInt8(Character(UnicodeScalar($0)).hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}
