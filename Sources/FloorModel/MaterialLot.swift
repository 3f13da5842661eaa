/// What form a lot of material has on its way from waste to part.
public enum MaterialForm: String, CaseIterable, Sendable, Codable {
    case waste, flake, pellet, filament, part, scrap, purge

    /// Forms that a shredder takes: whatever is plastic and in pieces.
    public static let shreddable: [MaterialForm] = [.waste, .scrap, .purge, .part]
}

/// Where material comes from, after ISO 14021, 7.8.1.1: what may count as recycled content.
public enum MaterialSource: String, CaseIterable, Sendable, Codable {
    case virgin
    /// Diverted from the waste stream of a manufacturing process.
    case preConsumer = "pre_consumer"
    /// From households or facilities at the end of a product's use.
    case postConsumer = "post_consumer"
    /// Rework of this floor's own process; ISO 14021 does not count it as recycled.
    case ownScrap = "own_scrap"
}

/// What a lot is, apart from how much of it there is.
public struct LotFacts: Hashable, Sendable, Codable {
    public var form: MaterialForm
    public var material: String
    /// Lower case, as makers ask for it: `white`; nil when nobody said.
    public var colour: String?
    public var source: MaterialSource?
    /// The site's own word for quality, `A`.
    public var grade: String?
    /// How often it has gone round this floor: 0 as received; scrap and purge of generation 1 are generation 2.
    public var generation: Int
    /// Water by mass, ppm; nil when nobody measured or dried it.
    public var moisturePPM: Int?
    /// Whom or what it came from, without naming a person: `beach clean-up Piraeus`.
    public var origin: String?
    /// What its bag, box or bare spool weighs.
    public var tare: Milligrams?
    /// Shelf, bin, room.
    public var location: String?

    public init(
        form: MaterialForm, material: String, colour: String? = nil, source: MaterialSource? = nil,
        grade: String? = nil, generation: Int = 0, moisturePPM: Int? = nil, origin: String? = nil,
        tare: Milligrams? = nil, location: String? = nil
    ) {
        self.form = form
        self.material = material
        self.colour = colour
        self.source = source
        self.grade = grade
        self.generation = generation
        self.moisturePPM = moisturePPM
        self.origin = origin
        self.tare = tare
        self.location = location
    }
}

/// What a spool's mounting changed beside it.
public struct LotMounting: Hashable, Sendable, Codable {
    /// The spool that it took the place of.
    public var replaced: LotID?
    /// The other machine that it was on before.
    public var takenFrom: MachineID?

    public init(replaced: LotID?, takenFrom: MachineID?) {
        self.replaced = replaced
        self.takenFrom = takenFrom
    }
}

/// A material lot (ISA-95): so much of one material in one place.
public struct MaterialLot: Hashable, Sendable, Codable {
    public var id: LotID
    public var facts: LotFacts
    /// What the book says that is left; never negative.
    public var mass: Milligrams
    /// The machine on which a spool is mounted; nil in storage.
    public var mountedOn: MachineID?
    /// What its latest mounting changed beside it.
    public var mounting: LotMounting?
    public var receivedAt: WallClock
    /// What it was made of, and by which operation; empty for a lot that was received.
    public var parents: [LotShare]
    public var madeBy: OperationID?
    /// When a dryer let it go; moisture comes back from then on.
    public var driedAt: WallClock?

    public init(
        id: LotID, facts: LotFacts, mass: Milligrams = .zero, receivedAt: WallClock, parents: [LotShare] = [],
        madeBy: OperationID? = nil
    ) {
        self.id = id
        self.facts = facts
        self.mass = mass
        self.receivedAt = receivedAt
        self.parents = parents
        self.madeBy = madeBy
    }

    public var form: MaterialForm { facts.form }
    public var material: String { facts.material }
    public var colour: String? { facts.colour }

    /// Whether this lot is filament of that material, and of that colour where one is asked for.
    public func isFilament(of material: String, colour: String?) -> Bool {
        form == .filament && self.material == material && (colour == nil || colour == self.colour)
    }
}
