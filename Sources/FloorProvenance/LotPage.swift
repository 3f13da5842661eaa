internal import FloorModel
internal import Provenance

/// What people do with lots.
extension Page {
    func received(_ payload: LotReceived) -> [EventDraft] {
        var event = event(.object(.add), "commissioning")
        event.disposition = "in_progress"
        if isThing(payload.lot) {
            event.epcList = [uri(payload.lot)]
            event.netMass = Mass(payload.mass)
        } else {
            event.quantityList = [quantity(payload.lot, payload.mass)]
        }
        var description = describe(payload.lot)
        description.origin = payload.source.map(Origin.init)
        event.describe([description])
        var personal = actor(payload.by)
        if let origin = payload.origin { personal.append(PersonalField("donor", .text(origin), of: nil)) }
        if let grade = payload.grade, grade.asGradeCode == nil {
            personal.append(PersonalField("grade", .text(grade), of: nil))
        }
        let arrival = EventDraft(event, personal: personal, lots: [payload.lot], key: commissioning(of: payload.lot))
        guard let grade = payload.grade?.asGradeCode else { return [arrival] }
        var grading = about(payload.lot, self.event(.object(.observe), "inspecting"))
        grading.disposition = "conformant"
        grading.extensions["machina:grade"] = .string(grade)
        return [arrival, EventDraft(grading, personal: actor(payload.by), lots: [payload.lot])]
    }

    func commissioning(of lot: LotID) -> String { "\(lot)/commissioned" }

    /// A weighing that finds what the book has; one that does not is told by its movement, with the same sensor.
    func weighed(_ payload: LotWeighed) -> [EventDraft] {
        guard payload.net == facts.lot(payload.lot)?.mass else { return [] }
        var event = about(payload.lot, event(.object(.observe), "inspecting", place: payload.scale))
        event.sensorElements = [weight(payload.net, on: payload.scale)]
        return [EventDraft(event, personal: actor(payload.by), lots: [payload.lot])]
    }

    private func weight(_ mass: Milligrams, on scale: SensorID?) -> SensorElement {
        SensorElement(
            time: time, deviceID: scale.map { names.asset($0.name) },
            reports: [SensorReport(type: "Mass", uom: "KGM", value: Mass(mass).kilograms)])
    }

    /// Movements that no operation caused.
    func handled(_ movement: Movement, _ payload: MaterialMoved) -> [EventDraft] {
        switch (movement.from, movement.to) {
        case (.lot(let lot), .disposed): [disposed(lot, movement.mass, payload)]
        case (.lot(let lot), .outside): [handedOver(lot, movement.mass, payload)]
        case (.lot(let lot), _): corrected(lot, by: -movement.mass, movement.reason, payload)
        case (_, .lot(let lot)): corrected(lot, by: movement.mass, movement.reason, payload)
        default: []
        }
    }

    /// The book of a lot is changed: by a scale, or by a person with a reason.
    private func corrected(
        _ lot: LotID, by change: Milligrams, _ reason: MovementReason, _ payload: MaterialMoved
    ) -> [EventDraft] {
        var event = about(lot, event(.object(.observe), "inspecting", place: payload.scale))
        event.adjustment = Mass(change)
        if reason == .weighed, let mass = facts.lot(lot)?.mass {
            event.sensorElements = [weight(mass, on: payload.scale)]
        }
        let code = payload.adjustment?.rawValue ?? reason.rawValue
        event.extensions["machina:adjustmentReason"] = .string(code)
        let correction = EventDraft(event, personal: actor(payload.by), lots: [lot])
        // What was made here is stated by an event about more than this lot; its correction stands for itself.
        guard payload.adjustment == .miscounted, facts.lot(lot)?.madeBy == nil else { return [correction] }
        var declared = about(lot, self.event(.object(.add), "commissioning"))
        declared.errorDeclaration = ErrorDeclaration(declarationTime: time, reason: "incorrect_data")
        var declaration = EventDraft(declared, lots: [lot])
        declaration.corrects = commissioning(of: lot)
        return [declaration, correction]
    }

    private func disposed(_ lot: LotID, _ mass: Milligrams, _ payload: MaterialMoved) -> EventDraft {
        var event = event(.object(.delete), "destroying")
        event.disposition = "disposed"
        event.quantityList = [quantity(lot, mass)]
        event.extensions["machina:disposalReason"] = (payload.adjustment?.rawValue).map(JSONValue.string)
        return EventDraft(event, personal: actor(payload.by), lots: [lot])
    }

    /// All of a lot goes to its maker, who is a pseudonym that holds for this job alone.
    private func handedOver(_ lot: LotID, _ mass: Milligrams, _ payload: MaterialMoved) -> EventDraft {
        var event = event(.object(.observe), "shipping")
        event.disposition = "in_transit"
        if isThing(lot) { event.epcList = [uri(lot)] } else { event.quantityList = [quantity(lot, mass)] }
        var personal = actor(payload.by)
        let operation = facts.lot(lot)?.madeBy.flatMap { facts.operation($0) }
        if let job = operation.flatMap({ facts.job($0.job) }) {
            event.bizTransactions = [order(job.id)]
            personal.append(maker(of: job))
        }
        event.destinations = [
            TypedReference(type: "possessing_party", uri: pseudonym(operation?.job.description ?? lot.description))
        ]
        return EventDraft(event, personal: personal, lots: [lot])
    }

    /// Whoever takes what came of a job (or a lot that no job made); made of the job alone, never of the person, so that
    /// it leads to nobody and two jobs of one maker are not linked.
    private func pseudonym(_ origin: String) -> String { names.prodorder("maker/\(origin)") }

    func order(_ job: JobID) -> TypedReference {
        TypedReference(type: "prodorder", uri: names.prodorder(job.description))
    }

    func maker(of job: Job) -> PersonalField {
        PersonalField("maker", .person(job.order.person), of: job.order.person)
    }

    /// Filament that went into parts before parts were lots.
    func consumed(_ payload: FilamentConsumed) -> [EventDraft] {
        guard payload.mass > .zero else { return [] }
        let operation = facts.operation(payload.operation)
        var event = event(.object(.delete), names.voc("consuming"), place: operation?.machine)
        event.quantityList = [quantity(payload.lot, payload.mass)]
        event.isUntraced = true
        event.asset = operation?.machine.map { names.asset($0.name) }
        if let operation { event.bizTransactions = [order(operation.job)] }
        return [EventDraft(event, lots: [payload.lot])]
    }
}

extension Origin {
    init(_ source: MaterialSource) {
        self =
            switch source {
            case .virgin: .virgin
            case .preConsumer: .preConsumer
            case .postConsumer: .postConsumer
            case .ownScrap: .ownScrap
            }
    }
}
