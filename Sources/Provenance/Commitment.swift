internal import Crypto

/// A value that an event vouches for without showing it: `ni:///sha-256;<base64url>` (RFC 6920) of
/// SHA-256(domain ‖ 0x00 ‖ salt ‖ value).
///
/// Every field of every event has a fresh random salt of its own: without it a name could be found by trying names,
/// and a shared one would tell that two events speak of the same person. Value and salt are kept outside the log;
/// once they are erased, the commitment says nothing and the log still verifies (EDPB Guidelines 02/2025).
public enum Commitment {
    public static let saltLength = 32
    static let prefix = "ni:///sha-256;"

    /// The domain of a field of this vocabulary, `machina/v1/donor`: the same value means nothing in another field.
    public static func domain(field: String) -> String { "machina/v1/" + field }

    /// A domain with a zero byte or a salt of another length than 32 is a programmer's error.
    public static func make(domain: String, salt: [UInt8], value: String) -> String {
        precondition(isUsable(domain: domain, salt: salt), "a salt has 32 bytes, a domain no zero byte")
        var hasher = SHA256()
        hasher.update(data: Array(domain.utf8))
        hasher.update(data: [0] as [UInt8])
        hasher.update(data: salt)
        hasher.update(data: Array(value.utf8))
        return prefix + Base64URL.text(Array(hasher.finalize()))
    }

    /// Whether `commitment` was made of exactly this domain, salt and value.
    public static func verify(_ commitment: String, domain: String, salt: [UInt8], value: String) -> Bool {
        isUsable(domain: domain, salt: salt)
            && commitment.utf8.elementsEqual(make(domain: domain, salt: salt, value: value).utf8)
    }

    private static func isUsable(domain: String, salt: [UInt8]) -> Bool {
        salt.count == saltLength && !domain.utf8.contains(0)
    }
}

/// RFC 4648, 5, without padding.
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for position in 0...group.count {
                text.append(alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
