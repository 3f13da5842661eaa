/// A lot came onto the floor: its mass moves from outside to it.
public struct LotReceived: Hashable, Sendable, Codable {
    public var lot: LotID
    public var form: MaterialForm
    public var material: String
    public var colour: String?
    public var mass: Milligrams
    public var by: PersonID?
    public var source: MaterialSource?
    public var grade: String?
    /// nil: 0.
    public var generation: Int?
    public var moisturePPM: Int?
    public var origin: String?
    public var tare: Milligrams?
    public var location: String?

    public init(lot: LotID, facts: LotFacts, mass: Milligrams, by: PersonID?) {
        self.lot = lot
        self.mass = mass
        self.by = by
        form = facts.form
        material = facts.material
        colour = facts.colour
        source = facts.source
        grade = facts.grade
        generation = facts.generation == 0 ? nil : facts.generation
        moisturePPM = facts.moisturePPM
        origin = facts.origin
        tare = facts.tare
        location = facts.location
    }

    public var facts: LotFacts {
        LotFacts(
            form: form, material: material, colour: colour, source: source, grade: grade,
            generation: generation ?? 0, moisturePPM: moisturePPM, origin: origin, tare: tare, location: location)
    }
}

/// A lot was made, still empty: the movements that fill it stand in `material_moved` beside it.
public struct LotProduced: Hashable, Sendable, Codable {
    public var lot: LotID
    public var facts: LotFacts
    public var operation: OperationID
    /// What it was made of.
    public var parents: [LotShare]
    /// Its moisture was brought down by a dryer just now.
    public var isDried: Bool

    public init(lot: LotID, facts: LotFacts, operation: OperationID, parents: [LotShare], isDried: Bool) {
        self.lot = lot
        self.facts = facts
        self.operation = operation
        self.parents = parents
        self.isDried = isDried
    }
}

/// Somebody weighed a lot; what that changes in the book stands in `material_moved` beside it.
public struct LotWeighed: Hashable, Sendable, Codable {
    public var lot: LotID
    /// Without its tare.
    public var net: Milligrams
    public var scale: SensorID?
    public var by: PersonID?

    public init(lot: LotID, net: Milligrams, scale: SensorID?, by: PersonID?) {
        self.lot = lot
        self.net = net
        self.scale = scale
        self.by = by
    }
}

/// A lot was put elsewhere.
public struct LotMoved: Hashable, Sendable, Codable {
    public var lot: LotID
    public var location: String
    public var by: PersonID?

    public init(lot: LotID, location: String, by: PersonID?) {
        self.lot = lot
        self.location = location
        self.by = by
    }
}

/// Entries of the double-entry book that belong together.
public struct MaterialMoved: Hashable, Sendable, Codable {
    public var movements: [Movement]
    /// What caused them.
    public var operation: OperationID?
    public var by: PersonID?
    public var scale: SensorID?
    /// Why a person corrected the book.
    public var adjustment: AdjustmentReason?
    /// How the masses are known.
    public var basis: ConsumptionBasis

    public init(
        movements: [Movement], operation: OperationID? = nil, by: PersonID? = nil, scale: SensorID? = nil,
        adjustment: AdjustmentReason? = nil, basis: ConsumptionBasis
    ) {
        self.movements = movements
        self.operation = operation
        self.by = by
        self.scale = scale
        self.adjustment = adjustment
        self.basis = basis
    }
}

/// A spool goes onto a machine; what was mounted there goes back into storage.
public struct LotMounted: Hashable, Sendable, Codable {
    public var lot: LotID
    public var machine: MachineID
    public var by: PersonID?
    public init(lot: LotID, machine: MachineID, by: PersonID?) {
        self.lot = lot
        self.machine = machine
        self.by = by
    }
}

/// Filament that an operation took from its spool, in journals from before parts were lots; not written any more.
public struct FilamentConsumed: Hashable, Sendable, Codable {
    public var lot: LotID
    public var operation: OperationID
    public var mass: Milligrams
    public var basis: ConsumptionBasis
    public init(lot: LotID, operation: OperationID, mass: Milligrams, basis: ConsumptionBasis) {
        self.lot = lot
        self.operation = operation
        self.mass = mass
        self.basis = basis
    }
}

/// How a consumption is known.
public enum ConsumptionBasis: String, Sendable, Codable {
    case estimated, weighed
}
