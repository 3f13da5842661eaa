internal import FloorControl
public import FloorModel
internal import FloorProvenance
internal import Foundation
internal import GRDB
internal import Synchronization

/// An entry of the provenance log: its index there is `position` - 1.
public struct OutboxEntry: Hashable, Sendable {
    public var position: Int64
    public var bytes: [UInt8]
}

extension FloorStore {
    /// Begins to keep the outbox: from now on every commit that changes material also says what the provenance log is to
    /// hold of it, in the same transaction.
    ///
    /// What the journal has and the outbox has not, all of it where an earlier version wrote the journal, is told first,
    /// in pieces that are durable each by itself: a crash in between only costs the piece that was under way.
    ///
    /// - Parameter progress: called after each piece, with the journal's rows that are told and all there are.
    /// - Returns: the log's identity; it is the site's own unless the directory is older than a change of `base_url`.
    public func openOutbox(
        for site: SiteDescription, now: @escaping @Sendable () -> WallClock,
        progress: (_ rows: Int64, _ all: Int64) -> Void = { _, _ in }
    ) throws(StoreError) -> ChainIdentity {
        do {
            let identity = try database.write { db in try Self.identity(of: site, db) }
            var known = site
            known.baseURL = identity.baseURL
            let writer = OutboxWriter(scribe: ProvenanceScribe(site: known), origin: identity.origin, now: now)
            try catchUp(writer, progress)
            outbox.withLock { $0 = writer }
            return identity
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    private static func identity(of site: SiteDescription, _ db: Database) throws -> ChainIdentity {
        if let origin = try Schema.meta(Schema.Meta.origin, db) {
            let baseURL = try Schema.meta(Schema.Meta.baseURL, db) ?? ""
            return ChainIdentity(origin: origin, baseURL: baseURL.isEmpty ? nil : baseURL)
        }
        let identity = ChainIdentity(of: site)
        try Schema.setMeta(Schema.Meta.origin, identity.origin, db)
        try Schema.setMeta(Schema.Meta.baseURL, identity.baseURL ?? "", db)
        return identity
    }

    /// Tells what is in the journal already.
    private func catchUp(_ writer: OutboxWriter, _ progress: (Int64, Int64) -> Void) throws {
        let (mapped, end) = try database.read { db in
            (
                try Schema.meta(Schema.Meta.mapped, db).flatMap { Int64($0) } ?? 0,
                try Int64.fetchOne(db, sql: "SELECT coalesce(max(sequence), 0) FROM journal") ?? 0
            )
        }
        guard mapped < end, try hasStories(after: mapped) else { return }
        var state = FloorState()
        var last: Int64 = 0
        while last < end {
            let chunk = try journalChunk(after: last)
            if chunk.isEmpty { return }
            let known = chunk.prefix(Int(max(0, min(mapped - last, Int64(chunk.count)))))
            for timed in known { state.evolve(timed.event, at: timed.at) }
            let drafts = writer.drafts(of: chunk.dropFirst(known.count), evolving: &state)
            last += Int64(chunk.count)
            guard last > mapped else { continue }
            try database.write { [last] db in try writer.add(drafts, upTo: last, db) }
            progress(last, end)
        }
    }

    /// Whether the journal has anything after this row that belongs into the log.
    private func hasStories(after mapped: Int64) throws -> Bool {
        var last = mapped
        while true {
            let chunk = try journalChunk(after: last)
            if chunk.isEmpty { return false }
            if chunk.contains(where: { ProvenanceScribe.matters($0.event) }) { return true }
            last += Int64(chunk.count)
        }
    }

    /// How many entries the log holds or is about to hold. Blocks.
    public func outboxCount() throws(StoreError) -> Int64 {
        try reading { db in try Int64.fetchOne(db, sql: "SELECT coalesce(max(position), 0) FROM outbox") ?? 0 }
    }

    /// The same without holding up a thread.
    public func outboxLength() async throws(StoreError) -> Int64 {
        do {
            return try await database.read { db in
                try Int64.fetchOne(db, sql: "SELECT coalesce(max(position), 0) FROM outbox") ?? 0
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// Entries after `position`, in order: at most `limit`, and no more once `bytes` are reached. Blocks.
    public func outbox(after position: Int64, limit: Int, bytes: Int = .max) throws(StoreError) -> [OutboxEntry] {
        try reading { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT position, bytes FROM outbox WHERE position > ? ORDER BY position LIMIT ?",
                arguments: [position, limit])
            var entries: [OutboxEntry] = []
            var size = 0
            while size < bytes, let row = try rows.next() {
                let content: Data = row[1]
                entries.append(OutboxEntry(position: row[0], bytes: Array(content)))
                size += content.count
            }
            return entries
        }
    }

    /// Entries that belong to the story of any of these lots, in order; `limit` at most. Blocks.
    public func outbox(of lots: Set<LotID>, limit: Int) throws(StoreError) -> [OutboxEntry] {
        try reading { db in
            let positions = try db.cachedStatement(sql: "SELECT position FROM outbox_lots WHERE lot = ?")
            var found: Set<Int64> = []
            for lot in lots { found.formUnion(try Int64.fetchAll(positions, arguments: [lot.number])) }
            let entry = try db.cachedStatement(sql: "SELECT bytes FROM outbox WHERE position = ?")
            return try found.sorted().prefix(limit).compactMap { position in
                try Data.fetchOne(entry, arguments: [position]).map {
                    OutboxEntry(position: position, bytes: Array($0))
                }
            }
        }
    }

    /// The public half of the key that the log was begun with; nil before there was one. Blocks.
    public func chainVerifierKey() throws(StoreError) -> String? {
        try reading { db in try Schema.meta(Schema.Meta.verifierKey, db) }
    }

    /// Remembers the log's key for the life of the directory. Blocks.
    public func claimChainVerifierKey(_ key: String) throws(StoreError) {
        do {
            try database.write { db in try Schema.setMeta(Schema.Meta.verifierKey, key, db) }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    private func reading<Value>(_ read: (Database) throws -> Value) throws(StoreError) -> Value {
        do { return try database.read(read) } catch { throw StoreError(opening: database.path, error) }
    }
}
