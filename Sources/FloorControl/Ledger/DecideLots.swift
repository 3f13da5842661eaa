internal import FloorModel

/// What people do with lots. Every change of mass is a movement; nothing is overwritten.
extension Turn {
    mutating func receiveLot(_ facts: LotFacts, _ mass: Milligrams, by person: PersonID?) throws(Refusal) -> LotID {
        var facts = facts
        facts.material = facts.material.uppercased()
        facts.colour = facts.colour?.lowercased()
        guard floor.description.material(facts.material) != nil else { throw unknownMaterial(facts.material) }
        try check(facts.colour, "colour", FloorLimits.colourCharacters)
        try check(facts.grade, "grade")
        try check(facts.origin, "origin")
        try check(facts.location, "location")
        guard FloorLimits.generation.contains(facts.generation) else {
            throw outOfBounds("generation", "\(facts.generation)", "0 to \(FloorLimits.generation.upperBound)")
        }
        if let moisture = facts.moisturePPM, !FloorLimits.moisturePPM.contains(moisture) {
            throw outOfBounds("moisture_ppm", "\(moisture)", "0 to \(FloorLimits.moisturePPM.upperBound)")
        }
        if let tare = facts.tare { try check(tare, "tare_g", from: .zero) }
        try check(mass, "mass_g", from: Milligrams(1))
        let lot = state.lots.nextID
        emit(.lotReceived(.init(lot: lot, facts: facts, mass: mass, by: person)))
        return lot
    }

    mutating func weigh(_ id: LotID, _ weighing: LotWeighing, by person: PersonID?) throws(Refusal) {
        let lot = try resting(id)
        let tare = lot.facts.tare ?? .zero
        let (net, scale): (Milligrams, SensorID?) =
            switch weighing {
            case .net(let mass): (mass, nil)
            case .gross(let mass): (mass - tare, nil)
            case .scale(let sensor): (try weight(on: sensor) - tare, sensor)
            }
        guard net >= .zero else {
            throw Refusal(
                .massInvalid, field: "mass_g", message: "\(net + tare) is less than the tare of \(id), \(tare)",
                remedy: "weigh it with its container, or give the mass without it")
        }
        try check(net, "mass_g", from: .zero)
        emit(.lotWeighed(.init(lot: id, net: net, scale: scale, by: person)))
        bookDifference(net - lot.mass, of: id, .weighed, scale: scale, by: person)
        abandonStarvedRoutes()
    }

    mutating func adjust(
        _ id: LotID, by change: Milligrams, _ reason: AdjustmentReason, by person: PersonID?
    ) throws(Refusal) {
        let lot = try resting(id)
        guard change != .zero else {
            throw Refusal(.massInvalid, field: "by_g", message: "a change by 0 g changes nothing")
        }
        guard change.count.magnitude <= UInt64(FloorLimits.lotGrams * 1000), lot.mass + change >= .zero else {
            throw Refusal(
                .massInvalid, field: "by_g", message: "\(id) has \(lot.mass), which \(change) would make negative",
                remedy: "take off at most \(lot.mass)")
        }
        try check(lot.mass + change, "by_g", from: .zero)
        bookDifference(change, of: id, .adjusted, adjustment: reason, by: person)
        abandonStarvedRoutes()
    }

    mutating func dispose(
        _ id: LotID, _ mass: Milligrams?, _ reason: AdjustmentReason, by person: PersonID?
    ) throws(Refusal) {
        let lot = try resting(id)
        let mass = mass ?? lot.mass
        guard mass > .zero, mass <= lot.mass else {
            throw Refusal(
                .massInvalid, field: "mass_g", message: "\(mass) cannot be taken from \(id), which has \(lot.mass)",
                remedy: lot.mass == .zero ? "there is nothing left to dispose of" : "give up to \(lot.mass)")
        }
        let movement = Movement(mass, from: .lot(id), to: .disposed, .disposed)
        emit(.materialMoved(.init(movements: [movement], by: person, adjustment: reason, basis: .weighed)))
        abandonStarvedRoutes()
    }

    /// Gives all that there is of a lot to its maker.
    mutating func handOver(_ id: LotID, by person: PersonID?) throws(Refusal) {
        let lot = try resting(id)
        if let machine = lot.mountedOn {
            throw Refusal(
                .stateForbids, field: "lot", message: "\(id) is mounted on \(machine)",
                remedy: "mount another spool there first")
        }
        let loaded = state.machines.first { machine in
            let shares = machine.operation.flatMap { state.operations[$0] }?.loaded ?? []
            return shares.contains { $0.lot == id }
        }
        if let loaded {
            throw Refusal(
                .stateForbids, field: "lot", message: "some of \(id) is in \(loaded.id)",
                remedy: "wait until it is taken out", retry: true)
        }
        guard lot.mass > .zero else {
            throw Refusal(
                .massInvalid, field: "lot", message: "the book has nothing of \(id)",
                remedy: "'machina lot weigh \(id) --net' first, if there is something")
        }
        let movement = Movement(lot.mass, from: .lot(id), to: .outside, .handedOver)
        emit(.materialMoved(.init(movements: [movement], by: person, basis: .weighed)))
        abandonStarvedRoutes()
    }

