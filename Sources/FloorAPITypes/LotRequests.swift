public import FloorModel

/// `POST /v1/lots`: `{"form":"waste","material":"PLA","mass_g":500,"source":"post_consumer"}`.
public struct LotRequest: Hashable, Sendable, Codable {
    public var form: MaterialForm
    public var material: String
    public var colour: String?
    /// Without its bag, box or spool.
    public var massG: Double
    public var source: MaterialSource?
    public var grade: String?
    public var generation: Int?
    public var moisturePpm: Int?
    /// Whom or what it came from, without naming a person.
    public var origin: String?
    public var tareG: Double?
    public var location: String?

    public init(form: MaterialForm, material: String, colour: String? = nil, massG: Double) {
        self.form = form
        self.material = material
        self.colour = colour
        self.massG = massG
    }
}

/// `POST /v1/lots/<id>/weigh`: exactly one of the three, `{"gross_g":731.5}`.
public struct WeighRequest: Hashable, Sendable, Codable {
    /// With its bag, box or spool: the lot's tare is taken off.
    public var grossG: Double?
    public var netG: Double?
    /// What this scale shows now; the lot's tare is taken off.
    public var scale: SensorID?

    public init(grossG: Double? = nil, netG: Double? = nil, scale: SensorID? = nil) {
        self.grossG = grossG
        self.netG = netG
        self.scale = scale
    }
}

/// `POST /v1/lots/<id>/adjust`: `{"by_g":-12.5,"reason":"spilled"}`.
public struct AdjustRequest: Hashable, Sendable, Codable {
    /// Of either sign, not zero.
    public var byG: Double
    public var reason: AdjustmentReason

    public init(byG: Double, reason: AdjustmentReason) {
        self.byG = byG
        self.reason = reason
    }
}

/// `POST /v1/lots/<id>/move`: `{"location":"shelf B2"}`.
public struct MoveRequest: Hashable, Sendable, Codable {
    public var location: String
    public init(location: String) { self.location = location }
}

/// `POST /v1/lots/<id>/dispose`: `{"mass_g":40,"reason":"contaminated"}`; without a mass all of it.
public struct DisposeRequest: Hashable, Sendable, Codable {
    public var massG: Double?
    public var reason: AdjustmentReason

    public init(massG: Double? = nil, reason: AdjustmentReason) {
        self.massG = massG
        self.reason = reason
    }
}

/// `POST /v1/lots/<id>/mount`.
public struct MountRequest: Hashable, Sendable, Codable {
    public var machine: MachineID
    public init(machine: MachineID) { self.machine = machine }
}
