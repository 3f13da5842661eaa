internal import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension LotHistoryView {
    /// What one event says of a lot: one entry for each movement of its mass, else one.
    static func entries(
        of journalled: JournalledEvent, for lot: LotID, names: [PersonID: String]
    ) -> [LotHistoryView] {
        var entry = LotHistoryView(
            sequence: journalled.sequence, at: UTCTime(journalled.at), type: journalled.event.name)
        entry.by = journalled.actor
        entry.who = entry.by.flatMap { names[$0] }
        switch journalled.event {
        case .lotReceived(let received):
            entry.move(Movement(received.mass, from: .outside, to: .lot(lot), .received))
            entry.location = received.location
        case .lotProduced(let produced):
            entry.operation = produced.operation
            if produced.lot != lot { entry.to = .lot(produced.lot) }
            let taken = produced.parents.filter { $0.lot == lot }.reduce(Milligrams.zero) { $0 + $1.mass }
            if taken > .zero { entry.massG = taken.grams }
        case .lotWeighed(let weighed): (entry.massG, entry.scale) = (weighed.net.grams, weighed.scale)
        case .lotMoved(let moved): entry.location = moved.location
        case .lotMounted(let mounted): entry.machine = mounted.machine
        case .hopperLoaded(let loaded):
            (entry.operation, entry.machine) = (loaded.operation, loaded.machine)
            entry.massG = loaded.shares.filter { $0.lot == lot }.reduce(Milligrams.zero) { $0 + $1.mass }.grams
        case .filamentConsumed(let consumed):
            entry.move(Movement(consumed.mass, from: .lot(lot), to: .untraced, .produced))
            (entry.operation, entry.basis) = (consumed.operation, consumed.basis)
        case .materialMoved(let moved): return entry.movements(moved, of: lot)
        default: return []
        }
        return [entry]
    }

    private func movements(_ moved: MaterialMoved, of lot: LotID) -> [LotHistoryView] {
        moved.movements.filter { $0.from == .lot(lot) || $0.to == .lot(lot) }.map { movement in
            var entry = self
            entry.move(movement)
            (entry.operation, entry.basis, entry.scale) = (moved.operation, moved.basis, moved.scale)
            entry.adjustment = moved.adjustment
            return entry
        }
    }

    private mutating func move(_ movement: Movement) {
        (from, to, massG, reason) = (movement.from, movement.to, movement.mass.grams, movement.reason)
    }
}

extension JournalledEvent {
    /// Who did it, for events of lots.
    var actor: PersonID? {
        switch event {
        case .lotReceived(let event): event.by
        case .lotWeighed(let event): event.by
        case .lotMoved(let event): event.by
        case .lotMounted(let event): event.by
        case .hopperLoaded(let event): event.by
        case .materialMoved(let event): event.by
        default: nil
        }
    }
}
