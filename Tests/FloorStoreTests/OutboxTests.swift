import FloorControl
import FloorModel
import Foundation
import GRDB
import Provenance
import Synchronization
import Testing

@testable import FloorStore

@Suite struct OutboxTests {
    static let site = SiteDescription(
        id: "test", baseURL: "https://maak.example/", timezone: "UTC", isVirtual: true)
    private let scratch: Scratch
    init() throws { scratch = try Scratch() }

    /// A clock that a test sets, and that may go back.
    final class Clock: Sendable {
        private let time = Mutex<Int64>(1_800_000_000_000)
        func set(_ milliseconds: Int64) { time.withLock { $0 = milliseconds } }
        var now: @Sendable () -> WallClock { { WallClock(milliseconds: self.time.withLock { $0 }) } }
    }

    private func open(keepingOutbox: Bool = true, clock: Clock = Clock()) throws -> FloorStore {
        let store = try FloorStore(try StateDirectory(scratch.path), siteID: "test", isVirtual: true)
        if keepingOutbox { _ = try store.openOutbox(for: Self.site, now: clock.now) }
        return store
    }

    /// What of a row does not depend on when it was recorded.
    private struct Row: Hashable {
        var position: Int64
        var event: String?
        var key: String?
        var lots: [Int64]
    }

    private func rows(_ store: FloorStore) async throws -> [Row] {
        try await store.database.read { db in
            try GRDB.Row.fetchAll(db, sql: "SELECT position, event_id, key FROM outbox ORDER BY position").map { row in
                let position: Int64 = row[0]
                return Row(
                    position: position, event: row[1], key: row[2],
                    lots: try Int64.fetchAll(
                        db, sql: "SELECT lot FROM outbox_lots WHERE position = ? ORDER BY lot", arguments: [position]))
            }
        }
    }

    @Test(
        "Any history is told without a gap, in order of recording, and adds up to the books; what is committed is there",
        arguments: 1...6 as ClosedRange<UInt64>)
    func anyHistory(seed: UInt64) async throws {
        let clock = Clock()
        let store = try open(clock: clock)
        var history = MaterialHistory(seed: seed)
        history.join("anna", as: try await store.person(user: "anna").id)
        _ = try await store.commit(history.opening())
        for _ in 0..<60 {
            clock.set(1_800_000_000_000 + Int64(history.number(0...100_000)))
            for batch in history.next() { _ = try await store.commit(batch) }
        }
        let entries = try store.outbox(after: 0, limit: .max)
        let count = try store.outboxCount()
        #expect(entries.map(\.position) == Array(1...count))
        var ledger = MaterialLedger()
        var latest = Timestamp(milliseconds: 0)
        for entry in entries {
            let event = try EPCISEvent(entry: entry.bytes)
            let recorded = try #require(event.recordTime)
            #expect(recorded >= latest)
            latest = recorded
            try ledger.add(event)
        }
        let identity = ChainIdentity(of: Self.site)
        for lot in history.state.lots {
            #expect(ledger.balance(identity.uri(of: lot.id, site: "test"))?.milligrams == lot.mass.count)
        }
        let half = entries.count / 2
        #expect(try store.outbox(after: Int64(half), limit: 3) == Array(entries[half...].prefix(3)))
        #expect(try store.outbox(after: 0, limit: 9, bytes: 1).count == 1)
    }

    @Test("A journal of an earlier version is told at the next start, from where it was told to, as it would have been")
    func backfill() async throws {
        var batches: [CommitBatch] = []
        var history = MaterialHistory(seed: 7)
        history.join("anna", as: PersonID("p-1"))
        batches.append(history.opening())
        for _ in 0..<80 { batches += history.next() }
        let expected: [Row]
        do {
            let store = try open()
            for batch in batches { _ = try await store.commit(batch) }
            expected = try await rows(store)
            try await store.database.write { db in
                for table in ["outbox", "outbox_lots", "commitments", "journal", "job_details"] {
                    try db.execute(sql: "DELETE FROM \(table)")
                }
                try db.execute(sql: "DELETE FROM meta WHERE key LIKE 'outbox%'")
            }
        }
        #expect(expected.count > 100)
        // Some of it by an earlier version, some by this one, some by the earlier one again.
        for (range, isTold) in [(0..<20, false), (20..<50, true), (50..<batches.count, false)] {
            let store = try open(keepingOutbox: isTold)
            for batch in batches[range] { _ = try await store.commit(batch) }
        }
        var pieces: [Int64] = []
        let store = try open(keepingOutbox: false)
        _ = try store.openOutbox(for: Self.site, now: Clock().now) { rows, all in
            #expect(rows <= all)
            pieces.append(rows)
        }
        #expect(pieces.count == 1)
        #expect(try await rows(store) == expected)
        let again = try #require(try store.outbox(after: 0, limit: 1).first)
        #expect(try EPCISEvent(entry: again.bytes).isLate)
    }

