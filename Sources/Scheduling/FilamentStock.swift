internal import FloorModel

/// Lots of filament as a plan is made: what is left of each, and which machine it is kept for.
struct FilamentStock {
    private(set) var lots: [PlannableLot]
    private var index = FilamentIndex()
    private var positions: [LotID: Int] = [:]

    init(_ lots: [PlannableLot]) {
        self.lots = lots
        for (position, lot) in lots.enumerated() {
            index.insert(position, material: lot.material, colour: lot.colour)
            if positions[lot.id] == nil { positions[lot.id] = position }
        }
    }

    /// The lots with enough of the right filament, first come first.
    func serving(_ operation: PlannableOperation) -> Serving {
        var serving = Serving()
        let mass = operation.leastMass
        for position in index.positions(material: operation.material, colour: operation.colour)
        where lots[position].free >= mass {
            if let machine = lots[position].boundTo {
                if serving.bound[machine] == nil { serving.bound[machine] = position }
            } else {
                serving.unbound = position
                break
            }
        }
        return serving
    }

    /// The mounted lot where it serves, else the first one that does and is not kept for another machine.
    func lot(for operation: PlannableOperation, on machine: PlannableMachine, of serving: Serving) -> Int? {
        if let spool = machine.spool, let position = positions[spool], serves(position, operation, machine.id) {
            return position
        }
        // A bound lot is noted only where it stands before the first unbound one.
        return serving.bound[machine.id] ?? serving.unbound
    }

    /// A spool that is to go onto one machine is not asked for on another.
    mutating func claim(_ mass: Milligrams, of position: Int, for machine: MachineID) {
        lots[position].free -= mass
        lots[position].boundTo = machine
    }

    /// Counts a print on a lot that holds enough for it, on whichever machine; false where there is none.
    mutating func countOn(_ operation: PlannableOperation) -> Bool {
        let mass = operation.leastMass
        let fitting = index.positions(material: operation.material, colour: operation.colour)
        guard let position = fitting.first(where: { lots[$0].free >= mass }) else { return false }
        lots[position].free -= mass
        return true
    }

    private func serves(_ position: Int, _ operation: PlannableOperation, _ machine: MachineID) -> Bool {
        let lot = lots[position]
        return lot.material == operation.material
            && (operation.colour == nil || operation.colour == lot.colour)
            && lot.free >= operation.leastMass
            && (lot.boundTo == nil || lot.boundTo == machine)
    }

    /// Positions of lots that serve an operation.
    struct Serving {
        /// The first one that may go onto any machine.
        var unbound: Int?
        /// The first one of each machine that keeps one, before `unbound`.
        var bound: [MachineID: Int] = [:]
    }
}

extension PlannableOperation {
    /// What it needs at least: where the file does not say, any filament at all.
    var leastMass: Milligrams { mass ?? Milligrams(1) }
}
