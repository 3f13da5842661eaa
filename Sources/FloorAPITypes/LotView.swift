public import FloorModel

/// A lot of material, masses in grams with at most three decimals:
/// `{"id":"lot-3","form":"flake","material":"PLA","mass_g":480,"reserved_g":300,"free_g":180,"generation":0,
/// "received_at":"2026-11-21T21:40:12Z","source":"post_consumer"}`.
public struct LotView: Hashable, Sendable, Codable {
    public var id: LotID
    public var form: MaterialForm
    public var material: String
    public var colour: String?
    /// What the book says that is left.
    public var massG: Double
    /// Promised to planned and running operations.
    public var reservedG: Double
    /// What nobody has claimed; never negative.
    public var freeG: Double
    /// Shelf, bin, room.
    public var location: String?
    /// How often it has gone round this floor.
    public var generation: Int
    public var source: MaterialSource?
    public var grade: String?
    /// Water by mass.
    public var moisturePpm: Int?
    /// When a dryer let it go.
    public var driedAt: UTCTime?
    /// Whom or what it came from.
    public var origin: String?
    /// What its bag, box or bare spool weighs.
    public var tareG: Double?
    public var mountedOn: MachineID?
    public var receivedAt: UTCTime

    public init(
        id: LotID, facts: LotFacts, massG: Double, reservedG: Double, freeG: Double, driedAt: UTCTime? = nil,
        mountedOn: MachineID? = nil, receivedAt: UTCTime
    ) {
        self.id = id
        self.massG = massG
        self.reservedG = reservedG
        self.freeG = freeG
        self.driedAt = driedAt
        self.mountedOn = mountedOn
        self.receivedAt = receivedAt
        form = facts.form
        material = facts.material
        colour = facts.colour
        location = facts.location
        generation = facts.generation
        source = facts.source
        grade = facts.grade
        moisturePpm = facts.moisturePPM
        origin = facts.origin
        tareG = facts.tare?.grams
    }
}

/// `GET /v1/lots`.
public struct LotList: Hashable, Sendable, Codable {
    public var lots: [LotView]
    public init(lots: [LotView]) { self.lots = lots }
}

/// So much of a lot, and enough to find it on the shelf.
public struct LotShareView: Hashable, Sendable, Codable {
    public var lot: LotID
    public var massG: Double
    public var form: MaterialForm?
    public var material: String?
    public var colour: String?
    public var location: String?

    public init(
        lot: LotID, massG: Double, form: MaterialForm? = nil, material: String? = nil, colour: String? = nil,
        location: String? = nil
    ) {
        self.lot = lot
        self.massG = massG
        self.form = form
        self.material = material
        self.colour = colour
        self.location = location
    }
}
