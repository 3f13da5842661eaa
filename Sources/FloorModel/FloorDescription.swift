/// The place itself, `site:` of the floor file.
public struct SiteDescription: Hashable, Sendable, Codable {
    /// Lower-case name, part of every MQTT topic.
    public var id: String
    public var baseURL: String?
    public var timezone: String
    /// A virtual floor may run faster, and its state directory stays virtual for life.
    public var isVirtual: Bool

    public init(id: String, baseURL: String?, timezone: String, isVirtual: Bool) {
        self.id = id
        self.baseURL = baseURL
        self.timezone = timezone
        self.isVirtual = isVirtual
    }
}

/// The broker, `mqtt:` of the floor file.
public struct BrokerDescription: Hashable, Sendable, Codable {
    public var host: String
    public var port: Int
    public var user: String?
    /// Absolute path of a file that holds the password alone.
    public var passwordFile: String?

    public init(host: String, port: Int, user: String?, passwordFile: String?) {
        self.host = host
        self.port = port
        self.user = user
        self.passwordFile = passwordFile
    }
}

/// A Modbus line, `lines:` of the floor file: one thread talks on it for all its devices.
public struct LineDescription: Hashable, Sendable, Codable {
    public enum Endpoint: Hashable, Sendable, Codable {
        case tcp(host: String, port: Int)
        case rtu(port: String, baud: Int, parity: SerialParity)
    }

    public var id: LineID
    public var endpoint: Endpoint

    public init(id: LineID, endpoint: Endpoint) {
        self.id = id
        self.endpoint = endpoint
    }
}

/// Modbus over Serial Line V1.02, 2.5.1: even is the default, none takes two stop bits.
public enum SerialParity: String, CaseIterable, Sendable, Codable {
    case none, even, odd
}

/// A sensor on MQTT, `sensors:` of the floor file: which topic, and where in its JSON the values stand.
public struct SensorDescription: Hashable, Sendable, Codable {
    public var id: SensorID
    /// As published, without wildcards.
    public var topic: String
    /// At least one.
    public var selectors: [SensorSelector]
    /// Age at which its values are stale.
    public var staleAfter: Duration
    /// What stands on a scale while it is empty, taken off what it shows.
    public var tare: Milligrams

    public init(
        id: SensorID, topic: String, selectors: [SensorSelector], staleAfter: Duration, tare: Milligrams = .zero
    ) {
        self.id = id
        self.topic = topic
        self.selectors = selectors
        self.staleAfter = staleAfter
        self.tare = tare
    }

    /// Whether it weighs.
    public var isScale: Bool { selectors.contains { $0.unit == .gram } }
}

/// One value of a sensor's message.
public struct SensorSelector: Hashable, Sendable, Codable {
    /// The signal's name, `weight`.
    public var signal: String
    /// Keys from the outside in, `["HX711", "Weight"]`; empty: the payload itself is the number.
    public var path: [String]
    public var unit: SignalUnit
    /// value = number · scale + offset.
    public var scale: Double
    public var offset: Double

    public init(signal: String, path: [String], unit: SignalUnit, scale: Double = 1, offset: Double = 0) {
        self.signal = signal
        self.path = path
        self.unit = unit
        self.scale = scale
        self.offset = offset
    }
}

/// A whole floor file, checked and with every machine type and recipe resolved.
public struct FloorDescription: Hashable, Sendable, Codable {
    public var site: SiteDescription
    public var broker: BrokerDescription?
    /// Sorted by id.
    public var machines: [MachineDescription]
    /// Sorted by name; `Material.common` and the floor file's own.
    public var materials: [Material]
    /// Sorted by id.
    public var lines: [LineDescription]
    /// Sorted by id.
    public var sensors: [SensorDescription]
    /// Sorted by name; those whose process some machine of the floor runs.
    public var recipes: [Recipe]

    public init(
        site: SiteDescription, broker: BrokerDescription?, machines: [MachineDescription], materials: [Material],
        lines: [LineDescription] = [], sensors: [SensorDescription] = [], recipes: [Recipe] = []
    ) {
        self.site = site
        self.broker = broker
        self.machines = machines.sorted { $0.id < $1.id }
        self.materials = materials.sorted { $0.name < $1.name }
        self.lines = lines.sorted { $0.id < $1.id }
        self.sensors = sensors.sorted { $0.id < $1.id }
        self.recipes = recipes.sorted { $0.name < $1.name }
    }

    public func machine(_ id: MachineID) -> MachineDescription? { machines.first { $0.id == id } }
    public func material(_ name: String) -> Material? { materials.first { $0.name == name } }
    public func line(_ id: LineID) -> LineDescription? { lines.first { $0.id == id } }
    public func sensor(_ id: SensorID) -> SensorDescription? { sensors.first { $0.id == id } }
    public func recipe(_ name: String) -> Recipe? { recipes.first { $0.name == name } }
}
