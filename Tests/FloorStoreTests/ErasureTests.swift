import FloorControl
import FloorModel
import Foundation
import GRDB
import SeededRandom
import Testing

@testable import FloorStore

@Suite struct ErasureTests {
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// The bytes of every file of the state directory.
    private func everything() throws -> Data {
        let walk = try #require(FileManager.default.enumerator(atPath: scratch.path))
        var bytes = Data()
        for case let name as String in walk {
            var isFolder: ObjCBool = false
            let path = scratch.path + "/" + name
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            bytes += try Data(contentsOf: URL(filePath: path))
        }
        return bytes
    }

    private func open(_ directory: StateDirectory) throws -> FloorStore {
        let store = try FloorStore(directory, siteID: "test", isVirtual: true)
        _ = try store.openOutbox(for: OutboxTests.site, now: OutboxTests.Clock().now)
        return store
    }

    @Test(
        "Who is erased stands in no byte of any file, who is not still does, and the log keeps every entry",
        arguments: 1...4 as ClosedRange<UInt64>)
    func anybody(seed: UInt64) async throws {
        let directory = try StateDirectory(scratch.path)
        let store = try open(directory)
        let telemetry = try TelemetryStore(directory)
        var history = MaterialHistory(seed: seed)
        for _ in 0..<history.number(5...40) {
            let user = history.marker(1...30)
            history.join(user, as: try await store.person(user: user).id)
        }
        _ = try await store.commit(history.opening())
        var erased: [MaterialHistory.Maker] = []
        for round in 0..<3 {
            for _ in 0..<history.number(20...80) {
                for batch in history.next() { _ = try await store.commit(batch) }
            }
            for _ in 0..<min(history.makers.count - 1, history.number(1...5)) {
                let maker = history.erase(history.number(0...(history.makers.count - 1)))
                try await store.erase(maker.person)
                erased.append(maker)
            }
            let entries = try store.outbox(after: 0, limit: .max)
            #expect(try await store.needsCleaning())
            #expect(try await store.cleanUp())
            #expect(try await !store.needsCleaning())
            #expect(try store.outbox(after: 0, limit: .max) == entries)
            let bytes = try everything()
            for marker in erased.flatMap(\.markers) {
                // A page may hold a piece of a long text only.
                for piece in [marker.prefix(24), marker.suffix(24)] {
                    #expect(!bytes.holds(piece), "round \(round): \(piece)")
                }
            }
            for marker in history.makers.flatMap(\.markers) {
                #expect(bytes.holds(marker.prefix(24)), "round \(round): \(marker.prefix(24))")
            }
        }
        let listed = try await store.listedPeople()
        #expect(Set(listed.map(\.user)) == Set(history.makers.map(\.user)))
        #expect(try await store.listedPerson(user: erased[0].user) == nil)
        let integrity = try await store.database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
        #expect(integrity == ["ok"])
        withExtendedLifetime(telemetry) {}
    }

    /// With `secure_delete` alone this leaves pieces behind: SQLite copies cells as it splits pages.
    @Test("Nothing stays in the unused parts of pages either, however rows came to be where they are")
    func pages() async throws {
        let store = try open(try StateDirectory(scratch.path))
        var random = SplitMix64(seed: 11)
        var titles: [[String]] = []
        var people: [PersonID] = []
        for number in 0..<30 {
            people.append(try await store.person(user: "maker \(number)").id)
            titles.append([])
        }
        var rows: [(job: Int, person: PersonID, title: String)] = []
        for job in (1...1500).shuffled(using: &random) {
            let maker = Int.random(in: 0..<30, using: &random)
            let letters = (0..<Int.random(in: 0...1500, using: &random)).map { _ in
                Character(UnicodeScalar(UInt8.random(in: 0x61...0x7A, using: &random)))
            }
            titles[maker].append("<\(job):" + String(letters) + ">")
            rows.append((job, people[maker], titles[maker].last ?? ""))
        }
        try await store.database.write { [rows] db in
            for row in rows {
                try db.execute(
                    sql: "INSERT INTO job_details (job, person, submission_id, title) VALUES (?, ?, 's', ?)",
                    arguments: [row.job, row.person.name, row.title])
            }
        }
        for person in people.prefix(10) { try await store.erase(person) }
        #expect(try await store.cleanUp())
        let bytes = try everything()
        for title in titles.prefix(10).joined() { #expect(!bytes.holds(title.prefix(24)), "\(title.prefix(24))") }
        for title in titles.dropFirst(10).joined().prefix(50) { #expect(bytes.holds(title.prefix(24))) }
    }

    @Test("A reader that does not let go is told of, and the next start reaches what it kept")
    func reader() async throws {
        let marker = "<a name that stands nowhere else>"
        do {
            let store = try open(try StateDirectory(scratch.path))
            let person = try await store.person(user: marker).id
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: scratch.path + "/machina.sqlite", configuration: configuration)
            try other.inDatabase { db in
                try db.execute(sql: "BEGIN")
                _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM people")
            }
            try await store.erase(person)
            #expect(try await !store.cleanUp(attempts: 2, pause: .zero))
            #expect(try await store.needsCleaning())
            #expect(try everything().holds(marker))
            try other.inDatabase { try $0.execute(sql: "COMMIT") }
            #expect(try await store.cleanUp())
            #expect(try !everything().holds(marker))
        }
    }

    @Test("A job that was on its way when its maker was erased leaves no title behind")
    func late() async throws {
        let store = try open(try StateDirectory(scratch.path))
        var history = MaterialHistory(seed: 2)
        history.join("ben", as: try await store.person(user: "ben").id)
        for batch in [history.opening(), history.receiving()] { _ = try await store.commit(batch) }
        let file = String(repeating: "a", count: 64)
        let job = history.printing(from: LotID(number: 1), for: 0, file: file)
        try await store.erase(history.makers[0].person)
        for batch in job { _ = try await store.commit(batch) }
        #expect(try await store.cleanUp())
        let bytes = try everything()
        for marker in history.makers[0].markers.dropFirst() { #expect(!bytes.holds(marker)) }
    }

    @Test("Stored files are removed by name; one that is gone already is no mistake")
    func files() throws {
        let files = FileStore(try StateDirectory(scratch.path))
        let stored = try [Array("G28\n".utf8), Array("G29\n".utf8)].map { try files.store($0) }
        try files.remove([stored[0], stored[0], FileDigest("../lock")])
        #expect(stored.map(files.contains) == [false, true])
    }
}

extension Data {
    /// Whether the text stands in there somewhere.
    fileprivate func holds(_ text: some StringProtocol) -> Bool { range(of: Data(text.utf8)) != nil }
}
