internal import FloorModel
internal import Provenance

/// What recycling machines do with material.
extension Page {
    func moved(_ payload: MaterialMoved) -> [EventDraft] {
        let operation = payload.operation.flatMap { facts.operation($0) }
        if let operation, operation.isPrint { return printed(payload, operation) }
        if let operation, let machine = payload.machine { return emptied(machine, operation, payload) }
        return payload.movements.flatMap { handled($0, payload) }
    }

    /// Everything leaves a machine: product, scrap, what is left, what is thrown away, and the rest as loss.
    private func emptied(_ machine: MachineID, _ operation: Operation, _ payload: MaterialMoved) -> [EventDraft] {
        var making = Making(inputs: operation.loaded)
        var (found, disposed) = (Milligrams.zero, Milligrams.zero)
        for movement in payload.movements {
            switch (movement.from, movement.to) {
            case (.difference, .machine): found += movement.mass
            case (.machine, .disposed): disposed += movement.mass
            case (.machine, .loss): making.loss += movement.mass
            case (.machine, .lot(let lot)) where movement.reason == .unloaded: making.take(-movement.mass, of: lot)
            case (.machine, .lot(let lot)): making.outputs.append(LotShare(lot, movement.mass))
            default: break
            }
        }
        var drafts: [EventDraft] = []
        // What came out beyond what was loaded was there before: the first lot had more than the book said.
        if found > .zero, let first = making.inputs.first?.lot {
            making.take(found, of: first)
            drafts.append(surplus(found, of: first, machine, payload))
        }
        let discarded = making.discard(disposed)
        if !discarded.isEmpty { drafts.append(destroyed(discarded, machine, operation, payload)) }
        making.inputs.removeAll { $0.mass <= .zero }
        guard !making.inputs.isEmpty else { return drafts }
        drafts.append(processed(making, operation, payload))
        return drafts + diameters(making, operation, payload)
    }

    private func surplus(
        _ mass: Milligrams, of lot: LotID, _ machine: MachineID, _ payload: MaterialMoved
    ) -> EventDraft {
        var event = about(lot, event(.object(.observe), "inspecting", place: machine))
        event.adjustment = Mass(mass)
        event.extensions["machina:adjustmentReason"] = "found_in_machine"
        return EventDraft(event, personal: actor(payload.by), lots: [lot])
    }

    private func destroyed(
        _ shares: [LotShare], _ machine: MachineID, _ operation: Operation, _ payload: MaterialMoved
    ) -> EventDraft {
        var event = event(.object(.delete), "destroying", place: machine)
        event.disposition = "disposed"
        event.quantityList = shares.map { quantity($0.lot, $0.mass) }
        event.asset = names.asset(machine.name)
        event.failReason = reason(operation)
        return EventDraft(event, personal: actor(payload.by), lots: shares.map(\.lot))
    }

    private func processed(_ making: Making, _ operation: Operation, _ payload: MaterialMoved) -> EventDraft {
        var event = made(making, by: operation, operation.process == .dry ? names.voc("drying") : "commissioning")
        event.loss = Mass(making.loss)
        event.extensions["machina:basis"] = .string(payload.basis.rawValue)
        if let recipe = operation.startedRecipe {
            event.recipe = RecipeReference(name: recipe.name, version: String(recipe.version))
        }
        event.energyKilowattHours = operation.energyWattHours.flatMap { JSONNumber($0, decimals: 3) }
        event.sensorElements = operation.phaseResults.flatMap { measured($0, on: operation.machine) }
        event.failReason = reason(operation)
        if !payload.movements.contains(where: { $0.reason == .produced }) {
            event.disposition = "non_conformant"
            event.failReason = event.failReason ?? "rejected"
        }
        if event.outputEPCs.count == 1, let control = operation.diameterControl?.parameters {
            event.ilmd["machina:diameterMm"] = JSONNumber(rounding: control.diameterMillimetres, decimals: 3)
                .map(JSONValue.number)
        }
        return EventDraft(event, personal: actor(payload.by), lots: making.lots, key: making.key(commissioning))
    }

    /// A transformation by a machine, with all lots that come of it described.
    func made(_ making: Making, by operation: Operation, _ step: String) -> EPCISEvent {
        var event = event(.transformation, step, place: operation.machine)
        event.transformationID = names.operation("\(operation.id)/\(operation.attempts)")
        event.bizTransactions = [order(operation.job)]
        event.inputs = making.inputs.map { quantity($0.lot, $0.mass) }
        for share in making.outputs {
            if isThing(share.lot) {
                event.outputEPCs.append(uri(share.lot))
                event.netMass = Mass(share.mass)
            } else {
                event.outputs.append(quantity(share.lot, share.mass))
            }
        }
        if let machine = operation.machine {
            event.asset = names.asset(machine.name)
            event.extensions["machina:machineType"] = facts.machineType(machine).map(JSONValue.string)
        }
        event.describe(making.outputs.map { describe($0.lot) })
        return event
    }

    /// What the diameter control saw of the spools that it made.
    private func diameters(_ making: Making, _ operation: Operation, _ payload: MaterialMoved) -> [EventDraft] {
        guard let (index, control) = operation.diameterControl,
            let result = operation.phaseResults.last(where: { $0.index == index }),
            let mean = result.readings.first(where: { $0.name == SignalReading.meanDiameter && $0.quality == .good }),
            let value = JSONNumber(rounding: mean.value, decimals: 3)
        else { return [] }
        return making.outputs.filter { facts.lot($0.lot)?.form == .filament }.map { spool in
            var event = about(spool.lot, event(.object(.observe), "inspecting", place: operation.machine))
            let isWithin = abs(mean.value - control.diameterMillimetres) <= control.toleranceMillimetres
            event.disposition = isWithin ? "conformant" : "non_conformant"
            var report = SensorReport(type: "Length", uom: "MMT")
            report.meanValue = value
            event.sensorElements = [
                SensorElement(
                    startTime: result.startedAt.map { Timestamp(milliseconds: $0.milliseconds) },
                    endTime: Timestamp(milliseconds: result.endedAt.milliseconds),
                    deviceID: operation.machine.map { names.asset($0.name) }, reports: [report])
            ]
            return EventDraft(event, personal: actor(payload.by), lots: [spool.lot])
        }
    }
}

extension MaterialMoved {
    /// The machine that material left.
    fileprivate var machine: MachineID? {
        movements.lazy.compactMap { if case .machine(let machine) = $0.from { machine } else { nil } }.first
    }
}

extension Operation {
    /// The phase of its recipe that kept a diameter.
    fileprivate var diameterControl: (index: Int, parameters: ControlDiameter)? {
        for (index, phase) in (startedRecipe?.phases ?? []).enumerated() {
            if case .controlDiameter(let parameters) = phase.kind { return (index, parameters) }
        }
        return nil
    }
}
