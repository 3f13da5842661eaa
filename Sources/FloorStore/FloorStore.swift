public import FloorControl
internal import FloorModel
internal import Foundation
internal import GRDB
internal import Synchronization

/// The journal and the people behind it, in SQLite: WAL, `synchronous=FULL`, so that a commit that returned
/// survives a power cut. One connection writes.
public final class FloorStore: Journal {
    let database: DatabasePool
    let codec: EventCodec
    /// What the provenance log is told; nil before `openOutbox`.
    let outbox = Mutex<OutboxWriter?>(nil)

    /// Opens or creates the database of a state directory.
    /// - Parameters:
    ///   - siteID: belongs to the directory for life, as does `isVirtual`: simulated events never mix with real ones.
    public init(
        _ directory: StateDirectory, siteID: String, isVirtual: Bool, codec: EventCodec = EventCodec()
    ) throws(StoreError) {
        self.codec = codec
        do {
            var configuration = Configuration()
            configuration.maximumReaderCount = 2
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA secure_delete = ON")
            }
            database = try DatabasePool(path: directory.journalPath, configuration: configuration)
            // A pool sets `NORMAL` as it opens, and with that a commit would not survive a power cut.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Schema.migrator.migrate(database)
        } catch {
            throw StoreError(opening: directory.journalPath, error)
        }
        try claim(directory.journalPath, key: "site", value: siteID)
        try claim(directory.journalPath, key: "kind", value: isVirtual ? "virtual" : "real")
    }

    /// The first floor that uses a directory keeps it.
    private func claim(_ path: String, key: String, value: String) throws(StoreError) {
        let owner: String
        do {
            owner = try database.write { db in
                try db.execute(sql: "INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)", arguments: [key, value])
                return try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key]) ?? ""
            }
        } catch {
            throw StoreError(opening: path, error)
        }
        guard owner == value else {
            throw StoreError(
                .wrongFloor, path: path,
                what: "this state belongs to a floor whose \(key) is '\(owner)', not '\(value)'",
                remedy: "use the floor file that it belongs to, or another directory with --state")
        }
    }

    public func commit(_ batch: CommitBatch) async throws(JournalFault) -> Int64 {
        do {
            let rows = try batch.events.map { (try codec.encode($0.event), $0.at) }
            let outbox = outbox.withLock { $0 }
            let drafts = outbox?.drafts(of: batch) ?? []
            return try await database.write { db in
                for (row, at) in rows { try Self.insert(row, at, db) }
                for record in batch.records { try Self.insert(record, db) }
                if batch.isEmpty { try Self.probe(db) }
                let last = try Int64.fetchOne(db, sql: "SELECT coalesce(max(sequence), 0) FROM journal") ?? 0
                if !drafts.isEmpty { try outbox?.add(drafts, upTo: last, db) }
                return last
            }
        } catch {
            throw JournalFault(detail: "the journal cannot be written: \(error.inWords)")
        }
    }

    /// Something must be written to find out whether anything can be.
    private static func probe(_ db: Database) throws {
        try db.execute(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', hex(randomblob(8)))")
    }

    private static func insert(_ row: EventRow, _ at: WallClock, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO journal (at, type, version, body) VALUES (?, ?, ?, ?)")
        try statement.execute(arguments: [at.milliseconds, row.type, row.version, row.body])
    }

    /// Nothing is kept of somebody who was erased in the meantime: nobody could ask for it to be erased again.
    private static func insert(_ record: PersonalRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO job_details (job, person, submission_id, title, file_name)
                SELECT ?, person, ?, ?, ? FROM people WHERE person = ?
                """)
        try statement.execute(arguments: [
            record.job.number, record.details.submissionID, record.details.title, record.details.fileName,
            record.person.name,
        ])
    }

    /// Events after `sequence`, oldest first, `limit` at most.
    public func events(after sequence: Int64, limit: Int) async throws(StoreError) -> [JournalledEvent] {
        do {
            return try await database.read { [codec] db in
                try Row.fetchAll(
                    db,
                    sql: """
                        SELECT sequence, at, type, version, body FROM journal
                        WHERE sequence > ? ORDER BY sequence LIMIT ?
                        """, arguments: [sequence, limit]
                ).map { row in
                    let event = try codec.decode(EventRow(type: row[2], version: row[3], body: row[4]))
                    return JournalledEvent(sequence: row[0], event: event, at: WallClock(milliseconds: row[1]))
                }
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }
}

extension StoreError {
    init(opening path: String, _ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB:
            self.init(
                .damaged, path: path, what: "the database is damaged (\(error.inWords))",
                remedy: "keep the file, and restore the state from a backup")
        case let error as EventCodecError:
            self.init(.tooNew, path: path, what: "a row of the journal cannot be read", remedy: "\(error)")
        case let error as JournalGap:
            self.init(.damaged, path: path, what: "\(error)", remedy: "restore the state from a backup")
        default:
            self.init(
                .notWritable, path: path, what: "cannot be opened (\(error.inWords))",
                remedy: "check free space and permissions of the state directory")
        }
    }
}

extension Error {
    /// SQLite's own words without GRDB's quotation of the statement.
    var inWords: String {
        guard let error = self as? DatabaseError else { return "\(self)" }
        return error.message ?? "\(error.resultCode)"
    }
}
