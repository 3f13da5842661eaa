/// A closed range of numbers in a stated unit, as limits are written in a machine's file.
public struct Limits: Hashable, Sendable, Codable {
    public var minimum: Double
    public var maximum: Double

    public init(_ minimum: Double, _ maximum: Double) {
        self.minimum = minimum
        self.maximum = maximum
    }

    public func contains(_ value: Double) -> Bool { value >= minimum && value <= maximum }
}

/// What a 3D printer of this type can do, from `Machines/<type>/machine.yaml`.
public struct PrinterDescription: Hashable, Sendable, Codable {
    /// The reply dialect: `auto` asks the firmware (M115).
    public var dialect: String
    public var baud: Int
    /// Reachable positions of the nozzle, mm.
    public var xMillimetres: Limits
    public var yMillimetres: Limits
    public var zMillimetres: Limits
    public var nozzleMillimetres: Double
    public var filamentMillimetres: Double
    public var nozzleMaximumCelsius: Double
    public var bedMaximumCelsius: Double
    /// Names of the materials that it prints.
    public var materials: [String]
    /// How long a stop may take until the machine confirms it; then `notSafe` is raised.
    public var stopWithin: Duration
    /// Silence of the firmware after which its values are stale.
    public var staleAfter: Duration

    public init(
        dialect: String, baud: Int, xMillimetres: Limits, yMillimetres: Limits, zMillimetres: Limits,
        nozzleMillimetres: Double, filamentMillimetres: Double, nozzleMaximumCelsius: Double,
        bedMaximumCelsius: Double, materials: [String], stopWithin: Duration, staleAfter: Duration
    ) {
        self.dialect = dialect
        self.baud = baud
        self.xMillimetres = xMillimetres
        self.yMillimetres = yMillimetres
        self.zMillimetres = zMillimetres
        self.nozzleMillimetres = nozzleMillimetres
        self.filamentMillimetres = filamentMillimetres
        self.nozzleMaximumCelsius = nozzleMaximumCelsius
        self.bedMaximumCelsius = bedMaximumCelsius
        self.materials = materials
        self.stopWithin = stopWithin
        self.staleAfter = staleAfter
    }
}

/// What kind of machine a type is; each kind brings its own description.
public enum MachineKind: Hashable, Sendable, Codable {
    case printer(PrinterDescription)
}

/// A machine type: one folder under `Machines/`.
public struct MachineType: Hashable, Sendable, Codable {
    /// The folder's name, `prusa-mk3s`.
    public var name: String
    /// For people: `Prusa i3 MK3S+`.
    public var title: String
    public var kind: MachineKind

    public init(name: String, title: String, kind: MachineKind) {
        self.name = name
        self.title = title
        self.kind = kind
    }
}

/// One machine of the floor: a type, and where it is connected.
public struct MachineDescription: Hashable, Sendable, Codable {
    public var id: MachineID
    public var type: MachineType
    /// The tty or pty of a serial machine.
    public var port: String
    /// The floor file's baud rate where it overrides the type's.
    public var baud: Int?

    public init(id: MachineID, type: MachineType, port: String, baud: Int? = nil) {
        self.id = id
        self.type = type
        self.port = port
        self.baud = baud
    }

    public var printer: PrinterDescription? {
        switch type.kind {
        case .printer(let description): description
        }
    }
}

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

/// A whole floor file, checked and with every machine type resolved.
public struct FloorDescription: Hashable, Sendable, Codable {
    public var site: SiteDescription
    public var broker: BrokerDescription?
    /// Sorted by id.
    public var machines: [MachineDescription]
    /// Sorted by name; `Material.common` and the floor file's own.
    public var materials: [Material]

    public init(
        site: SiteDescription, broker: BrokerDescription?, machines: [MachineDescription], materials: [Material]
    ) {
        self.site = site
        self.broker = broker
        self.machines = machines.sorted { $0.id < $1.id }
        self.materials = materials.sorted { $0.name < $1.name }
    }

    public func machine(_ id: MachineID) -> MachineDescription? { machines.first { $0.id == id } }
    public func material(_ name: String) -> Material? { materials.first { $0.name == name } }
}
