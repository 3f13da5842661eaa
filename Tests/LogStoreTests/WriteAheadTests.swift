import SeededRandom
import Testing
import TransparencyLog

@testable import LogStore

@Suite struct WriteAheadTests {
    /// A log with a write-ahead file of three records, as a killed process leaves it.
    private static func killed() throws -> (disk: MemoryDisk, entries: [[UInt8]], ends: [Int]) {
        let disk = MemoryDisk()
        try Logs.create(disk)
        let store = try Logs.open(disk)
        var die = SplitMix64(seed: 11)
        var entries: [[UInt8]] = []
        var ends = [0]
        for count in [2, 1, 3] {
            let next = Logs.entries(count, &die)
            _ = try store.append(next)
            entries += next
            ends.append(try disk.journal().count)
        }
        return (disk.afterKill(), entries, ends)
    }

    @Test("A record is read back as it was written")
    func roundTrip() throws {
        let run = try EntryRun([Array("hi".utf8), [], [UInt8](repeating: 0x0A, count: 65_535)])
        let record = WriteAheadRecord(
            first: 7, oldRoot: MerkleTree.leaf([1]), newRoot: MerkleTree.leaf([2]), entries: run)
        let bytes = record.bytes(at: 0, signedBy: try Logs.key())
        let header = Array("machwal2".utf8) + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 3]
        #expect(Array(bytes.prefix(28)) == header)
        var hashed = 0
        guard
            case .whole(let again, let end) = WriteAheadRecord.read(
                bytes, at: 0, key: try Logs.key().verifierKey, hashed: &hashed)
        else {
            Issue.record("not whole")
            return
        }
        #expect(end == bytes.count)
        #expect(again.first == 7 && again.end == 10)
        #expect(again.oldRoot == record.oldRoot && again.newRoot == record.newRoot)
        #expect(again.entries.encoded == run.encoded && again.entries.leaves == run.leaves)
    }

    @Test("Cut at any length: the whole records are what is there, the rest was never acknowledged")
    func cutAnywhere() throws {
        let (disk, entries, ends) = try Self.killed()
        let bytes = try disk.journal()
        let sizes = [0, 2, 3, 6]
        for length in 0...bytes.count {
            let file = try WriteAheadFile(Array(bytes.prefix(length)), key: Logs.key().verifierKey)
            let whole = ends.filter { $0 <= length }.count - 1
            #expect(file.records.count == whole && file.end == ends[whole])
            // The checkpoint can only be that of a whole record.
            let cut = disk.afterKill()
            cut.setJournal(Array(bytes.prefix(length)))
            let note = whole == 0 ? disk.notes[0] : disk.notes[whole]
            cut.tamper(LogFile.checkpoint) { _ in note }
            let store = try Logs.open(cut)
            #expect(store.extent.size == UInt64(sizes[whole]))
            #expect(store.extent.root == Logs.root(entries.prefix(sizes[whole])))
        }
    }

    @Test("Any byte of the file wrong: refused, or nothing acknowledged is missing")
    func flipAnywhere() throws {
        let (disk, entries, ends) = try Self.killed()
        let bytes = try disk.journal()
        for place in bytes.indices {
            let flipped = disk.afterKill()
            var changed = bytes
            changed[place] ^= 0x40
            flipped.setJournal(changed)
            do {
                let store = try Logs.open(flipped)
                #expect(place >= ends[2], "byte \(place)")
                #expect(store.extent == SignedExtent(size: 6, root: Logs.root(entries)))
                #expect(try Logs.audit(flipped, old: disk.notes).isGood)
            } catch let error as LogStoreError {
                guard case .journalDamaged(_, let offset) = error else { throw error }
                #expect(ends.contains(offset) && offset <= place && place < ends[2])
            }
        }
    }

    /// A record that goes on from a log's records.
    private static func next(_ size: Int, _ entries: [[UInt8]], _ new: [UInt8]) throws -> WriteAheadRecord {
        WriteAheadRecord(
            first: UInt64(size), oldRoot: Logs.root(entries), newRoot: Logs.root(entries + [new]),
            entries: try EntryRun([new]))
    }

    @Test("A record that the key did not sign for its place is named, and nothing is signed or touched")
    func forged() throws {
        let (disk, entries, ends) = try Self.killed()
        let journal = try disk.journal()
        let next = try Self.next(6, entries, Array("forged".utf8))
        let other = try SigningKey(name: Logs.origin, seed: [UInt8](repeating: 8, count: 32))
        let old = [UInt8]("machwal1".utf8) + [UInt8](repeating: 0, count: 200)
        var far = next
        far.first = .max
        for record in [
            next.bytes(at: journal.count, signedBy: other), next.bytes(at: 0, signedBy: try Logs.key()), old,
            far.bytes(at: journal.count, signedBy: try Logs.key()),
        ] {
            let forged = disk.afterKill()
            forged.setJournal(journal + record)
            do {
                _ = try Logs.open(forged)
                Issue.record("opened")
            } catch let error as LogStoreError {
                guard case .mismatch(let faults) = error else { throw error }
                #expect(faults == [.recordUnsigned(path: "log/journal", byte: ends[3])])
            }
            #expect(forged.steps == 0)
        }
        // The same record, meant by the key for this place.
        disk.setJournal(journal + next.bytes(at: journal.count, signedBy: try Logs.key()))
        #expect(try Logs.open(disk).extent.size == 7)
    }

    @Test("An entry that holds a record is no record, when the header before it is torn")
    func embedded() throws {
        let (disk, entries, ends) = try Self.killed()
        let journal = try disk.journal()
        let next = try Self.next(6, entries, Array(journal[ends[2]..<ends[3]]))
        var record = next.bytes(at: journal.count, signedBy: try Logs.key())
        for place in 0..<100 { record[place] = 0 }
        let file = try WriteAheadFile(journal + record, key: Logs.key().verifierKey)
        #expect(file.records.count == 3 && file.end == journal.count)
    }

    @Test("What looks like a record at every place is refused before all of it is hashed")
    func hostile() throws {
        // The header of a record that takes up all that a record may.
        let run = try EntryRun([[]])
        let record = WriteAheadRecord(first: 0, oldRoot: MerkleTree.empty, newRoot: MerkleTree.empty, entries: run)
        var header = Array(record.bytes(at: 0, signedBy: try Logs.key()).prefix(WriteAheadRecord.headerLength - 32))
        header[33] = 1
        header += MerkleTree.leaf(header).bytes
        var bytes: [UInt8] = [0]
        for _ in 0..<2000 { bytes += header }
        #expect(throws: WriteAheadFile.Damage.self) {
            try WriteAheadFile(bytes, key: Logs.key().verifierKey)
        }
    }

    @Test("A checkpoint ahead of all that is there is refused, and nothing is touched")
    func checkpointAhead() throws {
        let (disk, _, ends) = try Self.killed()
        for path in disk.paths where path != LogFile.checkpoint { disk.tamper(path) { _ in nil } }
        disk.setJournal(Array(try disk.journal().prefix(ends[2])))
        let steps = disk.steps
        #expect(throws: LogStoreError.self) { try Logs.open(disk) }
        #expect(disk.steps == steps)
    }

    @Test("A checkpoint put back to an older one is found by what the caller knows, and by what was synced")
    func rolledBack() throws {
        let (disk, entries, _) = try Self.killed()
        try Logs.open(disk).close()
        let synced = SignedExtent(size: 6, root: Logs.root(entries))
        let store = try Logs.open(disk)
        _ = try store.append([[9]])
        let old = disk.afterKill()
        old.tamper(LogFile.checkpoint) { _ in disk.notes[1] }
        #expect(throws: LogStoreError.self) { try Logs.open(old) }

        // The whole folder put back: only the caller's own knowledge helps.
        let (whole, _, _) = try Self.killed()
        #expect(throws: LogStoreError.self) {
            try Logs.open(whole, signedAtLeast: SignedExtent(size: 7, root: store.extent.root))
        }
        #expect(throws: LogStoreError.self) {
            try Logs.open(whole, signedAtLeast: SignedExtent(size: 4, root: MerkleTree.leaf([4])))
        }
        for size in 0...6 {
            let known = SignedExtent(size: UInt64(size), root: Logs.root(entries.prefix(size)))
            #expect(try Logs.open(whole.afterKill(), signedAtLeast: known).extent == synced)
        }
    }
}
