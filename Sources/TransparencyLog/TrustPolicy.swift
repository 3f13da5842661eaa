/// Whom to believe: the keys of logs, the keys of witnesses, and how many witnesses must have seen a checkpoint.
public struct TrustPolicy: Hashable, Sendable {
    /// A checkpoint counts when one of these signed it and is named as its origin. Two keys of one name are a rotation.
    public let logs: [VerifierKey]
    /// The cosigners that may count towards the quorum.
    public let witnesses: [VerifierKey]
    let quorum: Quorum

    /// A policy of so many witnesses.
    ///
    /// - Parameter quorum: how many of `witnesses` must have cosigned; nil asks for all of them.
    /// - Throws: `LogFault.malformed(.policy, …)` for a quorum that cannot be met, one key listed twice, or a key of
    ///   the other kind: logs sign with type 0x01, witnesses with type 0x04.
    public init(
        logs: [VerifierKey], witnesses: [VerifierKey] = [], quorum: Int? = nil
    ) throws(LogFault) {
        let threshold = quorum ?? witnesses.count
        guard (0...witnesses.count).contains(threshold) else {
            throw .malformed(.policy, reason: "a quorum of \(threshold) cannot be met by \(witnesses.count) witnesses")
        }
        try self.init(
            logs: logs, witnesses: witnesses, rule: .threshold(threshold, witnesses.indices.map(Quorum.witness)))
    }

    /// Reads a policy file: C2SP tlog-policy.
    ///
    /// ```
    /// log log.example/floor+8e0b9a2c+AQ…
    /// witness A witness.example/a+0f1e2d3c+BA… https://a.example/witness
    /// witness B witness.example/b+1a2b3c4d+BA…
    /// group city 1 A B
    /// quorum city
    /// ```
    ///
    /// - Throws: `LogFault.malformed(.policy, …)` with the line number; `tooLarge(.policy, …)`.
    public init(parsing text: String) throws(LogFault) {
        var reader = PolicyReader()
        try reader.read(text)
        guard let quorum = reader.quorum else { throw .malformed(.policy, reason: "it holds no quorum line") }
        try self.init(logs: reader.logs, witnesses: reader.witnesses, rule: quorum)
    }

    private init(logs: [VerifierKey], witnesses: [VerifierKey], rule: Quorum) throws(LogFault) {
        guard Set(logs.map(\.publicKey)).count == logs.count else {
            throw .malformed(.policy, reason: "one log key is listed twice")
        }
        // A witness that could count twice would make a quorum of two out of one.
        guard Set(witnesses.map(\.publicKey)).count == witnesses.count else {
            throw .malformed(.policy, reason: "one witness key is listed twice")
        }
        if let key = logs.first(where: { $0.algorithm != .ed25519 }) {
            throw .malformed(.policy, reason: "\(key.name) is no log key: its signature type is not 1")
        }
        if let key = witnesses.first(where: { $0.algorithm != .cosignatureEd25519 }) {
            throw .malformed(.policy, reason: "\(key.name) is no witness key: its signature type is not 4")
        }
        self.logs = logs
        self.witnesses = witnesses
        quorum = rule
    }

    /// Checks a signed checkpoint.
    ///
    /// Signatures of unknown keys are passed over. A known key under a text that it did not sign refuses the whole
    /// note: somebody changed the one or forged the other.
    ///
    /// - Parameter requiringQuorum: false takes the log's own signature for enough.
    /// - Throws: what the parsers throw; `LogFault.signatureFails`, `cosignatureFails`, `signedByAnotherKey`,
    ///   `unknownOrigin`, `unsigned`, `quorumUnmet`.
    public func verify(_ note: [UInt8], requiringQuorum: Bool = true) throws(LogFault) -> VerifiedCheckpoint {
        let signed = try SignedNote(parsing: note)
        let checkpoint = try Checkpoint(parsing: signed.text)
        guard checkpoint.isEmptyTreeSound else {
            throw .malformed(.checkpoint, reason: "an empty tree has the root of nothing, SHA-256(\"\")")
        }
        var isSigned = false
        var seen: [Int: Cosignature] = [:]
        var cosignatures: [Cosignature] = []
        for signature in signed.signatures {
            for log in logs where log.matches(signature) {
                try log.verify(signature, text: signed.text)
                isSigned = isSigned || log.name.hasSameOctets(as: checkpoint.origin)
            }
            for (index, witness) in witnesses.enumerated() where witness.matches(signature) {
                guard let time = try witness.verify(signature, text: signed.text), seen[index] == nil else { continue }
                let cosignature = Cosignature(name: witness.name, unixSeconds: time)
                seen[index] = cosignature
                cosignatures.append(cosignature)
            }
        }
        guard isSigned else { throw unsigned(checkpoint.origin, signed.signatures) }
        guard !requiringQuorum || quorum.isMet(by: Set(seen.keys)) else {
            throw .quorumUnmet(valid: seen.count, cosigners: witnesses.count)
        }
        return VerifiedCheckpoint(checkpoint: checkpoint, note: note, cosignatures: cosignatures)
    }

    /// Why nobody trusted signed the checkpoint of `origin`.
    private func unsigned(_ origin: String, _ signatures: [NoteSignature]) -> LogFault {
        guard logs.contains(where: { $0.name.hasSameOctets(as: origin) }) else { return .unknownOrigin(origin) }
        if let other = signatures.first(where: { $0.name.hasSameOctets(as: origin) }) {
            return .signedByAnotherKey(name: other.name, keyID: other.keyID.lowerHex)
        }
        return .unsigned(origin: origin)
    }
}

/// Which witnesses are enough. A name stands in one group at most, so this is a tree.
indirect enum Quorum: Hashable, Sendable {
    /// The place of a witness in the policy.
    case witness(Int)
    /// So many of these, 0 for none at all.
    case threshold(Int, [Quorum])

    func isMet(by witnesses: Set<Int>) -> Bool {
        switch self {
        case .witness(let index): witnesses.contains(index)
        case .threshold(let threshold, let members):
            members.count { $0.isMet(by: witnesses) } >= threshold
        }
    }
}
