import Testing
import TransparencyLog

@Suite struct TrustPolicyTests {
    private static let log = SampleLog.key
    private static let (first, second) = (SampleLog.witnesses[0], SampleLog.witnesses[1])
    private static let checkpoint = Checkpoint(origin: SampleLog.origin, size: 0, root: MerkleTree.empty)
    private static let time = SampleLog.time

    private static func note(_ signatures: NoteSignature...) -> [UInt8] {
        SignedNote(text: checkpoint.text, signatures: signatures).bytes
    }

    private static func cosign(_ key: SigningKey, at time: UInt64 = time) -> NoteSignature {
        key.cosign(checkpoint.text, at: time)
    }

    @Test("So many witnesses as the quorum asks for", arguments: 0...2)
    func quorum(threshold: Int) throws {
        let policy = try SampleLog.policy(quorum: threshold)
        let signature = Self.log.sign(Self.checkpoint.text)
        let (a, b) = (Self.cosign(Self.first), Self.cosign(Self.second))
        for (count, note) in [
            Self.note(signature), Self.note(signature, a), Self.note(b, signature, a),
        ].enumerated() {
            #expect(try policy.verify(note, requiringQuorum: false).cosignatures.count == count)
            if count >= threshold {
                #expect(try policy.verify(note).cosignatures.count == count)
            } else {
                #expect(throws: LogFault.quorumUnmet(valid: count, cosigners: 2)) { try policy.verify(note) }
            }
        }
        // A witness that signs twice is one witness.
        let twice = Self.note(signature, a, Self.cosign(Self.first, at: Self.time + 1))
        #expect(
            try policy.verify(twice, requiringQuorum: false).cosignatures == [
                Cosignature(name: Self.first.name, unixSeconds: Self.time)
            ])
        if threshold == 2 {
            #expect(throws: LogFault.quorumUnmet(valid: 1, cosigners: 2)) { try policy.verify(twice) }
        }
    }

    @Test("Unknown keys are passed over; a known one that fails refuses the note")
    func knownAndUnknown() throws {
        let policy = try SampleLog.policy(quorum: 0)
        let good = Self.log.sign(Self.checkpoint.text)
        let otherName = NoteSignature(name: "other", keyID: good.keyID, bytes: good.bytes)
        let otherID = NoteSignature(name: good.name, keyID: [0, 0, 0, 0], bytes: good.bytes)
        _ = try policy.verify(Self.note(otherName, otherID, good))
        let bad = NoteSignature(name: good.name, keyID: good.keyID, bytes: [0] + good.bytes.dropFirst())
        #expect(throws: LogFault.signatureFails(name: good.name)) { try policy.verify(Self.note(bad, good)) }
        #expect(throws: LogFault.signatureFails(name: good.name)) { try policy.verify(Self.note(good, bad)) }
        let cosignature = Self.cosign(Self.first)
        let backDated = NoteSignature(
            name: cosignature.name, keyID: cosignature.keyID,
            bytes: [0, 0, 0, 0, 0, 0, 0, 1] + cosignature.bytes.dropFirst(8))
        #expect(throws: LogFault.cosignatureFails(name: Self.first.name)) {
            try policy.verify(Self.note(good, backDated))
        }
    }

    @Test("Who did not sign is named")
    func notSigned() throws {
        let policy = try SampleLog.policy(quorum: 0)
        let impostor = SampleLog.signingKey(SampleLog.origin, seed: 9)
        let id = try #require(impostor.verifierKey.description.split(separator: "+").dropFirst().first)
        #expect(throws: LogFault.signedByAnotherKey(name: SampleLog.origin, keyID: String(id))) {
            try policy.verify(Self.note(impostor.sign(Self.checkpoint.text)))
        }
        #expect(throws: LogFault.unsigned(origin: SampleLog.origin)) {
            try policy.verify(Self.note(Self.cosign(Self.first), Self.cosign(Self.second)))
        }
        let foreign = Checkpoint(origin: "log.example/other", size: 0, root: MerkleTree.empty)
        let foreignKey = SampleLog.signingKey("log.example/other", seed: 1)
        #expect(throws: LogFault.unknownOrigin("log.example/other")) {
            try policy.verify(foreign.signed(by: foreignKey))
        }
        // A log's key vouches for its own origin only.
        let crossed = SignedNote(text: foreign.text, signatures: [Self.log.sign(foreign.text)]).bytes
        #expect(throws: LogFault.unknownOrigin("log.example/other")) { try policy.verify(crossed) }
    }

    @Test("The Kelvin sign is not the letter K: names are octets")
    func octets() throws {
        let key = SampleLog.signingKey("K", seed: 4)
        let kelvin = Checkpoint(origin: "\u{212A}", size: 0, root: MerkleTree.empty)
        #expect("\u{212A}" == "K")
        let note = SignedNote(text: kelvin.text, signatures: [key.sign(kelvin.text)]).bytes
        #expect(throws: LogFault.unknownOrigin("\u{212A}")) { try TrustPolicy(logs: [key.verifierKey]).verify(note) }
        let text = "witness K \(Self.first.verifierKey)\nquorum \u{212A}\n"
        #expect(throws: LogFault.self) { try TrustPolicy(parsing: text) }
    }

    @Test("An empty tree has the root of nothing")
    func emptyTree() throws {
        let lie = Checkpoint(origin: SampleLog.origin, size: 0, root: MerkleTree.leaf([]))
        #expect(throws: LogFault.self) { try SampleLog.policy(quorum: 0).verify(lie.signed(by: Self.log)) }
    }

    @Test("Two log keys of one origin are a rotation: either will do")
    func rotation() throws {
        let new = SampleLog.signingKey(SampleLog.origin, seed: 5)
        let policy = try TrustPolicy(logs: [Self.log.verifierKey, new.verifierKey])
        _ = try policy.verify(Self.checkpoint.signed(by: new))
        _ = try policy.verify(Self.checkpoint.signed(by: Self.log))
    }

    @Test("Policies that cannot hold are refused")
    func impossible() throws {
        let (log, a, b) = (Self.log.verifierKey, Self.first.verifierKey, Self.second.verifierKey)
        #expect(throws: LogFault.self) { try TrustPolicy(logs: [log], quorum: 1) }
        #expect(throws: LogFault.self) { try TrustPolicy(logs: [log], witnesses: [a, b], quorum: -1) }
        #expect(throws: LogFault.self) { try TrustPolicy(logs: [log], witnesses: [a, a], quorum: 1) }
        #expect(throws: LogFault.self) { try TrustPolicy(logs: [log, log]) }
        #expect(throws: LogFault.self) { try TrustPolicy(logs: [a]) }
        #expect(throws: LogFault.self) { try TrustPolicy(logs: [log], witnesses: [log]) }
        #expect(
            try TrustPolicy(logs: [log], witnesses: [a, b]) == TrustPolicy(logs: [log], witnesses: [a, b], quorum: 2))
    }
}

