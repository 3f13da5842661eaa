internal import GRDB

/// The tables of `machina.sqlite`. Migrations are only ever added.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 journal and people") { db in
            try db.execute(
                sql: """
                    CREATE TABLE journal (
                        sequence INTEGER PRIMARY KEY,
                        at INTEGER NOT NULL,
                        type TEXT NOT NULL,
                        version INTEGER NOT NULL,
                        body TEXT NOT NULL
                    ) STRICT;
                    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
                    -- Who stands behind an opaque token. Erasing the row erases the person: without the secret
                    -- no digest in the journal can be traced to a name again.
                    CREATE TABLE people (
                        person TEXT PRIMARY KEY,
                        user TEXT NOT NULL UNIQUE,
                        secret BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE job_details (
                        job INTEGER PRIMARY KEY,
                        person TEXT NOT NULL,
                        submission_id TEXT NOT NULL,
                        title TEXT,
                        file_name TEXT
                    ) STRICT;
                    CREATE INDEX job_details_person ON job_details (person);
                    """)
        }
        migrator.registerMigration("2 outbox of the provenance log") { db in
            try db.execute(
                sql: """
                    -- What the provenance log holds or is about to: the entry at index `position` - 1, byte for byte.
                    -- A declaration that an event was wrong has that event's identity, so it has none of its own here.
                    CREATE TABLE outbox (
                        position INTEGER PRIMARY KEY,
                        event_id TEXT UNIQUE,
                        key TEXT UNIQUE,
                        bytes BLOB NOT NULL
                    ) STRICT;
                    CREATE TABLE outbox_lots (
                        lot INTEGER NOT NULL,
                        position INTEGER NOT NULL,
                        PRIMARY KEY (lot, position)
                    ) STRICT, WITHOUT ROWID;
                    -- What opens the commitments in an entry. Erasing a row makes its commitment say nothing.
                    CREATE TABLE commitments (
                        position INTEGER NOT NULL,
                        field TEXT NOT NULL,
                        person TEXT,
                        domain TEXT NOT NULL,
                        salt BLOB NOT NULL,
                        value TEXT NOT NULL,
                        PRIMARY KEY (position, field)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX commitments_person ON commitments (person);
                    """)
        }
        migrator.registerMigration("3 topics of erased people") { db in
            try db.execute(
                sql: """
                    -- Retained topics that the broker must still empty. They hold the name of somebody who was erased,
                    -- and are deleted, and their bytes with them, as soon as the broker has it.
                    CREATE TABLE forgotten_topics (topic TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
                    """)
        }
        return migrator
    }

    /// A row of `meta`; nil where there is none.
    static func meta(_ key: String, _ db: Database) throws -> String? {
        try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }

    /// nil takes the row away.
    static func setMeta(_ key: String, _ value: String?, _ db: Database) throws {
        guard let value else { return try db.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [key]) }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").execute(arguments: [
            key, value,
        ])
    }

    /// Rows of `meta` beside `site` and `kind`.
    enum Meta {
        /// The provenance log's name, and the address below which its things have theirs (empty: none), for life.
        static let origin = "chain_origin"
        static let baseURL = "chain_base_url"
        /// The public half of the log's key, once there is one.
        static let verifierKey = "chain_vkey"
        /// The journal's rows up to this one are in the outbox as far as they belong there.
        static let mapped = "outbox_mapped"
        /// The latest `recordTime` so far, ms.
        static let recorded = "outbox_recorded"
        /// Rows of a person are deleted, their bytes may still be in the files.
        static let unclean = "erasure_unclean"
    }
}
