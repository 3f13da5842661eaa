internal import Crypto
internal import FloorControl
internal import FloorModel
internal import FloorProvenance
internal import Foundation
internal import GRDB
internal import Provenance

/// Writes what the provenance log is to hold, in the transaction of the events that it tells of.
struct OutboxWriter: Sendable {
    let scribe: ProvenanceScribe
    let origin: String
    let now: @Sendable () -> WallClock

    /// What these events have to tell, in order.
    ///
    /// - Parameter state: the floor before the first of them; left as it stands after the last.
    func drafts(of events: some Collection<TimedEvent>, evolving state: inout FloorState) -> [EventDraft] {
        var drafts: [EventDraft] = []
        for timed in events {
            state.evolve(timed.event, at: timed.at)
            guard ProvenanceScribe.matters(timed.event) else { continue }
            drafts += scribe.drafts(of: timed.event, at: timed.at, facts: FloorReading(state: state))
        }
        return drafts
    }

    /// The same for a batch; most have nothing to tell, and cost nothing but the look.
    func drafts(of batch: CommitBatch) -> [EventDraft] {
        guard let last = batch.events.lastIndex(where: { ProvenanceScribe.matters($0.event) }) else { return [] }
        var state = batch.before
        return drafts(of: batch.events[...last], evolving: &state)
    }

    /// Gives the drafts the next places in the log.
    ///
    /// - Parameter sequence: the last row of the journal that is told of with them.
    func add(_ drafts: [EventDraft], upTo sequence: Int64, _ db: Database) throws {
        var count = try Int64.fetchOne(db, sql: "SELECT coalesce(max(position), 0) FROM outbox") ?? 0
        let recorded = try Schema.meta(Schema.Meta.recorded, db).flatMap { Int64($0) }
        var seal = Seal(origin: origin, latest: recorded.map { Timestamp(milliseconds: $0) })
        let time = now()
        for draft in drafts {
            var original: EPCISEvent?
            if let key = draft.corrects {
                original = try Self.event(underKey: key, db)
                // Nothing that the log has was wrong.
                if original == nil { continue }
            }
            let sealed = seal.seal(
                draft, index: count, recordTime: time, values: try Self.values(of: draft, db),
                salts: draft.personal.map { _ in Self.salt() }, correcting: original)
            count += 1
            try Self.insert(sealed, draft, at: count, db)
        }
        try Schema.setMeta(Schema.Meta.recorded, "\(seal.latest.milliseconds)", db)
        try Schema.setMeta(Schema.Meta.mapped, "\(sequence)", db)
    }

    private static func salt() -> [UInt8] { SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) } }

    private static func event(underKey key: String, _ db: Database) throws -> EPCISEvent? {
        let bytes = try Data.fetchOne(db, sql: "SELECT bytes FROM outbox WHERE key = ?", arguments: [key])
        return try bytes.map { try EPCISEvent(entry: Array($0)) }
    }

    /// What nobody knows, or was erased, has no value and gets no commitment.
    private static func values(of draft: EventDraft, _ db: Database) throws -> [String: String] {
        var values: [String: String] = [:]
        for field in draft.personal { values[field.name] = try value(of: field.source, db) }
        return values
    }

    private static func value(of source: PersonalField.Source, _ db: Database) throws -> String? {
        func detail(_ column: String, _ job: JobID) throws -> String? {
            try String.fetchOne(db, sql: "SELECT \(column) FROM job_details WHERE job = ?", arguments: [job.number])
        }
        return switch source {
        case .person(let person):
            try String.fetchOne(db, sql: "SELECT user FROM people WHERE person = ?", arguments: [person.name])
        case .title(let job): try detail("title", job)
        case .fileName(let job): try detail("file_name", job)
        case .submission(let job): try detail("submission_id", job)
        case .text(let text): text
        }
    }

    private static func insert(_ sealed: SealedEvent, _ draft: EventDraft, at position: Int64, _ db: Database) throws {
        let isDeclaration = draft.corrects != nil
        try db.cachedStatement(sql: "INSERT INTO outbox (position, event_id, key, bytes) VALUES (?, ?, ?, ?)")
            .execute(arguments: [
                position, isDeclaration ? nil : "\(sealed.eventID)", draft.key, Data(sealed.bytes),
            ])
        for lot in draft.lots {
            try db.cachedStatement(sql: "INSERT INTO outbox_lots (lot, position) VALUES (?, ?)")
                .execute(arguments: [lot.number, position])
        }
        for commitment in sealed.commitments {
            try db.cachedStatement(
                sql: """
                    INSERT INTO commitments (position, field, person, domain, salt, value) VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                position, commitment.field, commitment.person?.name, Commitment.domain(field: commitment.field),
                Data(commitment.salt), commitment.value,
            ])
        }
    }
}

/// The floor as the mapping asks of it.
struct FloorReading: FloorFacts {
    let state: FloorState

    func lot(_ id: LotID) -> MaterialLot? { state.lots[id] }
    func operation(_ id: OperationID) -> FloorModel.Operation? { state.operations[id] }
    func job(_ id: JobID) -> Job? { state.jobs[id] }
    func machineType(_ id: MachineID) -> String? { state.machine(id)?.type }
}
