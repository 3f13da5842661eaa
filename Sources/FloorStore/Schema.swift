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
        return migrator
    }
}
