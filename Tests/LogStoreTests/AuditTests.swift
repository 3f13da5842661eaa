import SeededRandom
import Testing
import TransparencyLog

@testable import LogStore

/// Attacks on the files of a log, by somebody without its key: an audit names each, and a writer refuses the folder.
@Suite struct AuditTests {
    static func log(_ size: Int) throws -> MemoryDisk {
        let disk = MemoryDisk()
        try Logs.create(disk)
        let store = try Logs.open(disk)
        var die = SplitMix64(seed: 31)
        for count in [size / 3, size - size / 3] { _ = try store.append(Logs.entries(count, &die)) }
        try store.close()
        return disk
    }

    /// Codes, and what is done to the files.
    struct Attack: Sendable, CustomTestStringConvertible {
        var code: String
        var path: String
        var change: @Sendable ([UInt8]) -> [UInt8]?

        var testDescription: String { "\(code) at \(path)" }
    }

    private static func flip(_ place: Int) -> @Sendable ([UInt8]) -> [UInt8]? {
        { bytes in
            var bytes = bytes
            bytes[place] ^= 1
            return bytes
        }
    }

    static let attacks = [
        Attack(code: "entry_edited", path: "tile/entries/000", change: flip(5)),
        Attack(code: "entry_missing", path: "tile/entries/001") { bytes in
            Array(bytes.dropFirst(2 + Int(bytes[0]) << 8 + Int(bytes[1])))
        },
        Attack(code: "entry_added", path: "tile/entries/000") { [0, 1, 0x78] + $0 },
        Attack(code: "bundle_torn", path: "tile/entries/002.p/88") { Array($0.dropLast()) },
        Attack(code: "bundle_missing", path: "tile/entries/002.p/88") { _ in nil },
        Attack(code: "tile_missing", path: "tile/0/001") { _ in nil },
        Attack(code: "tile_missing", path: "tile/1/000.p/2") { _ in nil },
        Attack(code: "tile_torn", path: "tile/0/001") { Array($0.dropLast(32)) },
        Attack(code: "leaf_tile_altered", path: "tile/0/000", change: flip(40)),
        Attack(code: "upper_tile_altered", path: "tile/1/000.p/2", change: flip(40)),
        Attack(code: "signature_fails", path: "checkpoint") { note in
            // The root's first character.
            var note = note
            let place = Array("\(Logs.origin)\n600\n".utf8).count
            note[place] = note[place] == 0x41 ? 0x42 : 0x41
            return note
        },
        Attack(code: "signature_fails", path: "checkpoint") { note in
            Array(String(decoding: note, as: UTF8.self).replacing("\n600\n", with: "\n599\n").utf8)
        },
    ]

    @Test("Each attack is found and named", arguments: attacks)
    func found(attack: Attack) throws {
        let disk = try Self.log(600)
        #expect(try Logs.audit(disk).isGood)
        disk.tamper(attack.path, attack.change)
        let report = try Logs.audit(disk)
        #expect(report.findings.map(\.code).contains(attack.code), "\(report.findings)")
        #expect(report.findings.contains { "\($0)".contains(attack.path) } || attack.path == LogFile.checkpoint)
        let steps = disk.steps
        #expect(throws: LogStoreError.self) { try Logs.open(disk) }
        #expect(disk.steps == steps, "a log that does not verify was written to")
    }

    @Test("An entry edited with its leaf tile, and with every tile over it")
    func carriedUp() throws {
        let disk = try Self.log(600)
        var bundle = try #require(try disk.file("tile/entries/000"))
        bundle[10] ^= 1
        disk.tamper("tile/entries/000") { _ in bundle }
        let ranges = try EntryBundle.parse(bundle, width: 256)
        let leaves = EntryBundle.leafHashes(of: bundle, at: ranges)
        disk.tamper("tile/0/000") { _ in leaves.tileBytes }
        #expect(try Logs.audit(disk).findings.map(\.code) == ["entry_and_tiles_edited"])
        #expect(throws: LogStoreError.self) { try Logs.open(disk) }
        disk.tamper("tile/1/000.p/2") { MerkleTree.root(of: leaves).bytes + $0.dropFirst(32) }
        #expect(try Logs.audit(disk).findings.map(\.code) == ["root_differs"])
        #expect(throws: LogStoreError.self) { try Logs.open(disk) }
    }

    @Test("Rolled back, rewritten and split histories are found by an older checkpoint, by one of its own is nothing")
    func history() throws {
        let disk = try Self.log(600)
        #expect(try Logs.audit(disk, old: disk.notes).isGood)
        let other = MemoryDisk()
        try Logs.create(other)
        let store = try Logs.open(other)
        var die = SplitMix64(seed: 32)
        for count in [200, 400, 1] { _ = try store.append(Logs.entries(count, &die)) }
        try store.close()
        #expect(try Logs.audit(other, old: [disk.notes[1]]).findings.map(\.code) == ["history_rewritten"])
        #expect(try Logs.audit(disk, old: [other.notes[3]]).findings.map(\.code) == ["rolled_back"])
        #expect(try Logs.audit(disk, old: [other.notes[2]]).findings.map(\.code) == ["split_view"])
        // With names each finding says which one; what is no checkpoint of this log was not compared.
        let report = try LogAuditRun.run(
            source: other, name: "log", policy: Logs.policy(), old: [other.notes[1], [1, 2], disk.notes[1]],
            names: ["own", "garbage", "lost"])
        #expect(report.findings.map(\.code) == ["malformed_note", "history_rewritten"])
        #expect(zip(report.findings, ["garbage: ", "lost: "]).allSatisfy { "\($0)".hasPrefix($1) })
        #expect(report.oldCheckpoints == 2)
    }

    @Test("Cosignatures: counted when they hold, missed when they are gone")
    func cosignatures() throws {
        let disk = try Self.log(10)
        let witness = try SigningKey(
            name: "witness.example/a", seed: [UInt8](repeating: 9, count: 32), algorithm: .cosignatureEd25519)
        let policy = try TrustPolicy(logs: [Logs.key().verifierKey], witnesses: [witness.verifierKey])
        func audit() throws -> AuditReport { try LogAuditRun.run(source: disk, name: "log", policy: policy) }
        #expect(try audit().findings.map(\.code) == ["quorum_unmet"])
        var note = try SignedNote(parsing: #require(try disk.file(LogFile.checkpoint)))
        note.append(witness.cosign(note.text, at: 1_700_000_000))
        disk.tamper(LogFile.checkpoint) { _ in note.bytes }
        #expect(try audit().cosignatures == [Cosignature(name: "witness.example/a", unixSeconds: 1_700_000_000)])
        // A log with cosignatures opens, and keeps them until it grows.
        #expect(try Logs.open(disk).checkpoint == note.bytes)
    }
}
