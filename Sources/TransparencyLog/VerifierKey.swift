internal import Crypto

/// What a key signs: the type byte of C2SP signed-note, "Signature types".
public enum SignatureAlgorithm: UInt8, Hashable, Sendable {
    /// Ed25519 over the note text.
    case ed25519 = 0x01
    /// Timestamped Ed25519 of a witness, `cosignature/v1` of C2SP tlog-cosignature.
    case cosignatureEd25519 = 0x04
}

/// A public key with its name, as a vkey writes it: name, key id in hexadecimal, base64 of type byte and key.
///
/// ```
/// example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
/// ```
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// The name: of a log its origin.
    public let name: String
    /// The key id: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
    public let id: [UInt8]
    /// What the key signs.
    public let algorithm: SignatureAlgorithm
    /// The 32 bytes of the Ed25519 key.
    public let publicKey: [UInt8]

    init(name: String, algorithm: SignatureAlgorithm, publicKey: [UInt8]) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        id = Self.id(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// Reads a vkey, strictly.
    ///
    /// - Throws: `LogFault.malformed(.verifierKey, …)` for another form, another type than 0x01 and 0x04, or a key id
    ///   that is not that of the key.
    public init(_ vkey: String) throws(LogFault) {
        guard !vkey.hasPrefix(SigningKey.textPrefix) else {
            throw Self.malformed("it is the private key, which signs and is shown to nobody; give its public half")
        }
        let parts = vkey.utf8.split(separator: 0x2B, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw Self.malformed("it is not <name>+<key id>+<base64>") }
        let name = String(decoding: Array(parts[0]), as: UTF8.self)
        guard name.isKeyName else { throw Self.malformed("the name is empty or holds a space") }
        guard let raw = Base64.decode(parts[2]), let type = raw.first else {
            throw Self.malformed("the key is not canonical base64")
        }
        guard let algorithm = SignatureAlgorithm(rawValue: type) else {
            throw Self.malformed("signature type \(type) is not read here, only 1 and 4")
        }
        guard raw.count == 33 else { throw Self.malformed("an Ed25519 key has 32 bytes") }
        self.init(name: name, algorithm: algorithm, publicKey: Array(raw.dropFirst()))
        guard parts[1].elementsEqual(id.lowerHex.utf8) else {
            throw Self.malformed("the key id is not that of name and key")
        }
    }

    private static func malformed(_ reason: String) -> LogFault { .malformed(.verifierKey, reason: reason) }

    static func id(name: String, algorithm: SignatureAlgorithm, publicKey: [UInt8]) -> [UInt8] {
        let input = Array(name.utf8) + [0x0A, algorithm.rawValue] + publicKey
        var hash = SHA256()
        input.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return Array(hash.finalize().prefix(4))
    }

    /// The vkey.
    public var description: String {
        "\(name)+\(id.lowerHex)+\(Base64.encode([algorithm.rawValue] + publicKey))"
    }

    /// Whether a signature line is to be checked with this key: name and id both are its own.
    public func matches(_ signature: NoteSignature) -> Bool {
        signature.keyID == id && signature.name.hasSameOctets(as: name)
    }

    /// Checks a signature line that `matches` this key.
    ///
    /// - Parameter text: the note text with its final newline.
    /// - Returns: the time of a cosignature in Unix seconds; nil for a plain signature.
    /// - Throws: `LogFault.signatureFails` or, for a cosignature, `cosignatureFails`.
    @discardableResult
    public func verify(_ signature: NoteSignature, text: [UInt8]) throws(LogFault) -> UInt64? {
        switch algorithm {
        case .ed25519:
            guard isValid(signature.bytes, over: text) else { throw .signatureFails(name: name) }
            return nil
        case .cosignatureEd25519:
            guard let (time, bytes) = Cosignature.split(signature.bytes),
                isValid(bytes, over: Cosignature.message(text: text, at: time))
            else { throw .cosignatureFails(name: name) }
            return time
        }
    }

    private func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard signature.count == 64 else { return false }
        do {
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: publicKey)
            return key.isValidSignature(signature, for: message)
        } catch {
            // Thirty-two bytes that are no key verify nothing.
            return false
        }
    }
}
