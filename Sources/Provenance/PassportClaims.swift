/// What a passport says of its item; every figure follows from the passport's events.
public struct PassportClaims: Hashable, Sendable {
    /// A lot on the way from waste to the item.
    public struct Ancestor: Hashable, Sendable {
        public var lot: String
        public var form: String?
        public var material: String?
        /// As made and as corrected by weighing until it was used on the way to the item.
        public var mass: Mass
        /// Of received material; nil for what was made here.
        public var origin: Origin?
        public var parents: [LotAccount.Parent]
    }

    public var material: String?
    public var mass: Mass
    /// What has become of the item, by the events of the passport: what happened after its checkpoint is not known here.
    public var state: ItemState
    /// In thousandths, rounded down; nil where the item has no mass.
    public var recycledPerMille: Int?
    public var composition: Composition
    /// In the order in which they were made; the item is the last.
    public var ancestry: [Ancestor]
    /// The ancestors that were waste when they came.
    public var wasteLots: [String]
    /// In the order of first use.
    public var machines: [String]
    /// In the order of first use.
    public var recipes: [RecipeReference]
    public var gcodeSHA256: String?
    /// When a part was finished.
    public var printedAt: Timestamp?
    /// The metered energy of all transformations on the way, whatever else came out of them; nil where none was metered.
    public var energyKilowattHours: JSONNumber?
    /// All transformations were metered.
    public var energyIsComplete: Bool

    var json: [String: JSONValue] {
        let byOrigin = Origin.allCases.map { ($0.rawValue, JSONValue.number(composition[$0].grams)) }
        return [
            "material": .optional(material),
            "mass_g": .number(mass.grams),
            "state": .string(state.rawValue),
            "recycled_percent": recycledPerMille.flatMap { JSONNumber(Int64($0), decimals: 1) }
                .map(JSONValue.number) ?? .null,
            "composition_g": .object(Dictionary(uniqueKeysWithValues: byOrigin)),
            "ancestry": .array(ancestry.map(\.json)),
            "waste_lots": .array(wasteLots.map(JSONValue.string)),
            "machines": .array(machines.map(JSONValue.string)),
            "recipes": .array(recipes.map { ["name": .string($0.name), "version": .string($0.version)] }),
            "gcode_sha256": .optional(gcodeSHA256),
            "printed_at": .optional(printedAt?.description),
            "energy_kwh": energyKilowattHours.map(JSONValue.number) ?? .null,
            "energy_complete": .bool(energyIsComplete),
        ]
    }
}

extension PassportClaims.Ancestor {
    fileprivate var json: JSONValue {
        [
            "lot": .string(lot), "form": .optional(form), "material": .optional(material),
            "mass_g": .number(mass.grams), "origin": .optional(origin?.rawValue),
            "parents": .array(parents.map { ["lot": .string($0.lot.name), "mass_g": .number($0.mass.grams)] }),
        ]
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// The same key twice is a programmer's error.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
}