    @Test("What a commit cannot do leaves neither events nor entries behind")
    func atomic() async throws {
        let store = try open()
        var history = MaterialHistory(seed: 1)
        history.join("anna", as: try await store.person(user: "anna").id)
        _ = try await store.commit(history.opening())
        var bad = history.receiving()
        let record = PersonalRecord(
            job: JobID(number: 1), person: history.makers[0].person,
            details: JobDetails(submissionID: "a", title: nil, fileName: nil))
        bad.records = [record, record]
        await #expect(throws: JournalFault.self) { try await store.commit(bad) }
        #expect(try store.outboxCount() == 0)
        bad.records = []
        #expect(try await store.commit(bad) == 4)
        let count = try store.outboxCount()
        #expect(count == 3)
        // The row that the outbox has next is taken: the batch is not committed either.
        try await store.database.write { db in
            try db.execute(sql: "UPDATE outbox SET key = 'lot-2/commissioned' WHERE position = 3")
        }
        await #expect(throws: JournalFault.self) { try await store.commit(history.receiving()) }
        #expect(try await store.commit(CommitBatch()) == 4)
        #expect(try store.outboxCount() == count)
    }

    @Test("A count that was wrong is declared: the declaration is the arrival once more, and names its correction")
    func correction() async throws {
        let store = try open()
        var history = MaterialHistory(seed: 3)
        _ = try await store.commit(history.opening())
        _ = try await store.commit(history.receiving())
        let arrival = try EPCISEvent(entry: try #require(try store.outbox(after: 0, limit: 1).first).bytes)
        while try await rows(store).allSatisfy({ $0.event != nil }) {
            _ = try await store.commit(history.weighing(LotID(number: 1)))
        }
        let last = try store.outbox(after: try store.outboxCount() - 2, limit: 2)
        let declaration = try EPCISEvent(entry: last[0].bytes)
        let correction = try EPCISEvent(entry: last[1].bytes)
        #expect(declaration.eventID == arrival.eventID)
        #expect(declaration.errorDeclaration?.correctiveEventIDs == [try #require(correction.eventID)])
    }

    @Test("What names a person is committed to under a salt of its own, kept beside the log, and opens it")
    func commitments() async throws {
        let store = try open()
        var history = MaterialHistory(seed: 5)
        history.join("anna", as: try await store.person(user: "anna").id)
        _ = try await store.commit(history.opening())
        while history.state.jobs.count < 5 {
            for batch in history.next() { _ = try await store.commit(batch) }
        }
        let rows = try store.database.read { db in
            try GRDB.Row.fetchAll(
                db,
                sql: """
                    SELECT field, domain, salt, value, bytes, person FROM commitments
                    JOIN outbox USING (position)
                    """)
        }
        #expect(Set(rows.map { $0["field"] as String }) == ["actor", "maker", "title"])
        #expect(Set(rows.map { $0["salt"] as Data }).count == rows.count)
        for row in rows {
            let (field, value): (String, String) = (row["field"], row["value"])
            let event = try EPCISEvent(entry: Array(row["bytes"] as Data))
            let commitment = try #require(event.commitment(of: field))
            #expect(
                Commitment.verify(commitment, domain: row["domain"], salt: Array(row["salt"] as Data), value: value))
            #expect(history.makers[0].markers.contains(value) && row["person"] == history.makers[0].person.name)
        }
        let everything = try store.outbox(after: 0, limit: .max).flatMap(\.bytes)
        for marker in history.makers[0].markers { #expect(!everything.contains(Array(marker.utf8))) }
    }

    @Test("A log keeps its name and its things their addresses, whatever the floor file says later")
    func identity() throws {
        let store = try open(keepingOutbox: false)
        let first = try store.openOutbox(for: Self.site, now: Clock().now)
        #expect(first.origin == "maak.example/test/virtual" && first.baseURL == "https://maak.example")
        var moved = Self.site
        moved.baseURL = nil
        #expect(try store.openOutbox(for: moved, now: Clock().now) == first)
        #expect(ChainIdentity(of: moved).origin == "local/test/virtual")
        moved.isVirtual = false
        moved.baseURL = "http://a.example/c+d/"
        #expect(ChainIdentity(of: moved).origin == "a.example/c%2Bd/test")
    }
}

extension Array where Element == UInt8 {
    /// Whether these bytes stand in there somewhere, next to each other.
    func contains(_ part: [UInt8]) -> Bool { Data(self).range(of: Data(part)) != nil }
}
