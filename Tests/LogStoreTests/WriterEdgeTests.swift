import Foundation
import SeededRandom
import Testing
import TransparencyLog

@testable import LogStore

/// Closing, renaming and making folders when something else goes on at the same time.
@Suite struct WriterEdgeTests {
    @Test("Who closes while another one closes waits until that one has let go of the folder")
    func closeTwice() throws {
        let disk = MemoryDisk()
        try Logs.create(disk)
        let recovery = LogRecovery(disk: disk, path: "log", key: try Logs.key(), signedAtLeast: nil)
        var commits = GroupCommit(try recovery.writer(options: LogStoreOptions()))
        guard case .end(.some) = commits.close() else {
            Issue.record("nothing to close")
            return
        }
        guard case .sleep = commits.close() else {
            Issue.record("the second one goes on while the first one cuts")
            return
        }
        #expect(throws: LogStoreError.self) { try commits.reserve(try EntryRun([[1]])) }
        commits.give(.failure(.closed))
        guard case .end(nil) = commits.close() else {
            Issue.record("the second one never ends")
            return
        }
    }

    @Test("A write that got lost without a failed sync keeps the write-ahead file")
    func lostWrite() throws {
        for step in 5...6 {
            let disk = MemoryDisk()
            try Logs.create(disk)
            let store = try Logs.open(disk)
            _ = try store.append([[1]])
            // After the two steps of the record and its sync: tile and bundle.
            disk.arm(.forgets, atStep: disk.steps + step - 1)
            _ = try store.append([[2]])
            let journal = try disk.journal()
            do {
                try store.close()
                Issue.record("closed")
            } catch {
                guard case .openAgain = error else { throw error }
            }
            #expect(try disk.journal() == journal)
        }
    }

    @Test("A rename that failed may have happened: the log is to be opened again")
    func rename() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/checkpoint/in the way", withIntermediateDirectories: true)
        do throws(LogStoreError) {
            try PosixDisk(folder.path).replace(LogFile.checkpoint, with: [1], synced: true)
            Issue.record("renamed")
        } catch {
            guard case .openAgain = error else { throw error }
        }
    }

    @Test("Only folders that were made are synced into those above them")
    func folders() throws {
        let folder = try Folder()
        #expect(try PosixDisk.makeFolder(folder.path) == [])
        #expect(try PosixDisk.makeFolder(folder.path + "/a/b") == [folder.path + "/a", folder.path + "/a/b"])
    }

    @Test("A log of one entry: a proof only where its tile bears out the root; of none: only the root of nothing")
    func smallLogs() throws {
        let disk = MemoryDisk()
        try Logs.create(disk)
        _ = try Logs.open(disk).append([[1]])
        let proof = try LogReader(disk, name: "log").proof(of: 0)
        #expect(try proof.verify(entry: [1], policy: Logs.policy()).size == 1)
        disk.tamper("tile/0/000.p/1") { $0.map { $0 ^ 1 } }
        #expect(throws: LogStoreError.self) { try LogReader(disk, name: "log").proof(of: 0) }
        let note = LogWriter.note(SignedExtent(size: 0, root: MerkleTree.leaf([9])), try Logs.key())
        disk.tamper(LogFile.checkpoint) { _ in note }
        #expect(throws: LogStoreError.self) { try LogReader(disk, name: "log") }
    }
}