@Suite struct PolicyFileTests {
    private static let keys = (0..<6).map {
        SampleLog.signingKey("witness.example/\($0)", seed: UInt8(20 + $0), .cosignatureEd25519)
    }
    private static let log = SampleLog.key
    private static let vkeys = keys.map { "\($0.verifierKey)" }

    /// The example of C2SP tlog-policy.
    private static let text = """
        # two of one side and one of the other
        log \(log.verifierKey)

        witness X1 \(vkeys[0])
        witness X2 \(vkeys[1]) https://x2.example/
        \twitness  X3\t\(vkeys[2])\u{20}
        group X-witnesses 2 X1 X2 X3

        witness Y1 \(vkeys[3])
        witness Y2 \(vkeys[4])
        witness Y3 \(vkeys[5])
        group Y-witnesses any Y1 Y2 Y3

        group X-and-Y all X-witnesses Y-witnesses
           # done
        quorum X-and-Y

        """

    @Test("Every subset of six witnesses meets the example's quorum or not")
    func example() throws {
        let policy = try TrustPolicy(parsing: Self.text)
        #expect(policy.logs == [Self.log.verifierKey] && policy.witnesses.count == 6)
        let checkpoint = Checkpoint(origin: SampleLog.origin, size: 0, root: MerkleTree.empty)
        let cosignatures = Self.keys.map { $0.cosign(checkpoint.text, at: 1) }
        for subset in 0..<64 {
            let signers = (0..<6).filter { subset >> $0 & 1 == 1 }
            let signatures = [Self.log.sign(checkpoint.text)] + signers.map { cosignatures[$0] }
            let note = SignedNote(text: checkpoint.text, signatures: signatures).bytes
            if signers.count(where: { $0 < 3 }) >= 2, signers.contains(where: { $0 >= 3 }) {
                #expect(try policy.verify(note).cosignatures.count == signers.count)
            } else {
                #expect(throws: LogFault.quorumUnmet(valid: signers.count, cosigners: 6)) { try policy.verify(note) }
            }
        }
    }

