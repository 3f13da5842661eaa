public import FloorModel
internal import Foundation
internal import GRDB

/// A person that the floor knows by name.
public struct ListedPerson: Hashable, Sendable {
    public var user: String
    public var person: PersonID
    /// Their jobs, oldest first.
    public var jobs: [JobID]
}

extension FloorStore {
    /// Everybody who is known by name, sorted.
    public func listedPeople() async throws(StoreError) -> [ListedPerson] {
        do {
            return try await database.read { db in
                try Row.fetchAll(db, sql: "SELECT user, person FROM people ORDER BY user").map { row in
                    ListedPerson(user: row[0], person: PersonID(row[1]), jobs: try Self.jobs(of: row[1], db))
                }
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// One of them; nil when nobody has that name.
    public func listedPerson(user: String) async throws(StoreError) -> ListedPerson? {
        do {
            return try await database.read { db in
                try String.fetchOne(db, sql: "SELECT person FROM people WHERE user = ?", arguments: [user]).map {
                    ListedPerson(user: user, person: PersonID($0), jobs: try Self.jobs(of: $0, db))
                }
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    private static func jobs(of person: String, _ db: Database) throws -> [JobID] {
        let statement = try db.cachedStatement(sql: "SELECT job FROM job_details WHERE person = ? ORDER BY job")
        return try Int.fetchAll(statement, arguments: [person]).map { JobID(number: $0) }
    }

    /// Deletes everything that tells who somebody is: the name, titles, file names and ids of their jobs, and what opens
    /// the commitments made to these. Journal and log keep their rows, which name nobody any more.
    ///
    /// That the bytes are gone from the files too takes `cleanUp`; until it has succeeded, `needsCleaning` says so, also
    /// after a crash.
    ///
    /// - Parameter topics: retained topics that the broker must empty; they hold the name, and are kept until
    ///   `dropForgottenTopics`.
    public func erase(_ person: PersonID, forgetting topics: [String] = []) async throws(StoreError) {
        do {
            try await database.write { db in
                for table in ["commitments", "job_details", "people"] {
                    try db.execute(sql: "DELETE FROM \(table) WHERE person = ?", arguments: [person.name])
                }
                for topic in topics {
                    try db.execute(sql: "INSERT OR IGNORE INTO forgotten_topics VALUES (?)", arguments: [topic])
                }
                try Self.markUnclean(db)
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    private static func markUnclean(_ db: Database) throws {
        try Schema.setMeta(Schema.Meta.unclean, "\(UInt64.random(in: .min ... .max))", db)
    }

    /// Retained topics of people who were erased that the broker may still have, sorted.
    public func forgottenTopics() async throws(StoreError) -> [String] {
        do {
            return try await database.read { db in
                try String.fetchAll(db, sql: "SELECT topic FROM forgotten_topics ORDER BY topic")
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// The broker has emptied these, or never will; the names in them go with the next `cleanUp`.
    public func dropForgottenTopics(_ topics: [String]) async throws(StoreError) {
        do {
            try await database.write { db in
                for topic in topics {
                    try db.execute(sql: "DELETE FROM forgotten_topics WHERE topic = ?", arguments: [topic])
                }
                try Self.markUnclean(db)
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// Whether bytes of somebody who was erased may still be in the files.
    public func needsCleaning() async throws(StoreError) -> Bool {
        do {
            return try await database.read { db in try Schema.meta(Schema.Meta.unclean, db) != nil }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// Writes the database anew and empties its write-ahead log, so that no page, free or in use, and no frame has bytes
    /// of a deleted row.
    ///
    /// `secure_delete` alone does not do: when SQLite moves cells between pages, copies stay behind in the unused part of
    /// a page. While the database is written anew commits wait, some seconds for each gigabyte.
    ///
    /// - Parameters:
    ///   - attempts: at emptying the write-ahead log, which takes that nobody reads an older state.
    ///   - pause: between them.
    /// - Returns: false when a reader did not let go; the next call, or the next start, tries again.
    public func cleanUp(attempts: Int = 50, pause: Duration = .milliseconds(100)) async throws(StoreError) -> Bool {
        do {
            // What is erased meanwhile has a mark of its own, and stays marked.
            let mark = try await database.read { db in try Schema.meta(Schema.Meta.unclean, db) }
            try await database.writeWithoutTransaction { db in try db.execute(sql: "VACUUM") }
            for attempt in 1...attempts {
                let isEmpty = try await database.writeWithoutTransaction { db in
                    // One row: whether a reader was in the way, frames in the log, frames carried over (SQLite pragma
                    // wal_checkpoint).
                    try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)").map { $0[0] == 0 } ?? false
                }
                if isEmpty {
                    try await database.write { db in
                        guard try Schema.meta(Schema.Meta.unclean, db) == mark else { return }
                        try Schema.setMeta(Schema.Meta.unclean, nil, db)
                    }
                    return true
                }
                if attempt < attempts { try await Task.sleep(for: pause) }
            }
            return false
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }
}
