internal import Crypto
public import FloorControl
public import FloorModel
internal import Foundation
internal import GRDB

/// A person as intake needs it: the token for the journal, and digests keyed with the person's secret.
public struct KnownPerson: Sendable {
    public var id: PersonID
    private var secret: SymmetricKey

    init(id: PersonID, secret: Data) {
        self.id = id
        self.secret = SymmetricKey(data: secret)
    }

    /// HMAC-SHA-256 under the person's secret, 64 hexadecimal digits. `purpose` keeps digests of different
    /// things apart.
    public func digest(_ purpose: String, _ bytes: some Sequence<UInt8>) -> KeyedDigest {
        var authentication = HMAC<SHA256>(key: secret)
        authentication.update(data: Array(purpose.utf8) + [0])
        authentication.update(data: Array(bytes))
        return KeyedDigest(hexadecimal(authentication.finalize()))
    }
}

/// Who sent a job, and what they call it.
public struct JobOwner: Hashable, Sendable {
    public var user: String
    public var details: JobDetails
}

extension FloorStore {
    /// The person behind a user name; known from then on.
    public func person(user: String) async throws(StoreError) -> KnownPerson {
        do {
            if let known = try await database.read({ db in try Self.person(user: user, db) }) { return known }
            return try await database.write { db in
                if let known = try Self.person(user: user, db) { return known }
                let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
                let token = SymmetricKey(size: .bits128).withUnsafeBytes { hexadecimal($0.prefix(8)) }
                let person = KnownPerson(id: PersonID("p-" + token), secret: secret)
                try db.execute(
                    sql: "INSERT INTO people (person, user, secret) VALUES (?, ?, ?)",
                    arguments: [person.id.name, user, secret])
                return person
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// The person behind a user name, if anybody ever gave it.
    public func knownPerson(user: String) async throws(StoreError) -> KnownPerson? {
        do {
            return try await database.read { db in try Self.person(user: user, db) }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    private static func person(user: String, _ db: Database) throws -> KnownPerson? {
        let statement = try db.cachedStatement(sql: "SELECT person, secret FROM people WHERE user = ?")
        return try Row.fetchOne(statement, arguments: [user]).map { KnownPerson(id: PersonID($0[0]), secret: $0[1]) }
    }

    /// Who sent these jobs; a job of an erased person is left out.
    public func owners(of jobs: [JobID]) async throws(StoreError) -> [JobID: JobOwner] {
        do {
            return try await database.read { db in
                var owners: [JobID: JobOwner] = [:]
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT people.user, submission_id, title, file_name
                        FROM job_details JOIN people USING (person) WHERE job = ?
                        """)
                for job in jobs {
                    guard let row = try Row.fetchOne(statement, arguments: [job.number]) else { continue }
                    owners[job] = JobOwner(
                        user: row[0], details: JobDetails(submissionID: row[1], title: row[2], fileName: row[3]))
                }
                return owners
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// The user names behind tokens; an erased person's is left out.
    public func users(of people: [PersonID]) async throws(StoreError) -> [PersonID: String] {
        do {
            return try await database.read { db in
                var users: [PersonID: String] = [:]
                for person in people {
                    users[person] = try String.fetchOne(
                        db, sql: "SELECT user FROM people WHERE person = ?", arguments: [person.name])
                }
                return users
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
