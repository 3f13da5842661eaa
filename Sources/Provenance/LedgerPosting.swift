/// What an event means for the mass balance, before anybody asks whether it may.
struct LedgerPosting {
    struct Withdrawal {
        var lot: LotReference
        /// As one thing: with all that is left of it.
        var isWhole: Bool
        /// nil until it is known how much is left of a whole.
        var mass: Mass?
    }

    struct Creation {
        var lot: LotReference
        var mass: Mass
        var description: LotDescription
    }

    enum Destination {
        case outputs, disposed, untraced, handedOver

        var state: ItemState {
            switch self {
            case .outputs, .untraced: .usedUp
            case .disposed: .disposed
            case .handedOver: .handedOver
            }
        }
    }

    var withdrawals: [Withdrawal] = []
    var creations: [Creation] = []
    var adjustment: Mass?
    var loss = Mass.zero
    var destination = Destination.outputs
    /// Named, but not touched.
    var mentions: [LotReference] = []
    /// Of all that the event says only what it takes from one lot.
    private(set) var isPartial = false

    init(_ event: EPCISEvent) throws(LedgerFault) {
        try Self.checkFigures(event)
        switch event.kind {
        case .object(.add): creations = try Self.creations(event)
        case .object(.delete):
            withdrawals = Self.withdrawals(event.epcList, event.quantityList)
            destination = event.isUntraced ? .untraced : .disposed
        case .object(.observe) where event.bizStep == "shipping":
            withdrawals = Self.withdrawals(event.epcList, event.quantityList)
            destination = .handedOver
        case .object(.observe):
            mentions = (event.epcList + event.quantityList.map(\.epcClass)).map(LotReference.init)
            adjustment = event.adjustment
        case .association: mentions = event.childEPCs.map(LotReference.init)
        case .transformation:
            withdrawals = Self.withdrawals(event.inputEPCs, event.inputs)
            creations = try Self.creations(event)
            loss = event.loss ?? .zero
            guard !withdrawals.isEmpty else { throw LedgerFault(.noInputs, event) }
        }
        try checkNames(event)
        if event.adjustment != nil, adjustment == nil || mentions.count != 1 {
            throw LedgerFault(.misplacedFigure, event, "machina:adjustmentKg takes an OBSERVE of one lot")
        }
    }

    private static func withdrawals(_ things: [String], _ quantities: [Quantity]) -> [Withdrawal] {
        things.map { Withdrawal(lot: LotReference($0), isWhole: true, mass: nil) }
            + quantities.map { Withdrawal(lot: LotReference($0.epcClass), isWhole: false, mass: $0.mass) }
    }

    private static func creations(_ event: EPCISEvent) throws(LedgerFault) -> [Creation] {
        let things = event.kind == .transformation ? event.outputEPCs : event.epcList
        let quantities = event.kind == .transformation ? event.outputs : event.quantityList
        var creations: [Creation] = []
        if let thing = things.first {
            guard things.count == 1, let mass = event.netMass else {
                throw LedgerFault(.missingMass, event, lot: thing, "ilmd machina:netKg of \(things.count) things")
            }
            creations.append(creation(thing, mass, event))
        } else if event.netMass != nil {
            throw LedgerFault(.misplacedFigure, event, "machina:netKg takes one thing that is made")
        }
        return creations + quantities.map { creation($0.epcClass, $0.mass, event) }
    }

    private static func creation(_ uri: String, _ mass: Mass, _ event: EPCISEvent) -> Creation {
        Creation(lot: LotReference(uri), mass: mass, description: event.description(of: uri))
    }

    /// No mass below 0, no loss but a transformation's.
    private static func checkFigures(_ event: EPCISEvent) throws(LedgerFault) {
        for quantity in event.quantityList + event.inputs + event.outputs where quantity.mass < .zero {
            throw LedgerFault(.negativeMass, event, lot: quantity.epcClass, "\(quantity.mass)")
        }
        for (name, mass) in [("machina:netKg", event.netMass), ("machina:lossKg", event.loss)] {
            if let mass, mass < .zero { throw LedgerFault(.negativeMass, event, "\(name) \(mass)") }
        }
        if event.loss != nil, event.kind != .transformation {
            throw LedgerFault(.misplacedFigure, event, "machina:lossKg takes a transformation")
        }
        for quantity in event.quantityList + event.inputs + event.outputs where quantity.mass > Mass.limit {
            throw LedgerFault(.massLimit, event, lot: quantity.epcClass, "\(quantity.mass.milligrams) mg")
        }
    }

    /// Gives the only input without a mass what the balance of the transformation leaves for it.
    mutating func inferWhole() {
        let unknown = withdrawals.indices.filter { withdrawals[$0].mass == nil }
        guard unknown.count == 1, let index = unknown.first else { return }
        let known = withdrawals.compactMap(\.mass).reduce(.zero, +)
        withdrawals[index].mass = max(creations.map(\.mass).reduce(loss, +) - known, .zero)
    }

    /// Leaves nothing but what is taken from `lot`: of the others an excerpt knows nothing.
    mutating func keepOnly(_ lot: LotReference) {
        withdrawals = withdrawals.filter { $0.lot == lot }
        creations = []
        adjustment = nil
        loss = .zero
        mentions = []
        isPartial = true
    }

    private func checkNames(_ event: EPCISEvent) throws(LedgerFault) {
        var seen: Set<LotReference> = []
        for lot in withdrawals.map(\.lot) + creations.map(\.lot) + mentions where !seen.insert(lot).inserted {
            throw LedgerFault(.lotTwice, event, lot: lot.uri)
        }
    }
}
