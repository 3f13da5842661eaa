import Foundation
import SeededRandom
import Testing
import TransparencyLog

@testable import LogStore

/// Keys and entries of the tests.
enum Logs {
    static let origin = "chain.example/test"

    static func key() throws -> SigningKey { try SigningKey(name: origin, seed: [UInt8](repeating: 7, count: 32)) }

    static func policy() throws -> TrustPolicy { try TrustPolicy(logs: [key().verifierKey]) }

    /// Entries of up to 40 bytes, all different.
    static func entries(_ count: Int, _ die: inout SplitMix64) -> [[UInt8]] {
        (0..<count).map { _ in
            Array("\(die.next())".utf8) + [UInt8](repeating: 0x0A, count: Int.random(in: 0...20, using: &die))
        }
    }

    static func root(_ entries: some Collection<[UInt8]>) -> TreeHash {
        MerkleTree.root(of: entries.map { MerkleTree.leaf($0) })
    }

    static func create(_ disk: MemoryDisk) throws { try LogRecovery.create(on: disk, path: "log", key: key()) }

    static func open(_ disk: MemoryDisk, journalLimit: Int = 1 << 20, signedAtLeast: SignedExtent? = nil) throws
        -> LogStore
    {
        try LogStore.open(
            on: disk, path: "log", key: key(), signedAtLeast: signedAtLeast,
            options: LogStoreOptions(journalLimit: journalLimit))
    }

    static func checkpoint(_ note: [UInt8]) throws -> Checkpoint {
        try Checkpoint(parsing: SignedNote(parsing: note).text)
    }

    /// Audits as a stranger does, with every checkpoint that was ever seen.
    static func audit(_ disk: MemoryDisk, old: [[UInt8]] = []) throws -> AuditReport {
        try LogAuditRun.run(source: disk, name: "log", policy: policy(), old: old)
    }

    static func entries(of disk: MemoryDisk) throws -> [[UInt8]] {
        let reader = try LogReader(disk, name: "log")
        var entries: [[UInt8]] = []
        try reader.forEachEntry(in: 0..<reader.size) { entries.append(Array($0)) }
        return entries
    }
}

/// A folder for one test.
final class Folder {
    let path = "/tmp/machina-log-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path) stays behind: \(error)") }
    }

    var log: String { path + "/log" }
}
