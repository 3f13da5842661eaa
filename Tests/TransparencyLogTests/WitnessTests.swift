import SeededRandom
import Testing
import TransparencyLog

@Suite struct WitnessTests {
    private static let key = SampleLog.witnesses[0]
    private static let plain = "text/plain; charset=utf-8"
    private let log: SampleLog
    private var witness = Witness(key: key, logs: [SampleLog.key.verifierKey])

    init() throws { log = try SampleLog(sizes: [3, 300, 700]) }

    /// The request from one of the log's sizes to another of its checkpoints.
    private func request(_ old: UInt64, to place: Int) throws -> [UInt8] {
        let checkpoint = try Checkpoint(parsing: SignedNote(parsing: log.notes[place]).text)
        let files = log.files
        let reader = TileReader(checkpoint: checkpoint) { tile in
            try #require(files[tile.path] ?? files[tile.full.path])
        }
        let hashes = old <= checkpoint.size ? try reader.consistencyProof(from: old).hashes : []
        return AddCheckpointRequest(oldSize: old, hashes: hashes, note: log.notes[place]).bytes
    }

    @Test("A log is followed from nothing, size by size, and the same size again")
    mutating func follows() throws {
        var old: UInt64 = 0
        for (place, size) in [(0, 3), (0, 3), (1, 300), (2, 700), (2, 700)] as [(Int, UInt64)] {
            let answer = witness.add(try request(old, to: place), at: SampleLog.time + size)
            #expect(answer.status == 200 && answer.contentType == Self.plain)
            var note = try SignedNote(parsing: log.notes[place])
            for signature in try SignedNote.signatures(lines: answer.body) { note.append(signature) }
            let policy = try TrustPolicy(logs: [SampleLog.key.verifierKey], witnesses: [witness.verifierKey])
            let verified = try policy.verify(note.bytes)
            #expect(verified.cosignatures == [Cosignature(name: Self.key.name, unixSeconds: SampleLog.time + size)])
            #expect(answer.record == Witness.Record(checkpoint: verified.checkpoint, note: note.bytes))
            #expect(witness.record(of: SampleLog.origin) == answer.record)
            old = size
        }
        // SHA-256("log.example/floor")
        let hash = "6502fcb486f70b1ff71534fe0b34aa77bde9c8f4d762fe58ea2a670768e27e98"
        #expect(witness.record(originHash: hash)?.checkpoint == log.checkpoint)
        #expect(witness.record(originHash: "00") == nil)
    }

    @Test("400: malformed, or old over new")
    mutating func badRequest() throws {
        let good = String(decoding: try request(0, to: 0), as: UTF8.self)
        for body in [
            "", "\n", "old 0", "old 0\n", "old 0\n\n", good.replacing("old 0", with: "old 00"),
            good.replacing("old 0", with: "old  0"), good.replacing("old 0", with: "Old 0"),
            good.replacing("old 0", with: "old -1"), good.replacing("old 0\n", with: "old 0\r\n"),
            good.replacing("old 0\n", with: "old 0\nAAAA\n"), good.replacing("old 0\n\n", with: "old 0\n"),
            good.replacing("\n3\n", with: "\n03\n"), good + "x", good.replacing("old 0", with: "old 4"),
            good.replacing("old 0\n", with: "old 0\n" + String(repeating: MerkleTree.empty.base64 + "\n", count: 64)),
        ] {
            let answer = witness.add(Array(body.utf8), at: 1)
            #expect(answer.status == 400 && answer.contentType == Self.plain && answer.record == nil, "\(body)")
        }
        let tooLong = [UInt8](repeating: 0x61, count: AddCheckpointRequest.byteLimit + 1)
        #expect(witness.add(tooLong, at: 1).status == 400)
        #expect(witness.record(of: SampleLog.origin) == nil)
    }

    @Test("404: an origin that is not witnessed")
    mutating func unknown() throws {
        let key = SampleLog.signingKey("log.example/other", seed: 1)
        let note = Checkpoint(origin: key.name, size: 1, root: MerkleTree.leaf([])).signed(by: key)
        let answer = witness.add(AddCheckpointRequest(oldSize: 0, hashes: [], note: note).bytes, at: 1)
        #expect(answer.status == 404 && answer.record == nil)
    }

