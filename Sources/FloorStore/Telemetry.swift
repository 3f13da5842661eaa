public import FloorControl
public import FloorModel
internal import Foundation
internal import GRDB

/// Print progress, in a file of its own that may be lost: it tells an operator at which line a print was cut
/// off, and nothing rests on it.
public final class TelemetryStore: Sendable {
    private let database: DatabaseQueue

    /// A damaged file is replaced by an empty one.
    public init(_ directory: StateDirectory) throws(StoreError) {
        do {
            database = try Self.open(directory.telemetryPath)
        } catch {
            do {
                for suffix in ["", "-wal", "-shm"] { unlink(directory.telemetryPath + suffix) }
                database = try Self.open(directory.telemetryPath)
            } catch {
                throw StoreError(opening: directory.telemetryPath, error)
            }
        }
    }

    private static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = NORMAL") }
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE IF NOT EXISTS print_progress (
                        operation INTEGER PRIMARY KEY,
                        acknowledged_line INTEGER NOT NULL,
                        lines INTEGER NOT NULL
                    ) STRICT
                    """)
        }
        return database
    }

    public func record(_ progress: [PrintProgress]) throws(JournalFault) {
        do {
            try database.write { db in
                let statement = try db.cachedStatement(
                    sql: "INSERT OR REPLACE INTO print_progress (operation, acknowledged_line, lines) VALUES (?, ?, ?)")
                for entry in progress {
                    try statement.execute(arguments: [entry.operation.number, entry.acknowledgedLine, entry.lines])
                }
            }
        } catch {
            throw JournalFault(detail: "print progress cannot be written: \(error.inWords)")
        }
    }

    /// The last that was recorded of each of these operations.
    public func progress(of operations: [OperationID]) throws(StoreError) -> [PrintProgress] {
        do {
            return try database.read { db in
                try operations.compactMap { operation in
                    try Row.fetchOne(
                        db, sql: "SELECT acknowledged_line, lines FROM print_progress WHERE operation = ?",
                        arguments: [operation.number]
                    ).map { PrintProgress(operation: operation, acknowledgedLine: $0[0], lines: $0[1]) }
                }
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }
}
