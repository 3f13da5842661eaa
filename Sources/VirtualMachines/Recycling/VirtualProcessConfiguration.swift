/// The recycling machines that are simulated.
public enum VirtualProcessKind: String, CaseIterable, Hashable, Sendable, Codable {
    case shredder
    case dryer
    case extruder

    /// The modules on its line and the unit identifiers that they have unless somebody says otherwise.
    public var modules: [(name: String, unit: UInt8)] {
        switch self {
        case .shredder: [("drive", 1), ("safety", 2), ("meter", 3)]
        case .dryer: [("controller", 1), ("io", 2), ("meter", 3)]
        case .extruder:
            [
                ("screw", 1), ("puller", 2), ("io", 3), ("meter", 4), ("feed", 11), ("barrel", 12), ("nozzle", 13),
            ]
        }
    }

    /// For people: `an extruder`.
    var withArticle: String { self == .extruder ? "an \(rawValue)" : "a \(rawValue)" }

    /// What its hopper holds, mg.
    public var hopperCapacity: Int64 {
        switch self {
        case .shredder: VirtualShredder.hopperCapacity
        case .dryer: VirtualDryer.hopperCapacity
        case .extruder: VirtualExtruder.hopperCapacity
        }
    }

    /// The drive that `unit-silence` takes off the line.
    var mainDrive: String? {
        switch self {
        case .shredder: "drive"
        case .dryer: nil
        case .extruder: "screw"
        }
    }

    func build() -> any RecyclingMachine {
        switch self {
        case .shredder: VirtualShredder()
        case .dryer: VirtualDryer()
        case .extruder: VirtualExtruder()
        }
    }
}

/// How a virtual recycling machine is built.
public struct VirtualProcessConfiguration: Hashable, Sendable {
    /// What it is.
    public var kind: VirtualProcessKind
    /// Unit identifiers by module name; a module that is not named keeps that of `VirtualProcessKind.modules`.
    public var units: [String: UInt8]
    /// How much faster than real time heat, material and water move. Motors, jams, lid, diameter and watchdogs
    /// keep their real times.
    public var speed: Double
    /// Of noise and of everything that needs chance.
    public var seed: UInt64

    /// A machine as it is wired by default.
    public init(kind: VirtualProcessKind, units: [String: UInt8] = [:], speed: Double = 1, seed: UInt64 = 0) {
        self.kind = kind
        self.units = units
        self.speed = speed
        self.seed = seed
    }

    /// Module names in the order of the wiring, each with its unit identifier.
    public var wiring: [(name: String, unit: UInt8)] {
        kind.modules.map { ($0.name, units[$0.name] ?? $0.unit) }
    }
}
