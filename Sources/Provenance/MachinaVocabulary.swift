/// The typed face of the extensions. Setting nil removes the key.
extension EPCISEvent {
    /// What a transformation lost (dust, water, vapour): `machina:lossKg`. Inputs = outputs + loss, to the milligram.
    public var loss: Mass? {
        get { mass("lossKg") }
        set { extensions["machina:lossKg"] = newValue.map { .number($0.kilograms) } }
    }

    /// What an OBSERVE corrects its only lot by, signed: `machina:adjustmentKg`.
    public var adjustment: Mass? {
        get { mass("adjustmentKg") }
        set { extensions["machina:adjustmentKg"] = newValue.map { .number($0.kilograms) } }
    }

    /// The net mass of the only thing that an ADD or a transformation makes: `machina:netKg` in the `ilmd`.
    public var netMass: Mass? {
        get { ilmd["machina:netKg"]?.number.flatMap { Mass(kilograms: $0) } }
        set { ilmd["machina:netKg"] = newValue.map { .number($0.kilograms) } }
    }

    /// The SHA-256 of the G-code of a printed part, 64 lower-case hexadecimal digits: `machina:gcodeSha256` in the
    /// `ilmd`.
    public var gcodeSHA256: String? {
        get { ilmd["machina:gcodeSha256"]?.string }
        set { ilmd["machina:gcodeSha256"] = newValue.map(JSONValue.string) }
    }

    /// The URI of the machine that did it: `machina:asset`.
    public var asset: String? {
        get { text("asset") }
        set { extensions["machina:asset"] = newValue.map(JSONValue.string) }
    }

    /// What it was done by: `machina:recipe`.
    public var recipe: RecipeReference? {
        get { extensions["machina:recipe"].flatMap(RecipeReference.init) }
        set { extensions["machina:recipe"] = newValue?.json }
    }

    /// Metered energy, at most six decimals: `machina:energyKwh`.
    public var energyKilowattHours: JSONNumber? {
        get { extensions["machina:energyKwh"]?.number }
        set { extensions["machina:energyKwh"] = newValue.map(JSONValue.number) }
    }

    /// A code, never free text: `machina:failReason`.
    public var failReason: String? {
        get { text("failReason") }
        set { extensions["machina:failReason"] = newValue.map(JSONValue.string) }
    }

    /// Comes from a virtual floor: `machina:simulated`.
    public var isSimulated: Bool {
        get { flag("simulated") }
        set { extensions["machina:simulated"] = newValue ? true : nil }
    }

    /// Recorded long after it happened: `machina:late`.
    public var isLate: Bool {
        get { flag("late") }
        set { extensions["machina:late"] = newValue ? true : nil }
    }

    /// A DELETE of what was used up in a way that nobody traced: `machina:untraced`.
    public var isUntraced: Bool {
        get { flag("untraced") }
        set { extensions["machina:untraced"] = newValue ? true : nil }
    }

    /// The commitment to a personal field: `machina:donorCommitment` for `donor`.
    public func commitment(of field: String) -> String? { text(field + "Commitment") }

    /// Adds the commitment to a personal field.
    public mutating func setCommitment(_ commitment: String, of field: String) {
        extensions["machina:\(field)Commitment"] = .string(commitment)
    }

    private func mass(_ name: String) -> Mass? {
        extensions["machina:" + name]?.number.flatMap { Mass(kilograms: $0) }
    }

    private func text(_ name: String) -> String? { extensions["machina:" + name]?.string }
    private func flag(_ name: String) -> Bool { extensions["machina:" + name] == .bool(true) }

    /// Refuses an extension of this vocabulary that says something the typed properties would not see.
    func checkExtensions() throws(EPCISFault) {
        for (name, isMissing) in [
            ("lossKg", loss == nil), ("adjustmentKg", adjustment == nil), ("asset", asset.map(URI.isValid) != true),
            ("recipe", recipe == nil), ("failReason", failReason == nil), ("simulated", !isSimulated),
            ("late", !isLate), ("untraced", !isUntraced),
            ("energyKwh", (energyKilowattHours?.scaled(toDecimals: 6) ?? -1) < 0),
        ] where isMissing && extensions["machina:" + name] != nil {
            throw EPCISFault(.badValue, at: "machina:" + name, "see the vocabulary for its type and unit")
        }
        if netMass == nil, ilmd["machina:netKg"] != nil {
            throw EPCISFault(.badValue, at: "ilmd.machina:netKg", "write kilograms with at most six decimals")
        }
        if let digest = ilmd["machina:gcodeSha256"],
            digest.string.flatMap({ Hexadecimal.bytes($0) })?.count != 32
        {
            throw EPCISFault(.badValue, at: "ilmd.machina:gcodeSha256", "write 64 lower-case hexadecimal digits")
        }
        for (key, value) in extensions.sorted(by: { $0.key < $1.key }) where key.hasSuffix("Commitment") {
            guard let text = value.string, text.hasPrefix(Commitment.prefix), text.utf8.count == 57 else {
                throw EPCISFault(.badValue, at: key, "write ni:///sha-256; and 43 characters of base64url")
            }
        }
        try checkDescriptions()
    }
}

/// `{"machina:name":"petg-flake","machina:version":"3"}`
public struct RecipeReference: Hashable, Sendable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }

    init?(_ value: JSONValue) {
        guard let members = value.object, members.count == 2, let name = members["machina:name"]?.string,
            let version = members["machina:version"]?.string
        else { return nil }
        self.init(name: name, version: version)
    }

    var json: JSONValue { .object(["machina:name": .string(name), "machina:version": .string(version)]) }
}
