/// What a lot is when an event makes it, apart from how much of it there is.
///
/// An event that makes one lot says it at its top level (`"machina:material":"PETG"`); one that makes several says it
/// in `machina:lots`, an array of objects with `machina:lot` (the URI) and the same keys.
public struct LotDescription: Hashable, Sendable {
    /// The lot's URI, as a class or as an object.
    public var lot: String
    /// `waste`, `flake`, `pellet`, `filament`, `part`, `scrap`, `purge`: a lower-case word.
    public var form: String?
    /// `PETG`
    public var material: String?
    public var colour: String?
    /// Only for what is received; what is made of lots has its origin from them.
    public var origin: Origin?
    public var grade: String?
    /// How often it has gone round the site: 0 as received.
    public var generation: Int?
    /// Water by mass, ppm.
    public var moisturePPM: Int?

    public init(lot: String, form: String? = nil, material: String? = nil, origin: Origin? = nil) {
        self.lot = lot
        self.form = form
        self.material = material
        self.origin = origin
    }

    fileprivate static let keys: Set<String> = [
        "machina:form", "machina:material", "machina:colour", "machina:origin", "machina:grade", "machina:generation",
        "machina:moisturePpm",
    ]

    /// nil where a member has another type than this vocabulary says; keys that it does not know are left alone.
    fileprivate init?(lot: String, _ members: [String: JSONValue]) {
        self.init(lot: lot)
        form = members["machina:form"]?.string
        material = members["machina:material"]?.string
        colour = members["machina:colour"]?.string
        origin = members["machina:origin"]?.string.flatMap { Origin(rawValue: $0) }
        grade = members["machina:grade"]?.string
        generation = members["machina:generation"]?.integer.flatMap { Int(exactly: $0) }
        moisturePPM = members["machina:moisturePpm"]?.integer.flatMap { Int(exactly: $0) }
        let known = members.filter { Self.keys.contains($0.key) }
        guard known == self.members, (generation ?? 0) >= 0, (moisturePPM ?? 0) >= 0 else { return nil }
    }

    fileprivate var members: [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["machina:form"] = form.map(JSONValue.string)
        members["machina:material"] = material.map(JSONValue.string)
        members["machina:colour"] = colour.map(JSONValue.string)
        members["machina:origin"] = origin.map { .string($0.rawValue) }
        members["machina:grade"] = grade.map(JSONValue.string)
        members["machina:generation"] = generation.map { .integer($0) }
        members["machina:moisturePpm"] = moisturePPM.map { .integer($0) }
        return members
    }

    fileprivate static func strip(_ extensions: inout [String: JSONValue]) {
        for key in keys.union(["machina:lots"]) { extensions[key] = nil }
    }

    fileprivate static func read(_ value: JSONValue) -> LotDescription? {
        guard let members = value.object, let lot = members["machina:lot"]?.string, URI.isValid(lot),
            members.keys.allSatisfy({ keys.contains($0) || $0 == "machina:lot" })
        else { return nil }
        return LotDescription(lot: lot, members)
    }
}

extension EPCISEvent {
    /// The URIs of the lots and things that this event makes, things first; an error declaration makes nothing.
    public var made: [String] {
        guard errorDeclaration == nil else { return [] }
        switch kind {
        case .object(.add): return epcList + quantityList.map(\.epcClass)
        case .transformation: return outputEPCs + outputs.map(\.epcClass)
        default: return []
        }
    }

    /// Says what the lots are that this event makes; their URIs must be those of ``made``. Call it after the lists are
    /// complete: how it is written depends on how many there are.
    public mutating func describe(_ lots: [LotDescription]) {
        LotDescription.strip(&extensions)
        if made.count == 1, let only = lots.first {
            extensions.merge(only.members) { _, new in new }
        } else if !lots.isEmpty {
            extensions["machina:lots"] = .array(
                lots.map { lot in
                    .object(lot.members.merging(["machina:lot": .string(lot.lot)]) { own, _ in own })
                })
        }
    }

    /// What the event says of a lot that it makes; with no member but the URI where it says nothing.
    public func description(of lot: String) -> LotDescription {
        if let lots = extensions["machina:lots"]?.array {
            let found = lots.compactMap(LotDescription.read).first { LotReference($0.lot) == LotReference(lot) }
            return found ?? LotDescription(lot: lot)
        }
        guard made.map(LotReference.init) == [LotReference(lot)] else { return LotDescription(lot: lot) }
        return LotDescription(lot: lot, extensions) ?? LotDescription(lot: lot)
    }

    func checkDescriptions() throws(EPCISFault) {
        if let value = extensions["machina:lots"] {
            let lots = value.array?.map(LotDescription.read)
            guard let lots, lots.allSatisfy({ $0 != nil }),
                Set(lots.map { $0.map { LotReference($0.lot) } }).count == lots.count,
                LotDescription.keys.isDisjoint(with: extensions.keys)
            else {
                throw EPCISFault(
                    .badValue, at: "machina:lots",
                    "describe each lot once, by the members of the vocabulary, and none at the top level beside it")
            }
        }
        guard LotDescription(lot: "", extensions) != nil else {
            throw EPCISFault(
                .badValue, at: "machina:form … machina:moisturePpm",
                "write texts, whole numbers not below 0, and an origin of "
                    + Origin.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }
}
