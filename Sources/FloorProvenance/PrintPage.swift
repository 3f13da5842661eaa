internal import FloorModel
internal import Provenance

/// What printers do with spools.
extension Page {
    /// The spool is on its printer, and what was there before is not.
    func mounted(_ payload: LotMounted) -> [EventDraft] {
        let mounting = facts.lot(payload.lot)?.mounting
        var drafts: [EventDraft] = []
        if let machine = mounting?.takenFrom {
            drafts.append(joined(.delete, "removing", payload.lot, machine, payload.by))
        }
        if let replaced = mounting?.replaced {
            drafts.append(joined(.delete, "removing", replaced, payload.machine, payload.by))
        }
        return drafts + [joined(.add, "installing", payload.lot, payload.machine, payload.by)]
    }

    private func joined(
        _ action: EPCISEvent.Action, _ step: String, _ spool: LotID, _ machine: MachineID, _ person: PersonID?
    ) -> EventDraft {
        var event = event(.association(action), step, place: machine)
        event.parentID = names.asset(machine.name)
        event.childEPCs = [names.object(spool.description)]
        return EventDraft(event, personal: actor(person), lots: [spool])
    }

    func started(_ payload: OperationStarted) -> [EventDraft] {
        var event = event(.object(.observe), names.voc("print_started"), place: payload.machine)
        event.disposition = "in_progress"
        event.epcList = [names.object(payload.lot.description)]
        event.asset = names.asset(payload.machine.name)
        if let operation = facts.operation(payload.operation) { event.bizTransactions = [order(operation.job)] }
        return [EventDraft(event, lots: [payload.lot])]
    }

    /// A part whose mass nobody knows is made all the same; no movement will tell of it.
    func produced(_ payload: LotProduced) -> [EventDraft] {
        guard let operation = facts.operation(payload.operation), operation.isPrint else { return [] }
        let moved = MaterialMoved(movements: [], operation: operation.id, basis: .estimated)
        var making = Making(inputs: payload.parents)
        making.outputs = [LotShare(payload.lot, .zero)]
        return [printed(making, operation, moved)]
    }

    /// What came off the plate, good and bad.
    func printed(_ payload: MaterialMoved, _ operation: Operation) -> [EventDraft] {
        var making = Making()
        for movement in payload.movements {
            guard case .lot(let spool) = movement.from, case .lot(let made) = movement.to else { continue }
            making.take(movement.mass, of: spool)
            making.outputs.append(LotShare(made, movement.mass))
        }
        guard !making.outputs.isEmpty else { return [] }
        let scraps = making.outputs.filter { facts.lot($0.lot)?.form == .scrap }
        return [printed(making, operation, payload)] + scraps.map { returned($0, payload) }
    }

    private func printed(_ making: Making, _ operation: Operation, _ payload: MaterialMoved) -> EventDraft {
        var event = made(making, by: operation, "commissioning")
        event.extensions["machina:basis"] = .string(payload.basis.rawValue)
        var personal = actor(payload.by)
        if making.outputs.contains(where: { facts.lot($0.lot)?.form == .part }) {
            if let job = facts.job(operation.job) {
                event.gcodeSHA256 = job.order.file.name
                personal += [maker(of: job), PersonalField("title", .title(job.id), of: job.order.person)]
            }
        } else {
            event.disposition = "non_conformant"
            event.failReason = reason(operation) ?? "rejected"
        }
        return EventDraft(event, personal: personal, lots: making.lots, key: making.key(commissioning))
    }

    /// Why an operation did not end as it should, as a code; nil when the machine had done all of it.
    func reason(_ operation: Operation) -> String? {
        switch operation.state {
        case .interrupted: "interrupted"
        case .cancelled: "cancelled"
        default: nil
        }
    }

    /// Scrap is feedstock of the next round.
    private func returned(_ scrap: LotShare, _ payload: MaterialMoved) -> EventDraft {
        var event = event(.object(.observe), "receiving")
        event.disposition = "returned"
        event.quantityList = [quantity(scrap.lot, scrap.mass)]
        return EventDraft(event, personal: actor(payload.by), lots: [scrap.lot])
    }
}
