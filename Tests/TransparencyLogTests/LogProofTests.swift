import Testing
import TransparencyLog

@Suite struct LogProofTests {
    private static func proof(_ log: SampleLog, _ index: Int, extra: [UInt8]? = nil) throws -> LogProof {
        let path = try log.reader().inclusionProof(of: UInt64(index))
        return LogProof(index: path.index, hashes: path.hashes, extra: extra, note: log.cosigned)
    }

    @Test("A proof comes back byte for byte and verifies with its entry only", arguments: [1, 2, 70, 257])
    func roundTrip(size: Int) throws {
        let log = try SampleLog(sizes: [size])
        let policy = try SampleLog.policy()
        for (index, extra) in [(0, nil), (size / 2, []), (size - 1, Array("salt".utf8))] as [(Int, [UInt8]?)] {
            let bytes = try Self.proof(log, index, extra: extra).bytes
            let proof = try LogProof(parsing: bytes)
            #expect(proof.bytes == bytes && proof.extra == extra && proof.index == UInt64(index))
            let verified = try proof.verify(entry: log.entries[index], policy: policy)
            #expect(verified.checkpoint == log.checkpoint)
            #expect(verified.cosignatures.map(\.unixSeconds) == [SampleLog.time, SampleLog.time])
            #expect(throws: LogFault.self) { try proof.verify(entry: log.entries[index] + [0x20], policy: policy) }
            #expect(throws: LogFault.self) {
                try LogProof(index: UInt64(size), hashes: proof.hashes, note: proof.note)
                    .verify(entry: log.entries[index], policy: policy)
            }
        }
    }

    @Test("The text is that of C2SP tlog-proof")
    func text() throws {
        let log = try SampleLog(sizes: [2])
        let sibling = MerkleTree.leaf(log.entries[1]).base64
        let head = "c2sp.org/tlog-proof@v1\nextra aGk=\nindex 0\n\(sibling)\n\n"
        #expect(try Self.proof(log, 0, extra: Array("hi".utf8)).bytes == Array(head.utf8) + log.cosigned)
    }

    @Test("Without the quorum a proof proves nothing")
    func quorum() throws {
        let log = try SampleLog(sizes: [3])
        let path = try log.reader().inclusionProof(of: 1)
        let bare = LogProof(index: 1, hashes: path.hashes, note: log.notes[0])
        #expect(throws: LogFault.quorumUnmet(valid: 0, cosigners: 2)) {
            try bare.verify(entry: log.entries[1], policy: SampleLog.policy())
        }
        _ = try bare.verify(entry: log.entries[1], policy: SampleLog.policy(quorum: 0))
    }

    /// What stands in a good proof, and what may not stand there instead.
    private static let damages: [(String, String)] = [
        ("proof@v1", "proof@v2"), ("c2sp", "\nc2sp"), ("c2sp", " c2sp"), ("@v1\n", "@v1 \n"), ("@v1\n", "@v1\n\n"),
        ("index 1\n", ""), ("index 1\n", "index 01\n"), ("index 1\n", "index  1\n"), ("index 1\n", "index -1\n"),
        ("index 1\n", "index\n"), ("index 1\n", "index 18446744073709551616\n"), ("index 1\n", "Index 1\n"),
        ("index 1\n", "index 1\nindex 1\n"), ("index 1\n", "index 1\nextra aGk=\n"), ("index 1\n", "index 1\r\n"),
        ("extra aGk=\n", "extra aGk=\nextra aGk=\n"), ("extra aGk=\n", "extra aGl=\n"), ("extra aGk=\n", "extra aGk\n"),
        ("extra aGk=\n", "extra\n"), ("extra aGk=\n", "extra  aGk=\n"), ("extra aGk=\n", "\n"),
        ("=\n\nlog", "=\nlog"), ("=\n\nlog", "= \n\nlog"), ("=\n\nlog", "\n\nlog"), ("=\n\nlog", "=\n\n\nlog"),
    ]

    @Test("A proof in another spelling is refused", arguments: damages)
    func refused(good: String, bad: String) throws {
        let log = try SampleLog(sizes: [3])
        let text = String(decoding: try Self.proof(log, 1, extra: Array("hi".utf8)).bytes, as: UTF8.self)
        #expect(text.contains(good))
        #expect(throws: LogFault.self) {
            try LogProof(parsing: Array(text.replacing(good, with: bad, maxReplacements: 1).utf8))
        }
    }

    @Test("Every octet of a proof counts, but for the extra, which is not authenticated")
    func everyOctetCounts() throws {
        let log = try SampleLog(sizes: [3])
        let policy = try SampleLog.policy()
        let good = try Self.proof(log, 1).bytes
        for place in good.indices {
            var bytes = good
            bytes[place] ^= 1
            #expect(throws: LogFault.self) {
                try LogProof(parsing: bytes).verify(entry: log.entries[1], policy: policy)
            }
        }
    }

    @Test("63 hashes are read, 64 are not; a proof is bounded in bytes")
    func bounds() throws {
        let log = try SampleLog(sizes: [3])
        let hash = MerkleTree.leaf([])
        let longest = LogProof(index: 0, hashes: [TreeHash](repeating: hash, count: 63), note: log.cosigned)
        #expect(try LogProof(parsing: longest.bytes) == longest)
        let tooLong = LogProof(index: 0, hashes: [TreeHash](repeating: hash, count: 64), note: log.cosigned)
        #expect(throws: LogFault.malformed(.proof, reason: "it holds over 63 hashes")) {
            try LogProof(parsing: tooLong.bytes)
        }
        let extra = [UInt8](repeating: 1, count: LogProof.extraLimit + 1)
        #expect(throws: LogFault.self) {
            try LogProof(parsing: LogProof(index: 0, hashes: [], extra: extra, note: log.cosigned).bytes)
        }
        let fault = #expect(throws: LogFault.self) { try LogProof(parsing: [UInt8](repeating: 0x0A, count: 2 << 20)) }
        #expect(fault?.code == "proof_too_large")
    }
}
