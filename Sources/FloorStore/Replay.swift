internal import Dispatch
public import FloorControl
internal import FloorModel
internal import GRDB
internal import Synchronization

extension FloorStore {
    /// Rows that are decoded side by side; reading and applying them is cheap beside that.
    private static let chunkRows = 4096

    /// Applies every event of the journal, oldest first, and returns how many there were.
    public func replay(into state: inout FloorState) throws(StoreError) -> Int64 {
        do {
            var last: Int64 = 0
            while true {
                let chunk = try journalChunk(after: last)
                if chunk.isEmpty { return last }
                for timed in chunk { state.evolve(timed.event, at: timed.at) }
                last += Int64(chunk.count)
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    /// The next rows of the journal, none of them missing; empty at its end.
    func journalChunk(after last: Int64) throws -> [TimedEvent] {
        let rows = try database.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT sequence, at, type, version, body FROM journal
                    WHERE sequence > ? ORDER BY sequence LIMIT \(Self.chunkRows)
                    """, arguments: [last])
        }
        var chunk: [EventRow] = []
        for row in rows {
            guard row[0] == last + Int64(chunk.count) + 1 else { throw JournalGap(after: last + Int64(chunk.count)) }
            chunk.append(EventRow(type: row[2], version: row[3], body: row[4]))
        }
        return zip(try decode(chunk), rows).map { TimedEvent($0, at: WallClock(milliseconds: $1[1])) }
    }

    /// Decodes on all cores, in stripes; the first row that cannot be read is the error.
    private func decode(_ rows: [EventRow]) throws -> [FloorEvent] {
        let stripes = min(8, rows.count)
        let decoded = Mutex<[Int: Result<[FloorEvent], any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: stripes) { stripe in
            let range = rows.count * stripe / stripes..<rows.count * (stripe + 1) / stripes
            let events = Result<[FloorEvent], any Error> { try codec.decode(rows[range]) }
            decoded.withLock { $0[stripe] = events }
        }
        let results = decoded.withLock { $0 }
        return try (0..<stripes).flatMap { try results[$0]?.get() ?? [] }
    }
}

/// A row of the journal is missing.
struct JournalGap: Error, CustomStringConvertible {
    var after: Int64
    var description: String { "row \(after + 1) of the journal is missing" }
}
