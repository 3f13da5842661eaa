import SeededRandom
import Testing
import TransparencyLog

@Suite struct KeyTests {
    /// C2SP signed-note and golang.org/x/mod/sumdb/note share this key and example.
    static let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let note = """
        This is an example message.

        \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """

    @Test func publishedExample() throws {
        let key = try VerifierKey(Self.vkey)
        #expect(key.name == "example.com/foo" && key.id == [0x53, 0x0D, 0x90, 0x3A] && key.algorithm == .ed25519)
        #expect(key.description == Self.vkey)
        let note = try SignedNote(parsing: Array(Self.note.utf8))
        #expect(note.text == Array("This is an example message.\n".utf8))
        let signature = try #require(note.signatures.first)
        #expect(key.matches(signature) && note.signatures.count == 1)
        try key.verify(signature, text: note.text)
        #expect(throws: LogFault.signatureFails(name: "example.com/foo")) {
            try key.verify(signature, text: note.text + [0x0A])
        }
    }

    @Test("A private key given for a public one is told as such, and not quoted")
    func privateForPublic() throws {
        let secret = try SigningKey(name: "a.example", seed: [UInt8](repeating: 3, count: 32)).secretText
        let error = #expect(throws: LogFault.self) { try VerifierKey(secret) }
        let words = try #require(error).description
        #expect(words.contains("private key") && !words.contains("a.example"))
    }

    @Test("The example of RFC 8032 section 7.1, test 2")
    func publishedSignature() throws {
        let seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
        let key = try SigningKey(name: "x", seed: seed)
        #expect(
            key.verifierKey.publicKey == hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
        let expected = hex(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        #expect(key.sign([0x72]).bytes == expected)
    }

    @Test(
        "A key in text is the key; its description is not",
        arguments: [SignatureAlgorithm.ed25519, .cosignatureEd25519])
    func secretText(algorithm: SignatureAlgorithm) throws {
        let seed = (0..<32).map { UInt8($0 * 7) }
        let key = try SigningKey(name: "floor.example/log", seed: seed, algorithm: algorithm)
        let again = try SigningKey(secretText: key.secretText)
        #expect(again.verifierKey == key.verifierKey && again.secretText == key.secretText)
        #expect(try VerifierKey(key.verifierKey.description) == key.verifierKey)
        #expect(key.secretText.hasPrefix("PRIVATE+KEY+floor.example/log+"))
        var dumped = ""
        dump(key, to: &dumped)
        let secret = try #require(key.secretText.split(separator: "+").last)
        for text in ["\(key)", String(reflecting: key), dumped, "\([key])"] {
            #expect(!text.contains(secret) && !text.contains("\(seed)") && text.contains("floor.example/log"))
        }
    }

    @Test func randomKeysDiffer() {
        #expect(SigningKey(name: "a").verifierKey.publicKey != SigningKey(name: "a").verifierKey.publicKey)
    }

    @Test("A plain signature and a cosignature do not stand in for each other")
    func twoKinds() throws {
        let log = SampleLog.key
        let witness = SampleLog.signingKey(SampleLog.origin, seed: 1, .cosignatureEd25519)
        #expect(log.verifierKey.publicKey == witness.verifierKey.publicKey)
        #expect(log.verifierKey.id != witness.verifierKey.id)
        let text = Array("a\n0\nb\n".utf8)
        let cosignature = witness.cosign(text, at: 1_679_315_147)
        #expect(!log.verifierKey.matches(cosignature) && !witness.verifierKey.matches(log.sign(text)))
        #expect(try witness.verifierKey.verify(cosignature, text: text) == 1_679_315_147)
        #expect(cosignature.bytes.prefix(8) == [0, 0, 0, 0, 0x64, 0x18, 0x50, 0xCB])
        #expect(throws: LogFault.self) { try log.verifierKey.verify(cosignature, text: text) }
        #expect(throws: LogFault.self) { try witness.verifierKey.verify(log.sign(text), text: text) }
        // The signed bytes: two lines, then the whole text.
        let message = Array("cosignature/v1\ntime 1679315147\n".utf8) + text
        #expect(Array(cosignature.bytes.dropFirst(8)) == log.sign(message).bytes)
    }

    @Test("A cosignature with any bit turned, its time included, or a time over 2^63 - 1, is refused")
    func backDated() throws {
        let witness = SampleLog.witnesses[0]
        let text = Array("a\n0\nb\n".utf8)
        let good = witness.cosign(text, at: SampleLog.time)
        for bit in 0..<good.bytes.count * 8 {
            var bytes = good.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let bad = NoteSignature(name: good.name, keyID: good.keyID, bytes: bytes)
            #expect(throws: LogFault.cosignatureFails(name: witness.name)) {
                try witness.verifierKey.verify(bad, text: text)
            }
        }
    }

    @Test(
        "Verifier keys that are refused",
        arguments: [
            "", "a", "a+b", "example.com/foo+530d903a", "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2",
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
            " example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/\u{2003}foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "example.com/foo+530d903a+", "example.com/foo+530d903a+AQ==",
            "example.com/foo+530d903a+BukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        ])
    func refusedKeys(vkey: String) {
        #expect(throws: LogFault.self) { try VerifierKey(vkey) }
    }

    @Test("Every octet of a vkey and of a private key counts")
    func mutations() throws {
        for (text, parse) in [
            (Self.vkey, { (text: String) in _ = try VerifierKey(text) }),
            (SampleLog.key.secretText, { (text: String) in _ = try SigningKey(secretText: text) }),
        ] as [(String, (String) throws -> Void)] {
            try parse(text)
            for place in text.utf8.indices {
                for octet in [0x00, 0x20, 0x2B, 0x41, 0x7A] as [UInt8] where text.utf8[place] != octet {
                    var octets = Array(text.utf8)
                    octets[text.utf8.distance(from: text.utf8.startIndex, to: place)] = octet
                    #expect(throws: LogFault.self) { try parse(String(decoding: octets, as: UTF8.self)) }
                }
            }
        }
    }

    @Test("What is wrong with a private key is said without the key")
    func secretFaults() throws {
        let secret = SampleLog.key.secretText
        #expect(throws: LogFault.malformed(.signingKey, reason: "a seed has 32 bytes, not 31")) {
            try SigningKey(name: "a", seed: [UInt8](repeating: 1, count: 31))
        }
        for text in ["", String(secret.dropLast()), "X" + secret, secret + "\n", String(secret.dropFirst(8))] {
            let fault = #expect(throws: LogFault.self) { try SigningKey(secretText: text) }
            #expect(fault?.description.contains(secret.suffix(20)) == false)
        }
    }
}
