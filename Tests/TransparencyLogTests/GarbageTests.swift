import SeededRandom
import Testing
import TransparencyLog

/// Whatever comes in, parsers answer with a value or a fault.
@Suite struct GarbageTests {
    private typealias Parser = @Sendable ([UInt8]) throws -> Void

    private static let parsers: [Parser] = [
        { note in
            let read = try SignedNote(parsing: note)
            #expect(read.bytes == note)
        },
        { text in
            let read = try Checkpoint(parsing: text)
            #expect(read.text == text)
        },
        { proof in
            let read = try LogProof(parsing: proof)
            #expect(read.bytes == proof)
        },
        { _ = try VerifierKey(String(decoding: $0, as: UTF8.self)) },
        { _ = try SigningKey(secretText: String(decoding: $0, as: UTF8.self)) },
        { _ = try TrustPolicy(parsing: String(decoding: $0, as: UTF8.self)) },
        { _ = try SampleLog.policy(quorum: 0).verify($0) },
        { _ = try EntryBundle.parse($0, width: 3) },
        { bytes in
            let path = String(decoding: bytes, as: UTF8.self)
            if let tile = TileAddress(path: path) { #expect(tile.path == path) }
            if let bundle = BundleAddress(path: path) { #expect(bundle.path == path) }
            if let hash = TreeHash(base64: path) { #expect(hash.base64 == path) }
        },
    ]

    /// Runs every parser; a fault is as good as a value, anything else fails the test.
    private static func feed(_ bytes: [UInt8]) throws {
        for parse in parsers {
            do {
                try parse(bytes)
            } catch is LogFault {
                continue
            }
        }
    }

    @Test("Seeded noise", arguments: 1...8)
    func noise(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("\n\n\n 0123456789+/=extraindexlogwitness\u{2014}\u{0}\t.px".utf8)
        for _ in 0..<150 {
            let count = Int.random(in: 0...120, using: &random)
            try Self.feed((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
            try Self.feed((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
        }
    }

    @Test("Good texts with seeded damage", arguments: 1...8)
    func damage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let log = try SampleLog(sizes: [9])
        let path = try log.reader().inclusionProof(of: 4)
        let texts = [
            log.cosigned, log.checkpoint.text,
            LogProof(index: 4, hashes: path.hashes, extra: [1], note: log.cosigned).bytes,
            Array(KeyTests.vkey.utf8), Array(SampleLog.key.secretText.utf8),
            Array("log \(SampleLog.key.verifierKey)\nwitness a \(SampleLog.witnesses[0].verifierKey)\nquorum a\n".utf8),
            Array("tile/0/x001/x234/067.p/5".utf8), log.files["tile/entries/000.p/9"] ?? [],
        ]
        for text in texts {
            for _ in 0..<30 {
                var bytes = text
                for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0...3, using: &random) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: bytes.remove(at: place)
                    case 2: bytes.insert(0x0A, at: place)
                    default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                    }
                }
                try Self.feed(bytes)
            }
        }
    }

    @Test("Every fault has a code of its own and one sentence")
    func faults() {
        let faults: [LogFault] = [
            .malformed(.note, reason: "r"), .malformed(.verifierKey, reason: "r"), .malformed(.signingKey, reason: "r"),
            .malformed(.checkpoint, reason: "r"), .malformed(.policy, reason: "r"), .malformed(.proof, reason: "r"),
            .malformed(.request, reason: "r"), .tooLarge(.note, bytes: 2, limit: 1), .entryTooLong(bytes: 1),
            .signatureFails(name: "n"), .cosignatureFails(name: "n"), .signedByAnotherKey(name: "n", keyID: "k"),
            .unknownOrigin("o"), .unsigned(origin: "o"), .quorumUnmet(valid: 1, cosigners: 2),
            .indexOutOfRange(index: 1, size: 1), .inclusionRefuted(index: 1, size: 2, .otherRoot),
            .consistencyRefuted(oldSize: 1, newSize: 2, .tooLong), .rolledBack(size: 1, seenSize: 2),
            .splitView(size: 1),
            .historyRewritten(oldSize: 1, newSize: 2), .bundleMissing(path: "p"), .bundleTorn(path: "p", byte: 1),
            .tileMissing(path: "p"), .tileTorn(path: "p", bytes: 1), .entryMissing(path: "p", index: 1),
            .entryAdded(path: "p", index: 1), .entryEdited(path: "p", index: 1), .entriesSwapped(1, 2),
            .entryAndTilesEdited(path: "p"), .leafTileAltered(path: "p", index: 1),
            .upperTileAltered(path: "p", position: 1), .tileRefuted(path: "p"), .bundleRefuted(path: "p"),
            .rootDiffers(size: 1), .checkpointMissing, .checkpointReplaced, .folderReplaced(path: "p"),
            .recordUnsigned(path: "p", byte: 1),
        ]
        #expect(Set(faults.map(\.code)).count == faults.count)
        #expect(Set(faults.map(\.description)).count == faults.count)
        for fault in faults {
            #expect(fault.code.allSatisfy { $0 == "_" || ("a"..."z").contains($0) })
            #expect(fault.description != fault.code && !fault.description.hasSuffix("."))
        }
    }
}
