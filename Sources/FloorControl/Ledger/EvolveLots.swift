internal import FloorModel

extension FloorState {
    mutating func evolveLot(_ event: FloorEvent, at time: WallClock) {
        switch event {
        case .lotReceived(let payload):
            lots.append(MaterialLot(id: payload.lot, facts: payload.facts, receivedAt: time), id: payload.lot)
            if payload.mass > .zero {
                book(Movement(payload.mass, from: .outside, to: .lot(payload.lot), .received))
            }
        case .lotProduced(let payload): produce(payload, at: time)
        case .lotMounted(let payload):
            let previous = machine(payload.machine)?.spool
            if let previous { lots.update(previous) { $0.mountedOn = nil } }
            let elsewhere = lots[payload.lot]?.mountedOn
            if let elsewhere { updateMachine(elsewhere) { $0.spool = nil } }
            updateMachine(payload.machine) { $0.spool = payload.lot }
            lots.update(payload.lot) {
                $0.mountedOn = payload.machine
                $0.mounting = LotMounting(replaced: previous, takenFrom: elsewhere)
            }
        case .lotWeighed: break
        case .lotMoved(let payload): lots.update(payload.lot) { $0.facts.location = payload.location }
        case .materialMoved(let payload):
            for movement in payload.movements { book(movement) }
        case .filamentConsumed(let payload):
            if payload.mass > .zero {
                book(Movement(payload.mass, from: .lot(payload.lot), to: .untraced, .produced))
            }
        default: preconditionFailure("not an event of a lot")
        }
    }

    private mutating func produce(_ payload: LotProduced, at time: WallClock) {
        var lot = MaterialLot(
            id: payload.lot, facts: payload.facts, receivedAt: time, parents: payload.parents,
            madeBy: payload.operation)
        // It lies open from the end of the drying, not from when somebody came for it.
        if payload.isDried { lot.driedAt = operations[payload.operation]?.finishedAt ?? time }
        lots.append(lot, id: payload.lot)
        operations.update(payload.operation) { $0.outputs.append(payload.lot) }
    }
}