    @Test("403: nobody trusted signed, or a trusted key under what it did not sign")
    mutating func forbidden() throws {
        let text = try SignedNote(parsing: log.notes[0]).text
        let good = SampleLog.key.sign(text)
        let bad = NoteSignature(name: good.name, keyID: good.keyID, bytes: good.bytes.map { $0 ^ 1 })
        let stranger = SampleLog.signingKey(SampleLog.origin, seed: 9).sign(text)
        for signatures in [[stranger], [bad], [good, bad], [SampleLog.witnesses[1].cosign(text, at: 1)]] {
            let note = SignedNote(text: text, signatures: signatures).bytes
            let answer = witness.add(AddCheckpointRequest(oldSize: 0, hashes: [], note: note).bytes, at: 1)
            #expect(answer.status == 403 && answer.record == nil)
        }
        // A stranger beside the log's own key is passed over, and does not get into what is published.
        let note = SignedNote(text: text, signatures: [stranger, good, good]).bytes
        let answer = witness.add(AddCheckpointRequest(oldSize: 0, hashes: [], note: note).bytes, at: 1)
        #expect(answer.status == 200)
        #expect(try SignedNote(parsing: answer.record?.note ?? []).signatures.dropLast() == [good])
    }

    @Test("409: another old size than the one that was cosigned, which is told")
    mutating func conflict() throws {
        let first = witness.add(try request(3, to: 1), at: 1)
        #expect(first.status == 409 && first.contentType == "text/x.tlog.size" && first.body == Array("0\n".utf8))
        _ = witness.add(try request(0, to: 1), at: 1)
        for old in [0, 3] as [UInt64] {
            let answer = witness.add(try request(old, to: 2), at: 1)
            #expect(answer.status == 409 && answer.body == Array("300\n".utf8) && answer.record == nil)
        }
    }

    @Test("422: a proof that fails, one from nothing, another root for the same size, an empty tree that is not")
    mutating func unprocessable() throws {
        let hash = MerkleTree.leaf([])
        func status(_ old: UInt64, _ hashes: [TreeHash], _ note: [UInt8]) -> Int {
            witness.add(AddCheckpointRequest(oldSize: old, hashes: hashes, note: note).bytes, at: 1).status
        }
        let lie = Checkpoint(origin: SampleLog.origin, size: 0, root: hash).signed(by: SampleLog.key)
        #expect(status(0, [], lie) == 422)
        #expect(status(0, [hash], log.notes[0]) == 422)
        #expect(status(0, [], log.notes[1]) == 200)
        let fork = try SampleLog(sizes: [3, 300, 700], seed: 2)
        #expect(status(300, [], fork.notes[1]) == 422)
        let proof = try AddCheckpointRequest(parsing: request(300, to: 2)).hashes
        #expect(status(300, Array(proof.dropLast()), log.notes[2]) == 422)
        #expect(status(300, proof + [hash], log.notes[2]) == 422)
        #expect(status(300, [], log.notes[2]) == 422)
        #expect(status(300, proof, fork.notes[2]) == 422)
        #expect(witness.record(of: SampleLog.origin)?.checkpoint.size == 300)
        #expect(status(300, proof, log.notes[2]) == 200)
    }

    @Test("What was saved is where a new witness goes on")
    mutating func restart() throws {
        let answer = witness.add(try request(0, to: 1), at: 1)
        let record = try #require(answer.record)
        var again = Witness(key: Self.key, logs: [SampleLog.key.verifierKey], records: [record])
        let early = again.add(try request(0, to: 0), at: 2)
        #expect(early.status == 409 && early.body == Array("300\n".utf8))
        let next = again.add(try request(300, to: 2), at: 2)
        #expect(next.status == 200)
    }

    @Test("Requests come back byte for byte, and seeded damage never traps", arguments: 1...4)
    mutating func damage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let good = try request(300, to: 2)
        #expect(try AddCheckpointRequest(parsing: good).bytes == good)
        for _ in 0..<200 {
            var body = good
            let place = Int.random(in: 0..<body.count, using: &random)
            body[place] = UInt8.random(in: 0...255, using: &random)
            let answer = witness.add(body, at: 1)
            #expect([400, 403, 404, 409].contains(answer.status))
        }
    }
}
