/// What form a lot of material has on its way from waste to part.
public enum MaterialForm: String, CaseIterable, Sendable, Codable {
    case waste, flake, pellet, filament, part, scrap, purge
}

/// A material lot (ISA-95): so much of one material in one place.
public struct MaterialLot: Hashable, Sendable, Codable {
    public var id: LotID
    public var form: MaterialForm
    public var material: String
    /// Lower case, as makers ask for it: `white`; nil when nobody said.
    public var colour: String?
    public var mass: Milligrams
    /// The machine on which a spool is mounted; nil in storage.
    public var mountedOn: MachineID?
    public var receivedAt: WallClock

    public init(
        id: LotID, form: MaterialForm, material: String, colour: String?, mass: Milligrams,
        mountedOn: MachineID? = nil, receivedAt: WallClock
    ) {
        self.id = id
        self.form = form
        self.material = material
        self.colour = colour
        self.mass = mass
        self.mountedOn = mountedOn
        self.receivedAt = receivedAt
    }

    /// Whether this lot is filament of that material, and of that colour where one is asked for.
    public func isFilament(of material: String, colour: String?) -> Bool {
        form == .filament && self.material == material && (colour == nil || colour == self.colour)
    }
}
