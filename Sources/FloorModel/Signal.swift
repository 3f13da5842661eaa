/// How far a value may be trusted; anything but `good` counts as tripped.
public enum Quality: String, Sendable, Codable {
    case good, stale, bad, unknown
}

/// The unit of a signal; shown last in its JSON key.
public enum SignalUnit: String, CaseIterable, Sendable, Codable {
    case celsius, percent, gram, watt
    case kilowattHour = "kilowatt_hour"
    case millimetre, metre
    case metrePerSecond = "metre_per_second"
    case second, ampere, volt, hertz, bar
    case revolutionsPerMinute = "rpm"
    case partsPerMillion = "ppm"
    case none

    /// As people read it behind a number: `°C`; empty for none.
    public var symbol: String {
        switch self {
        case .celsius: "°C"
        case .percent: "%"
        case .gram: "g"
        case .watt: "W"
        case .kilowattHour: "kWh"
        case .millimetre: "mm"
        case .metre: "m"
        case .metrePerSecond: "m/s"
        case .second: "s"
        case .ampere: "A"
        case .volt: "V"
        case .hertz: "Hz"
        case .bar: "bar"
        case .revolutionsPerMinute: "rpm"
        case .partsPerMillion: "ppm"
        case .none: ""
        }
    }
}

/// One measured or set value of a machine.
public struct SignalReading: Hashable, Sendable, Codable {
    /// `nozzle`, `nozzle_target`, `bed`, …; the point's name for a Modbus machine.
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