    @Test("quorum none asks for nobody; a witness alone can be the quorum")
    func simple() throws {
        let note = Checkpoint(origin: SampleLog.origin, size: 0, root: MerkleTree.empty).signed(by: Self.log)
        _ = try TrustPolicy(parsing: "log \(Self.log.verifierKey)\nquorum none").verify(note)
        let one = try TrustPolicy(parsing: "log \(Self.log.verifierKey)\nwitness a \(Self.vkeys[0])\nquorum a\n")
        #expect(throws: LogFault.quorumUnmet(valid: 0, cosigners: 1)) { try one.verify(note) }
        #expect(try TrustPolicy(parsing: "quorum none\n").logs.isEmpty)
    }

    @Test(
        "Policy files that are refused",
        arguments: [
            "", "# nothing\n", "quorum none\nquorum none\n", "quorum\n", "quorum a b\n", "quorum a\n", "none\n",
            "log\n",
            "log x\nquorum none\n", "logs \(log.verifierKey)\nquorum none\n",
            "log \(log.verifierKey) url more\nquorum none\n",
            "log \(log.verifierKey)\nlog \(log.verifierKey)\nquorum none\n", "log \(vkeys[0])\nquorum none\n",
            "witness a \(log.verifierKey)\nquorum none\n", "witness none \(vkeys[0])\nquorum none\n",
            "witness a\nquorum none\n", "witness a \(vkeys[0])\nwitness a \(vkeys[1])\nquorum a\n",
            "witness a \(vkeys[0])\nwitness b \(vkeys[0])\nquorum a\n",
            "quorum a\nwitness a \(vkeys[0])\n", "group g any a\nwitness a \(vkeys[0])\nquorum g\n",
            "witness a \(vkeys[0])\ngroup g any\nquorum g\n", "witness a \(vkeys[0])\ngroup g 0 a\nquorum g\n",
            "witness a \(vkeys[0])\ngroup g 2 a\nquorum g\n", "witness a \(vkeys[0])\ngroup g 01 a\nquorum g\n",
            "witness a \(vkeys[0])\ngroup g some a\nquorum g\n", "witness a \(vkeys[0])\ngroup a any a\nquorum a\n",
            "witness a \(vkeys[0])\ngroup none any a\nquorum none\n",
            "witness a \(vkeys[0])\ngroup g any none\nquorum g\n",
            "witness a \(vkeys[0])\ngroup g any a a\nquorum g\n", "witness a \(vkeys[0])\ngroup g any g\nquorum g\n",
            "witness a \(vkeys[0])\ngroup g any a\ngroup h any a\nquorum g\n",
            "quorum none\r\n", "quorum none\u{0}\n", "quorum none # yes\u{7F}\n", "QUORUM none\n",
        ])
    func refused(text: String) {
        #expect(throws: LogFault.self) { try TrustPolicy(parsing: text) }
    }

    @Test("The line of what is wrong is named, and how much is read is bounded")
    func bounds() throws {
        let fault = #expect(throws: LogFault.self) { try TrustPolicy(parsing: "# one\n\nquorum who\n") }
        #expect(fault?.description.contains("line 3") == true)
        #expect(throws: LogFault.tooLarge(.policy, bytes: 65_537, limit: 65_536)) {
            try TrustPolicy(parsing: String(repeating: "\n", count: 65_537))
        }
        let nested = (1..<300).map { "group g\($0) any g\($0 - 1)\n" }.joined()
        #expect(throws: LogFault.self) {
            try TrustPolicy(parsing: "witness g0 \(Self.vkeys[0])\n\(nested)quorum g299\n")
        }
        let deep = (1..<256).map { "group g\($0) any g\($0 - 1)\n" }.joined()
        let policy = try TrustPolicy(parsing: "witness g0 \(Self.vkeys[0])\n\(deep)quorum g255\n")
        #expect(policy.witnesses.count == 1)
    }
}
