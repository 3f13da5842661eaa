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
            return try database.read { db in
                var last: Int64 = 0
                let rows = try Row.fetchCursor(
                    db, sql: "SELECT sequence, at, type, version, body FROM journal ORDER BY sequence")
                while true {
                    let chunk = try Self.nextRows(of: rows, after: last)
                    if chunk.isEmpty { return last }
                    for (event, row) in zip(try decode(chunk.map(\.row)), chunk) { state.evolve(event, at: row.at) }
                    last += Int64(chunk.count)
                }
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }

    private static func nextRows(of rows: RowCursor, after last: Int64) throws -> [(row: EventRow, at: WallClock)] {
        var chunk: [(row: EventRow, at: WallClock)] = []
        while chunk.count < chunkRows, let row = try rows.next() {
            guard row[0] == last + Int64(chunk.count) + 1 else { throw JournalGap(after: last + Int64(chunk.count)) }
            chunk.append((EventRow(type: row[2], version: row[3], body: row[4]), WallClock(milliseconds: row[1])))
        }
        return chunk
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
