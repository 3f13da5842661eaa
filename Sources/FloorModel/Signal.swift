/// How far a value may be trusted; anything but `good` counts as tripped.
public enum Quality: String, Sendable, Codable {
    case good, stale, bad, unknown
}

/// The unit of a signal; shown last in its JSON key.
public enum SignalUnit: String, Sendable, Codable {
    case celsius, percent, gram, watt, millimetre, none
}

/// One measured or set value of a machine.
public struct SignalReading: Hashable, Sendable, Codable {
    /// `nozzle`, `nozzle_target`, `bed`, `bed_target`, …
    public var name: String
    public var value: Double
    public var unit: SignalUnit
    public var quality: Quality

    public init(name: String, value: Double, unit: SignalUnit, quality: Quality = .good) {
        self.name = name
        self.value = value
        self.unit = unit
        self.quality = quality
    }
}