    mutating func moveLot(_ id: LotID, to location: String, by person: PersonID?) throws(Refusal) {
        let lot = try known(id)
        try check(location, "location")
        guard lot.facts.location != location else { return }
        emit(.lotMoved(.init(lot: id, location: location, by: person)))
    }

    func known(_ id: LotID) throws(Refusal) -> MaterialLot {
        guard let lot = state.lots[id] else { throw Refusal(.notFound, field: "lot", message: "there is no \(id)") }
        return lot
    }

    /// A lot that nothing takes from at the moment, so that its book is not about to change by itself.
    private func resting(_ id: LotID) throws(Refusal) -> MaterialLot {
        let lot = try known(id)
        let user = state.machines.first { machine in
            guard let operation = machine.operation.flatMap({ state.operations[$0] }) else { return false }
            return operation.isPrint && operation.lot == id && operation.state.isUnderWay
        }
        if let user {
            throw Refusal(
                .stateForbids, field: "lot", message: "\(user.id) prints from \(id), what it took is not booked yet",
                remedy: "wait until its plate is cleared", retry: true)
        }
        return lot
    }

    private mutating func bookDifference(
        _ change: Milligrams, of lot: LotID, _ reason: MovementReason, adjustment: AdjustmentReason? = nil,
        scale: SensorID? = nil, by person: PersonID?
    ) {
        guard change != .zero else { return }
        let movement =
            change > .zero
            ? Movement(change, from: .difference, to: .lot(lot), reason)
            : Movement(-change, from: .lot(lot), to: .difference, reason)
        emit(
            .materialMoved(
                .init(movements: [movement], by: person, scale: scale, adjustment: adjustment, basis: .weighed)))
    }

    /// What a scale shows now, without its own tare.
    func weight(on id: SensorID) throws(Refusal) -> Milligrams {
        guard let sensor = floor.description.sensor(id), sensor.isScale else {
            let scales = floor.description.sensors.filter(\.isScale).map(\.id.name)
            throw Refusal(
                .notFound, field: "scale", message: "there is no scale '\(id)' on this floor",
                remedy: scales.isEmpty
                    ? "add one under sensors: in the floor file, or give the weight in grams"
                    : "use one of \(scales.joined(separator: ", "))")
        }
        let reading = floor.readings(of: id, at: moment.monotonic).first { $0.unit == .gram }
        guard let reading, reading.quality == .good, let shown = Milligrams(grams: reading.value) else {
            let state = reading.map { "shows a value that is \($0.quality.rawValue)" } ?? "has not reported yet"
            throw Refusal(
                .stateForbids, field: "scale", message: "the scale '\(id)' \(state)",
                remedy: "wait for its next report, check it, or give the weight in grams", retry: true)
        }
        return shown - sensor.tare
    }
}

// MARK: Bounds
extension Turn {
    func check(_ mass: Milligrams, _ field: String, from minimum: Milligrams) throws(Refusal) {
        guard mass >= minimum, mass.grams <= FloorLimits.lotGrams else {
            throw Refusal(
                .massInvalid, field: field, message: "the mass is \(mass)",
                remedy: "give a mass from \(minimum) to \(Int(FloorLimits.lotGrams)) g")
        }
    }

    private func check(
        _ text: String?, _ field: String, _ most: Int = FloorLimits.textCharacters
    ) throws(Refusal) {
        guard let text, !text.isPrintable(1...most) else { return }
        throw Refusal(
            .fieldInvalid, field: field, message: "the \(field) is empty, too long or not printable",
            remedy: "give 1 to \(most) printable characters, or leave it out")
    }

    private func outOfBounds(_ field: String, _ value: String, _ bounds: String) -> Refusal {
        Refusal(.fieldInvalid, field: field, message: "\(field) is \(value)", remedy: "give \(bounds)")
    }
}

extension String {
    /// A few printable characters, safe to show on a terminal.
    fileprivate func isPrintable(_ characters: ClosedRange<Int>) -> Bool {
        characters.contains(count) && utf8.count <= 4 * characters.upperBound
            && unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
