internal import Crypto

/// A private key with its name. It never shows its seed but in `secretText`.
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey
    /// The public half.
    public let verifierKey: VerifierKey

    /// The name of the key: of a log its origin.
    public var name: String { verifierKey.name }

    /// A new random key.
    ///
    /// - Precondition: `name` is a key name: not empty, without spaces, plus or control characters.
    public init(name: String, algorithm: SignatureAlgorithm = .ed25519) {
        self.init(name: name, algorithm: algorithm, key: Curve25519.Signing.PrivateKey())
    }

    /// The key of a seed of 32 bytes.
    ///
    /// - Precondition: `name` is a key name: not empty, without spaces, plus or control characters.
    /// - Throws: `LogFault.malformed(.signingKey, …)` for another number of bytes.
    public init(name: String, seed: [UInt8], algorithm: SignatureAlgorithm = .ed25519) throws(LogFault) {
        let key: Curve25519.Signing.PrivateKey
        do {
            key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        } catch {
            throw .malformed(.signingKey, reason: "a seed has 32 bytes, not \(seed.count)")
        }
        self.init(name: name, algorithm: algorithm, key: key)
    }

    private init(name: String, algorithm: SignatureAlgorithm, key: Curve25519.Signing.PrivateKey) {
        precondition(name.isKeyName, "a key name is not empty and holds no space, plus or control character")
        self.key = key
        let publicKey = [UInt8](key.publicKey.rawRepresentation)
        verifierKey = VerifierKey(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// Reads what `secretText` gives; white space around it is not part of it and is refused.
    ///
    /// - Throws: `LogFault.malformed(.signingKey, …)`, which never quotes the text.
    public init(secretText: String) throws(LogFault) {
        let prefix = Self.textPrefix
        guard secretText.hasPrefix(prefix) else { throw Self.malformed("it does not begin with \(prefix)") }
        let parts = secretText.utf8.dropFirst(prefix.utf8.count)
            .split(separator: 0x2B, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Self.malformed("it is not PRIVATE+KEY+<name>+<key id>+<base64>") }
        let name = String(decoding: Array(parts[0]), as: UTF8.self)
        guard name.isKeyName else { throw Self.malformed("the name is empty or holds a space") }
        guard let raw = Base64.decode(parts[2]), raw.count == 33, let algorithm = SignatureAlgorithm(rawValue: raw[0])
        else { throw Self.malformed("it holds no base64 of a type byte 1 or 4 and a seed of 32 bytes") }
        try self.init(name: name, seed: Array(raw.dropFirst()), algorithm: algorithm)
        guard parts[1].elementsEqual(verifierKey.id.lowerHex.utf8) else {
            throw Self.malformed("the key id is not that of name and key")
        }
    }

    /// What a private key begins with, and no vkey.
    static let textPrefix = "PRIVATE+KEY+"

    private static func malformed(_ reason: String) -> LogFault { .malformed(.signingKey, reason: reason) }

    /// The key as golang.org/x/mod/sumdb/note writes it: `PRIVATE+KEY+<name>+<key id>+<base64 of type byte and seed>`.
    /// Whoever reads this can sign: keep it in a file of mode 0600 and out of every log.
    public var secretText: String {
        let seed = Base64.encode([verifierKey.algorithm.rawValue] + key.rawRepresentation)
        return "PRIVATE+KEY+\(name)+\(verifierKey.id.lowerHex)+\(seed)"
    }

    /// Signs a note text as a log does.
    ///
    /// - Parameter text: the whole text with its final newline.
    /// - Precondition: the key is of `SignatureAlgorithm.ed25519`.
    public func sign(_ text: [UInt8]) -> NoteSignature {
        precondition(verifierKey.algorithm == .ed25519, "a witness key signs with cosign(_:at:)")
        return NoteSignature(name: name, keyID: verifierKey.id, bytes: signature(over: text))
    }

    /// Signs a note text as a witness does, with its time in Unix seconds.
    ///
    /// - Precondition: the key is of `SignatureAlgorithm.cosignatureEd25519`; the time is at most 2^63 - 1.
    public func cosign(_ text: [UInt8], at unixSeconds: UInt64) -> NoteSignature {
        precondition(verifierKey.algorithm == .cosignatureEd25519 && unixSeconds <= Cosignature.timeLimit)
        let bytes = signature(over: Cosignature.message(text: text, at: unixSeconds))
        return NoteSignature(
            name: name, keyID: verifierKey.id, bytes: Cosignature.join(time: unixSeconds, signature: bytes))
    }

    private func signature(over message: [UInt8]) -> [UInt8] {
        do {
            return try [UInt8](key.signature(for: message))
        } catch {
            preconditionFailure("Ed25519 signs every message: \(error)")
        }
    }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The public half; the seed stays where it is.
    public var description: String { "private key of \(verifierKey)" }

    /// As `description`.
    public var debugDescription: String { description }

    /// Nothing to walk into, so that `dump` and test failures show no seed.
    public var customMirror: Mirror { Mirror(self, children: ["verifierKey": verifierKey]) }
}
