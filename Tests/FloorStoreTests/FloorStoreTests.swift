import FloorControl
import FloorModel
import Foundation
import GRDB
import Testing

@testable import FloorStore

/// A state directory that goes away with the test.
final class Scratch {
    let path: String
    init() throws {
        path = NSTemporaryDirectory() + "machina-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }
    deinit {
        do { try FileManager.default.removeItem(atPath: path) } catch { Issue.record("\(path) stays behind: \(error)") }
    }
}

@Suite struct FloorStoreTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    private func open() throws -> (StateDirectory, FloorStore) {
        let directory = try StateDirectory(scratch.path)
        return (directory, try FloorStore(directory, siteID: "test", isVirtual: true))
    }

    private func batch(_ events: [FloorEvent]) -> CommitBatch {
        var batch = CommitBatch()
        batch.events = events.map { TimedEvent($0, at: WallClock(milliseconds: 1_790_000_000_000)) }
        return batch
    }

    private static let accepted: [FloorEvent] = [
        .daemonStarted(.init(version: "0.1.0")),
        .machineAdded(.init(machine: MachineID("mk3-1"), type: "prusa-mk3s")),
        .lotReceived(
            .init(
                lot: LotID(number: 1), facts: LotFacts(form: .filament, material: "PLA"), mass: Milligrams(1), by: nil)),
    ]

    @Test("What was committed is there after the next start, in order, and gives the same state")
    func replay() async throws {
        var expected = FloorState()
        do {
            let (_, store) = try open()
            #expect(try await store.commit(batch(Self.accepted)) == 3)
            #expect(
                try await store.commit(
                    batch([.lotMounted(.init(lot: LotID(number: 1), machine: MachineID("mk3-1"), by: nil))])) == 4)
        }
        for event in Self.accepted { expected.evolve(event, at: WallClock(milliseconds: 1_790_000_000_000)) }
        let (_, store) = try open()
        var state = FloorState()
        #expect(try store.replay(into: &state) == 4)
        #expect(state.machines.map(\.spool) == [LotID(number: 1)])
        let events = try await store.events(after: 1, limit: 2)
        #expect(events.map(\.sequence) == [2, 3])
        #expect(events.map(\.event) == Array(Self.accepted[1...2]))
    }

    @Test("The connection that writes syncs every commit, in WAL mode")
    func durability() async throws {
        let (_, store) = try open()
        let modes = try await store.database.writeWithoutTransaction { db in
            (try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"))
        }
        // SQLite: 2 is FULL.
        #expect(modes == (2, "wal"))
    }

    @Test("An empty batch finds out that nothing can be written")
    func probe() async throws {
        let (_, store) = try open()
        _ = try await store.commit(batch(Self.accepted))
        #expect(try await store.commit(CommitBatch()) == 3)
        try await store.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = ON") }
        await #expect(throws: JournalFault.self) { try await store.commit(CommitBatch()) }
    }

    @Test("A batch is committed whole or not at all")
    func atomic() async throws {
        let (_, store) = try open()
        var bad = batch(Self.accepted)
        let record = PersonalRecord(
            job: JobID(number: 1), person: try await store.person(user: "anna").id,
            details: JobDetails(submissionID: "a", title: nil, fileName: nil))
        bad.records = [record, record]
        await #expect(throws: JournalFault.self) { try await store.commit(bad) }
        var state = FloorState()
        #expect(try store.replay(into: &state) == 0)
    }

    @Test("A second process is refused, and the directory is free again when the first has gone")
    func lock() throws {
        do {
            let (directory, store) = try open()
            let error = #expect(throws: StoreError.self) { try StateDirectory(scratch.path) }
            #expect(error?.kind == .inUse)
            withExtendedLifetime((directory, store)) {}
        }
        _ = try open()
    }

    @Test("A state directory keeps its site, and stays virtual or real for life")
    func belongsToOneFloor() throws {
        do { _ = try open() }
        let directory = try StateDirectory(scratch.path)
        let kind = #expect(throws: StoreError.self) { try FloorStore(directory, siteID: "test", isVirtual: false) }
        #expect(kind?.kind == .wrongFloor)
        let site = #expect(throws: StoreError.self) { try FloorStore(directory, siteID: "other", isVirtual: true) }
        #expect(site?.kind == .wrongFloor)
    }

    @Test("A damaged file and a missing row are named, not papered over")
    func damage() async throws {
        do {
            let (_, store) = try open()
            _ = try await store.commit(batch(Self.accepted))
            try await store.database.write { try $0.execute(sql: "DELETE FROM journal WHERE sequence = 2") }
            var state = FloorState()
            let gap = #expect(throws: StoreError.self) { try store.replay(into: &state) }
            #expect(gap?.kind == .damaged)
            #expect(gap?.what.contains("row 2") == true)
        }
        let directory = try StateDirectory(scratch.path)
        for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: directory.journalPath + suffix) {
            try FileManager.default.removeItem(atPath: directory.journalPath + suffix)
        }
        try Data("not a database at all, and long enough to be looked at".utf8).write(
            to: URL(fileURLWithPath: directory.journalPath))
        let damaged = #expect(throws: StoreError.self) { try FloorStore(directory, siteID: "test", isVirtual: true) }
        #expect(damaged?.kind == .damaged)
    }

    @Test("The same person has the same token and digests; another person, purpose or body has others")
    func people() async throws {
        let (_, store) = try open()
        let anna = try await store.person(user: "anna")
        let again = try await store.person(user: "anna")
        let ben = try await store.person(user: "ben")
        let body = Array("vase".utf8)
        #expect(anna.id == again.id && anna.digest("id", body) == again.digest("id", body))
        #expect(anna.id != ben.id && anna.digest("id", body) != ben.digest("id", body))
        #expect(anna.digest("id", body) != anna.digest("body", body))
        #expect(!anna.id.name.contains("anna"))
        var batch = CommitBatch()
        batch.records = [
            PersonalRecord(
                job: JobID(number: 1), person: anna.id,
                details: JobDetails(submissionID: "vase-1", title: "Vase", fileName: "vase.gcode"))
        ]
        _ = try await store.commit(batch)
        let owners = try await store.owners(of: [JobID(number: 1), JobID(number: 2)])
        #expect(owners.count == 1)
        #expect(owners[JobID(number: 1)]?.user == "anna")
        #expect(owners[JobID(number: 1)]?.details.title == "Vase")
        #expect(try await store.users(of: [anna.id, PersonID("p-unknown")]) == [anna.id: "anna"])
    }
}

