import Foundation
import Testing
import TransparencyLog

@testable import LogStore

/// Somebody changes the folder of a log that is being written: nothing is signed and nothing of what was left is
/// overwritten.
@Suite struct ForkGuardTests {
    /// Every file below a folder but the write-ahead file's lock, with its bytes.
    private static func files(_ folder: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            files[path] = FileManager.default.contents(atPath: "\(folder)/\(path)")
        }
        return files
    }

    private struct Live {
        let folder: Folder
        let key: SigningKey
        let store: LogStore

        /// A log with three entries, open.
        init() throws {
            folder = try Folder()
            key = try Logs.key()
            try LogStore.create(directory: folder.log, key: key)
            store = try LogStore.open(directory: folder.log, key: key)
            _ = try store.append([[1], [2], [3]])
        }

        /// Appends, which must be refused for this reason, for good, and without a trace.
        func refuses(_ code: String, in folders: [String]? = nil) throws {
            let folders = folders ?? [folder.log]
            let before = try folders.map { try ForkGuardTests.files($0) }
            for entries in [[[4]], []] as [[[UInt8]]] {
                do {
                    _ = try store.append(entries)
                    Issue.record("appended")
                } catch {
                    guard case .mismatch(let faults) = error else { throw error }
                    #expect(faults.map(\.code) == [code])
                    #expect("\(error)".contains("nothing was signed"))
                }
            }
            try store.close()
            #expect(try folders.map { try ForkGuardTests.files($0) } == before)
        }
    }

    /// What is done to the folder, and the fault that names it.
    struct Change: Sendable, CustomTestStringConvertible {
        var code: String
        var testDescription: String
        var body: @Sendable (_ log: String, _ aside: String) throws -> Void
    }

    static let changes = [
        Change(code: "folder_replaced", testDescription: "the folder moved away, a copy in its place") { log, aside in
            try FileManager.default.moveItem(atPath: log, toPath: aside)
            try FileManager.default.copyItem(atPath: aside, toPath: log)
        },
        Change(code: "folder_replaced", testDescription: "the write-ahead file replaced by a copy") { log, aside in
            try FileManager.default.moveItem(atPath: log + "/journal", toPath: aside)
            try FileManager.default.copyItem(atPath: aside, toPath: log + "/journal")
        },
        Change(code: "folder_replaced", testDescription: "the write-ahead file removed") { log, _ in
            try FileManager.default.removeItem(atPath: log + "/journal")
        },
        Change(code: "checkpoint_missing", testDescription: "the checkpoint removed") { log, _ in
            try FileManager.default.removeItem(atPath: log + "/checkpoint")
        },
        Change(code: "checkpoint_replaced", testDescription: "garbage for a checkpoint") { log, _ in
            try Data("garbage".utf8).write(to: URL(filePath: log + "/checkpoint"))
        },
        Change(code: "checkpoint_replaced", testDescription: "another tree signed by the same key") { log, _ in
            let note = LogWriter.note(SignedExtent(size: 3, root: MerkleTree.leaf([9])), try Logs.key())
            try Data(note).write(to: URL(filePath: log + "/checkpoint"))
        },
        Change(code: "checkpoint_replaced", testDescription: "the checkpoint before") { log, _ in
            let note = LogWriter.note(SignedExtent(size: 0, root: MerkleTree.empty), try Logs.key())
            try Data(note).write(to: URL(filePath: log + "/checkpoint"))
        },
    ]

    @Test("Changed under the writer: refused for good, nothing signed, nothing overwritten", arguments: changes)
    func changed(change: Change) throws {
        let live = try Live()
        try change.body(live.folder.log, live.folder.path + "/aside")
        try live.refuses(change.code)
    }

    @Test("Changed before the log is closed: it is closed without touching what was left", arguments: changes)
    func closed(change: Change) throws {
        let live = try Live()
        try change.body(live.folder.log, live.folder.path + "/aside")
        let before = try Self.files(live.folder.log)
        #expect(throws: LogStoreError.self) { try live.store.close() }
        #expect(try Self.files(live.folder.log) == before)
    }

    @Test("A second writer on a copy signs another tree; the first one signs no second root")
    func fork() throws {
        let live = try Live()
        let aside = live.folder.path + "/aside"
        try FileManager.default.moveItem(atPath: live.folder.log, toPath: aside)
        try FileManager.default.copyItem(atPath: aside, toPath: live.folder.log)
        let other = try LogStore.open(directory: live.folder.log, key: live.key)
        #expect(try other.append([Array("hi".utf8)]).size == 4)
        try live.refuses("folder_replaced", in: [live.folder.log, aside])
        let signed = try Logs.checkpoint(other.checkpoint)
        #expect(try LogDirectory(live.folder.log).file(LogFile.checkpoint) == other.checkpoint)
        #expect(signed.root == Logs.root([[1], [2], [3], Array("hi".utf8)]))
        // The folder that was moved away keeps its lock until its writer has closed.
        #expect(try LogStore.open(directory: aside, key: live.key).extent.size == 3)
    }

    @Test("A replaced write-ahead file lets no second writer in")
    func replacedJournal() throws {
        let live = try Live()
        try FileManager.default.removeItem(atPath: live.folder.log + "/journal")
        do {
            _ = try LogStore.open(directory: live.folder.log, key: live.key)
            Issue.record("two writers")
        } catch {
            guard case .busy = error else { throw error }
        }
    }

    @Test("Changed between the entries and the signature: the record is taken back, nothing is signed")
    func changedMeanwhile() throws {
        let disk = MemoryDisk()
        try Logs.create(disk)
        let store = try Logs.open(disk)
        _ = try store.append([[1]])
        let journal = try disk.journal()
        disk.arm(.replaced("log"), atStep: disk.steps + 3)
        do {
            _ = try store.append([[2]])
            Issue.record("signed")
        } catch {
            guard case .mismatch([.folderReplaced(path: "log")]) = error else { throw error }
        }
        #expect(try disk.journal() == journal)
        #expect(disk.notes.count == 2 && store.extent.size == 1)
    }

    @Test("Cosignatures that came under the published checkpoint are no foreign hand")
    func cosigned() throws {
        let live = try Live()
        let witness = try SigningKey(
            name: "witness.example/a", seed: [UInt8](repeating: 9, count: 32), algorithm: .cosignatureEd25519)
        var note = try SignedNote(parsing: live.store.checkpoint)
        note.append(witness.cosign(note.text, at: 1_700_000_000))
        try Data(note.bytes).write(to: URL(filePath: live.folder.log + "/checkpoint"))
        #expect(try live.store.append([[4]]).size == 4)
        try live.store.close()
    }

    @Test("A log without its checkpoint is neither none nor one that exists", arguments: [true, false])
    func withoutCheckpoint(isClosed: Bool) throws {
        let live = try Live()
        if isClosed {
            try live.store.close()
        } else {
            // A write-ahead file alone, as after a crash.
            try FileManager.default.copyItem(atPath: live.folder.log, toPath: live.folder.path + "/killed")
            try FileManager.default.removeItem(atPath: live.folder.path + "/killed/tile")
        }
        let log = isClosed ? live.folder.log : live.folder.path + "/killed"
        try FileManager.default.removeItem(atPath: log + "/checkpoint")
        let before = try Self.files(log)
        for work in [
            { _ = try LogStore.open(directory: log, key: live.key) },
            { try LogStore.create(directory: log, key: live.key) },
        ] {
            do {
                try work()
                Issue.record("opened or made")
            } catch let error as LogStoreError {
                guard case .mismatch([.checkpointMissing]) = error else { throw error }
                #expect("\(error)".contains("checkpoint is missing"))
            }
        }
        #expect(try Self.files(log) == before)
    }

    @Test("Making a log that a crash cut short begins anew")
    func halfMade() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder.log, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: folder.log + "/journal", contents: Data()))
        do {
            _ = try LogStore.open(directory: folder.log, key: Logs.key())
            Issue.record("opened")
        } catch let error as LogStoreError {
            guard case .notALog = error else { throw error }
        }
        try LogStore.create(directory: folder.log, key: Logs.key())
        #expect(try LogStore.open(directory: folder.log, key: Logs.key()).extent.size == 0)
    }
}
