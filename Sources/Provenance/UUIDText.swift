internal import Crypto

/// UUIDs as URNs (RFC 9562), lower case: `urn:uuid:01970000-0000-7000-8000-000000000001`.
enum UUIDText {
    static let prefix = "urn:uuid:"

    /// The URN of 16 bytes, with version and variant written over their six bits.
    static func urn(_ bytes: some Sequence<UInt8>, version: UInt8) -> String {
        var bytes = Array(bytes.prefix(16))
        precondition(bytes.count == 16, "a UUID has 16 bytes")
        bytes[6] = bytes[6] & 0x0F | version << 4
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = Array(Hexadecimal.text(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(hex[$0]) }
        return prefix + groups.joined(separator: "-")
    }

    /// The 16 bytes of a URN; nil for any other spelling.
    static func bytes(_ urn: String) -> [UInt8]? {
        let text = Array(urn.utf8)
        guard text.count == 45, urn.hasPrefix(prefix), [17, 22, 27, 32].allSatisfy({ text[$0] == UInt8(ascii: "-") })
        else { return nil }
        let groups = [9..<17, 18..<22, 23..<27, 28..<32, 33..<45].map { String(decoding: text[$0], as: UTF8.self) }
        return Hexadecimal.bytes(groups.joined())
    }

    /// A version 8 UUID from the SHA-256 of the parts, each ended by a zero byte: the same names give the same UUID.
    static func urn(naming parts: [String]) -> String {
        var hasher = SHA256()
        for part in parts {
            hasher.update(data: Array(part.utf8))
            hasher.update(data: [0] as [UInt8])
        }
        return urn(hasher.finalize(), version: 8)
    }
}
