public import FloorControl
public import FloorModel
internal import Foundation
internal import GRDB

/// How far one attempt at an operation has come: a restart must not take the line of an earlier attempt for its own.
public struct AttemptProgress: Hashable, Sendable {
    /// 1 for the first, as `Operation.attempts` counts once it has begun.
    public var attempt: Int
    public var progress: PrintProgress

    public init(attempt: Int, progress: PrintProgress) {
        self.attempt = attempt
        self.progress = progress
    }
}

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
                    CREATE TABLE IF NOT EXISTS attempt_progress (
                        operation INTEGER PRIMARY KEY,
                        attempt INTEGER NOT NULL,
                        acknowledged_line INTEGER NOT NULL,
                        lines INTEGER NOT NULL
                    ) STRICT
                    """)
        }
        return database
    }

    /// Keeps the latest of each operation.
    public func record(_ progress: [AttemptProgress]) throws(JournalFault) {
        do {
            try database.write { db in
                let statement = try db.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO attempt_progress (operation, attempt, acknowledged_line, lines)
                        VALUES (?, ?, ?, ?)
                        """)
                for entry in progress {
                    try statement.execute(arguments: [
                        entry.progress.operation.number, entry.attempt, entry.progress.acknowledgedLine,
                        entry.progress.lines,
                    ])
                }
            }
        } catch {
            throw JournalFault(detail: "print progress cannot be written: \(error.inWords)")
        }
    }

    /// The last that was recorded of the present attempt at each of these operations; nothing of earlier attempts.
    public func progress(of operations: [FloorModel.Operation]) throws(StoreError) -> [PrintProgress] {
        do {
            return try database.read { db in
                try operations.compactMap { operation in
                    try Row.fetchOne(
                        db,
                        sql:
                            "SELECT acknowledged_line, lines FROM attempt_progress WHERE operation = ? AND attempt = ?",
                        arguments: [operation.id.number, operation.attempts]
                    ).map { PrintProgress(operation: operation.id, acknowledgedLine: $0[0], lines: $0[1]) }
                }
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }
}