@Suite struct FileStoreTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    @Test("A file is stored under its digest, whole or not at all")
    func store() throws {
        let files = FileStore(try StateDirectory(scratch.path), maximumBytes: 1000)
        let digest = try files.store(Array("G28\n".utf8))
        #expect(digest.name == "8080cd1d636d28b227689516fdadfd2aaed94e57b113db13523a38b51d0d09e9")
        #expect(files.contains(digest))
        #expect(try String(contentsOfFile: files.path(of: digest), encoding: .utf8) == "G28\n")
        #expect(throws: FileStoreError.tooLarge(maximumBytes: 1000)) {
            try files.store([UInt8](repeating: 65, count: 1001))
        }
        var upload = try FileUpload(into: files)
        try upload.write(Array("G29\n".utf8))
        let mismatch = Result { () throws(FileStoreError) in try upload.finish(expecting: digest) }
        #expect(throws: FileStoreError.self) { try mismatch.get() }
        #expect(!files.contains(FileDigest("../../etc/passwd")))
    }

    @Test("What a crash cut off is removed at the next start, what was finished stays")
    func unfinished() throws {
        let directory = try StateDirectory(scratch.path)
        let files = FileStore(directory)
        let digest = try files.store(Array("G28\n".utf8))
        try Data().write(to: URL(fileURLWithPath: directory.filesPath + "/.upload-abc123"))
        try files.removeUnfinished()
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.filesPath) == [digest.name])
    }
}

extension FileStoreTests {
    @Test("Files without a job go when they are old; young ones, needed ones and everything else stay")
    func unneeded() throws {
        let directory = try StateDirectory(scratch.path)
        let files = FileStore(directory)
        let contents = ["old", "needed", "young"].map { Array($0.utf8) }
        let stored = try contents.map { try files.store($0) }
        #expect(stored == contents.map(FileDigest.init(ofContent:)))
        try Data().write(to: URL(fileURLWithPath: directory.filesPath + "/notes.txt"))
        let week = Date(timeIntervalSinceNow: -7 * 86_400)
        for name in ["\(stored[0])", "\(stored[1])", "notes.txt"] {
            try FileManager.default.setAttributes(
                [.modificationDate: week], ofItemAtPath: directory.filesPath + "/" + name)
        }
        let yesterday = WallClock(milliseconds: Int64(Date(timeIntervalSinceNow: -86_400).timeIntervalSince1970 * 1000))
        #expect(try files.removeFiles(except: [stored[1]], storedBefore: yesterday) == 1)
        #expect(stored.map(files.contains) == [false, true, true])
        #expect(FileManager.default.fileExists(atPath: directory.filesPath + "/notes.txt"))
    }
}

@Suite struct TelemetryTests {
    private static func operation(_ number: Int, attempts: Int) -> FloorModel.Operation {
        var operation = FloorModel.Operation(
            id: OperationID(number: number), job: JobID(number: 1), step: .print(copy: 1))
        operation.attempts = attempts
        return operation
    }

    @Test("Progress is found again, that of the present attempt only, and a damaged file is replaced")
    func progress() throws {
        let scratch = try Scratch()
        let directory = try StateDirectory(scratch.path)
        let progress = PrintProgress(operation: OperationID(number: 3), acknowledgedLine: 77, lines: 100)
        let asked = [Self.operation(3, attempts: 1), Self.operation(4, attempts: 1)]
        do {
            let telemetry = try TelemetryStore(directory)
            try telemetry.record([AttemptProgress(attempt: 1, progress: progress)])
            #expect(try telemetry.progress(of: asked) == [progress])
            // Begun anew, and cut off before its first line was told.
            #expect(try telemetry.progress(of: [Self.operation(3, attempts: 2)]).isEmpty)
        }
        try Data("garbage, garbage, garbage, garbage, garbage, garbage".utf8)
            .write(to: URL(fileURLWithPath: directory.telemetryPath))
        let telemetry = try TelemetryStore(directory)
        #expect(try telemetry.progress(of: asked).isEmpty)
    }
}
