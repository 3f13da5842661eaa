public import FloorControl
public import FloorModel
internal import GRDB

extension FloorStore {
    /// The newest `limit` events that name a lot, oldest first: how it came here, was weighed, moved and used.
    ///
    /// The journal is read from its end, without an index: its rows of these types are few beside those of machines,
    /// and an index would cost every commit.
    public func lotHistory(_ lot: LotID, limit: Int) async throws(StoreError) -> [JournalledEvent] {
        do {
            return try await database.read { [codec] db in
                let rows = try Row.fetchCursor(
                    db,
                    sql: """
                        SELECT sequence, at, type, version, body FROM journal
                        WHERE type IN (\(EventKind.ofLots.map { _ in "?" }.joined(separator: ", ")))
                        AND instr(body, ?) > 0 ORDER BY sequence DESC
                        """, arguments: StatementArguments(EventKind.ofLots.map(\.rawValue) + ["\"\(lot)\""]))
                var history: [JournalledEvent] = []
                while history.count < limit, let row = try rows.next() {
                    let event = try codec.decode(EventRow(type: row[2], version: row[3], body: row[4]))
                    // The text also stands in a body whose location or origin is written like the id.
                    guard event.names(lot) else { continue }
                    let at = WallClock(milliseconds: row[1])
                    history.append(JournalledEvent(sequence: row[0], event: event, at: at))
                }
                return history.reversed()
            }
        } catch {
            throw StoreError(opening: database.path, error)
        }
    }
}

extension EventKind {
    /// Those that change or place a lot, or move mass to or from it.
    fileprivate static let ofLots: [EventKind] = [
        .lotReceived, .lotProduced, .lotWeighed, .lotMoved, .lotMounted, .materialMoved, .hopperLoaded,
        .filamentConsumed,
    ]
}

extension FloorEvent {
    /// Whether such an event is part of the lot's own story; being a parent of another lot is.
    fileprivate func names(_ lot: LotID) -> Bool {
        switch self {
        case .lotReceived(let event): event.lot == lot
        case .lotProduced(let event): event.lot == lot || event.parents.contains { $0.lot == lot }
        case .lotWeighed(let event): event.lot == lot
        case .lotMoved(let event): event.lot == lot
        case .lotMounted(let event): event.lot == lot
        case .materialMoved(let event): event.movements.contains { $0.from == .lot(lot) || $0.to == .lot(lot) }
        case .hopperLoaded(let event): event.shares.contains { $0.lot == lot }
        case .filamentConsumed(let event): event.lot == lot
        default: false
        }
    }
}
