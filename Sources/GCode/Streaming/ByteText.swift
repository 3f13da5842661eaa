/// ASCII text in the bytes of a reply, looked at without making a `String` of it.
struct ByteText {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    func has(_ word: StaticString, at start: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard start >= 0, bytes.count - start >= count else { return false }
        for offset in 0..<count where bytes[start + offset] != word.utf8Start[offset] { return false }
        return true
    }

    func hasPrefix(_ word: StaticString) -> Bool { has(word, at: 0) }

    /// Where `word` begins, nil when it does not occur.
    func index(of word: StaticString, from start: Int = 0) -> Int? {
        guard bytes.count >= word.utf8CodeUnitCount else { return nil }
        return (start..<max(start, bytes.count - word.utf8CodeUnitCount + 1)).first { has(word, at: $0) }
    }

    func contains(_ word: StaticString) -> Bool { index(of: word) != nil }

    /// The decimal number at `start` (spaces and one `N` may stand before it) that reaches to a space or the end.
    func number(at start: Int) -> Int? {
        var index = start
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "N") { index += 1 }
        var value = 0
        let first = index
        while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39, index - first < 12 {
            value = value * 10 + Int(bytes[index] - 0x30)
            index += 1
        }
        guard index > first, index == bytes.count || bytes[index] == UInt8(ascii: " ") else { return nil }
        return value
    }
}
