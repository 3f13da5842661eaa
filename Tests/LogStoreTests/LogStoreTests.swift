import Dispatch
import Foundation
import SeededRandom
import Synchronization
import Testing
import TransparencyLog

@testable import LogStore

/// The store on a real disk.
@Suite struct LogStoreTests {
    private static func make(_ folder: Folder) throws -> SigningKey {
        let key = try LogKeyFile.create(at: folder.path + "/key", name: Logs.origin, outside: folder.log)
        try LogStore.create(directory: folder.log, key: key)
        return key
    }

    private static func audit(_ folder: Folder, _ key: SigningKey, old: [[UInt8]] = []) throws -> AuditReport {
        try LogAuditRun.run(
            source: LogDirectory(folder.log), name: "log", policy: TrustPolicy(logs: [key.verifierKey]), old: old)
    }

    @Test("Logs of many sizes, made in batches of many sizes, verify, and so does each proof")
    func sizes() throws {
        let folder = try Folder()
        let key = try Self.make(folder)
        var die = SplitMix64(seed: 21)
        var all: [[UInt8]] = []
        var old: [[UInt8]] = []
        for counts in [[1], [254, 1], [1], [254], [1, 1], [700]] {
            let store = try LogStore.open(directory: folder.log, key: key)
            old.append(store.checkpoint)
            for count in counts {
                let entries = Logs.entries(count, &die)
                let batch = try store.append(entries)
                #expect(batch == AppendedBatch(first: UInt64(all.count), count: count, size: store.extent.size))
                all += entries
            }
            let index = Int.random(in: all.indices, using: &die)
            #expect(try store.entry(at: UInt64(index)) == all[index])
            #expect(try store.leafHash(at: UInt64(index)) == MerkleTree.leaf(all[index]))
            let proof = try store.proof(of: UInt64(index), extra: [1, 2])
            let verified = try LogProof(parsing: proof.bytes).verify(
                entry: all[index], policy: TrustPolicy(logs: [key.verifierKey]))
            #expect(verified.root == Logs.root(all) && verified.note == store.checkpoint)
            try store.close()
            #expect(try Self.audit(folder, key, old: old).isGood)
        }
        #expect(throws: LogStoreError.self) { try LogReader(LogDirectory(folder.log), name: "log").entry(at: 1213) }
    }

    @Test("Appenders on many threads: each entry once, the order of each kept, a reservation's order too")
    func concurrent() throws {
        let folder = try Folder()
        let key = try Self.make(folder)
        let published = Mutex<[AppendedBatch]>([])
        let store = try LogStore.open(
            directory: folder.log, key: key,
            options: LogStoreOptions(
                journalLimit: 20_000, published: { batch in published.withLock { $0.append(batch) } }))
        let failures = Mutex<[String]>([])
        let threads = DispatchGroup()
        for writer in 0..<8 {
            threads.enter()
            Thread {
                do throws(LogStoreError) {
                    for number in 0..<40 {
                        let entries = (0..<3).map { Array("\(writer) \(number * 3 + $0)".utf8) }
                        let batch = try store.append(entries)
                        guard batch.count == 3, batch.size >= batch.first + 3 else { throw .closed }
                    }
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
                threads.leave()
            }.start()
        }
        threads.wait()
        #expect(failures.withLock { $0 } == [])
        try store.close()
        var seen = [Int](repeating: 0, count: 8)
        let reader = try LogReader(LogDirectory(folder.log), name: "log")
        try reader.forEachEntry(in: 0..<reader.size) { entry in
            let parts = String(decoding: entry, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
            #expect(parts.count == 2 && parts[1] == seen[parts[0]])
            seen[parts[0]] += 1
        }
        #expect(seen == [Int](repeating: 120, count: 8))
        var size: UInt64 = 0
        for batch in published.withLock({ $0 }) {
            #expect(batch.first == size && batch.size == size + UInt64(batch.count))
            size = batch.size
        }
        #expect(size == 960)
        #expect(try Self.audit(folder, key).isGood)
    }

    @Test("What was reserved and never waited for is committed when the store closes, or when somebody else waits")
    func reserved() throws {
        let folder = try Folder()
        let key = try Self.make(folder)
        let store = try LogStore.open(directory: folder.log, key: key)
        _ = try store.reserve([[1]])
        let second = try store.reserve([[2], [3]])
        #expect(try store.wait(for: second) == AppendedBatch(first: 1, count: 2, size: 3))
        _ = try store.reserve([[4]])
        try store.close()
        try store.close()
        #expect(throws: LogStoreError.self) { try store.append([[5]]) }
        let reader = try LogReader(LogDirectory(folder.log), name: "log")
        #expect(try (0..<4).map { try reader.entry(at: $0) } == [[1], [2], [3], [4]])
        #expect(try FileManager.default.attributesOfItem(atPath: folder.log + "/journal")[.size] as? Int == 0)
    }

    @Test("One writer a folder; the next one when it closed, or died")
    func twoWriters() throws {
        let folder = try Folder()
        let key = try Self.make(folder)
        let first = try LogStore.open(directory: folder.log, key: key)
        do {
            _ = try LogStore.open(directory: folder.log, key: key)
            Issue.record("two writers")
        } catch {
            guard case .busy = error else { throw error }
        }
        try first.close()
        var second: LogStore? = try LogStore.open(directory: folder.log, key: key)
        _ = try second?.append([[1]])
        second = nil
        #expect(try LogStore.open(directory: folder.log, key: key).extent.size == 1)
    }

    @Test("Refusals say what is wrong and leave no trace")
    func refusals() throws {
        let folder = try Folder()
        let key = try Self.make(folder)
        #expect(throws: LogStoreError.self) { try LogStore.create(directory: folder.log, key: key) }
        #expect(throws: LogStoreError.self) { try LogStore.open(directory: folder.path + "/nothing", key: key) }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/nothing"))
        do {
            _ = try LogStore.open(directory: folder.log, key: SigningKey(name: "other.example"))
            Issue.record("opened with another name's key")
        } catch {
            guard case .otherOrigin = error else { throw error }
        }
        do {
            _ = try LogStore.open(directory: folder.log, key: SigningKey(name: Logs.origin))
            Issue.record("opened with another key")
        } catch {
            guard case .mismatch(let faults) = error else { throw error }
            #expect(faults.first?.code == "signed_by_another_key")
            #expect("\(error)".contains("this key is not the log's"))
        }
        let store = try LogStore.open(directory: folder.log, key: key)
        do {
            _ = try store.append([[1], [UInt8](repeating: 2, count: 65_536)])
            Issue.record("an entry of 65,536 bytes")
        } catch {
            guard case .entryTooLong(1, 65_536) = error else { throw error }
        }
        #expect(store.extent.size == 0)
        #expect(try store.append([[UInt8](repeating: 2, count: 65_535), []]).size == 2)
        #expect(try store.append([]) == AppendedBatch(first: 2, count: 0, size: 2))
    }

    @Test(
        "Only what a log serves is read from its folder",
        arguments: [
            "journal", ".new", "../key", "tile/../journal", "tile/.new", "tile//000", "/etc/passwd", "tile", "",
            "tile/0/",
        ])
    func served(path: String) throws {
        let folder = try Folder()
        _ = try Self.make(folder)
        #expect(try LogDirectory(folder.log).file(path) == nil)
    }
}
