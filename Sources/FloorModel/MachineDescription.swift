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
    case process(ProcessMachineDescription)
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

/// How a machine is reached.
public enum MachineConnection: Hashable, Sendable, Codable {
    /// The tty or pty of a serial machine, and the floor file's baud rate where it overrides the type's.
    case serial(port: String, baud: Int?)
    /// Where each of the type's modules hangs; sorted by module.
    case modbus([ModuleBinding])
}

/// One module of a machine on a Modbus line.
public struct ModuleBinding: Hashable, Sendable, Codable {
    public var module: String
    public var line: LineID
    /// Unit identifier (slave address), 1 to 247; 255 addresses a Modbus TCP device itself.
    public var unit: Int

    public init(module: String, line: LineID, unit: Int) {
        self.module = module
        self.line = line
        self.unit = unit
    }
}

/// One machine of the floor: a type, and where it is connected.
public struct MachineDescription: Hashable, Sendable, Codable {
    public var id: MachineID
    public var type: MachineType
    public var connection: MachineConnection

    public init(id: MachineID, type: MachineType, connection: MachineConnection) {
        self.id = id
        self.type = type
        self.connection = connection
    }

    /// A serial machine.
    public init(id: MachineID, type: MachineType, port: String, baud: Int? = nil) {
        self.init(id: id, type: type, connection: .serial(port: port, baud: baud))
    }

    public var printer: PrinterDescription? {
        if case .printer(let description) = type.kind { description } else { nil }
    }

    public var process: ProcessMachineDescription? {
        if case .process(let description) = type.kind { description } else { nil }
    }

    /// The tty or pty of a serial machine.
    public var port: String? {
        if case .serial(let port, _) = connection { port } else { nil }
    }

    /// The lines that a Modbus machine hangs on, sorted.
    public var lines: [LineID] {
        guard case .modbus(let modules) = connection else { return [] }
        return Set(modules.map(\.line)).sorted()
    }

    /// Names of the materials that it takes.
    public var materials: [String] { printer?.materials ?? process?.materials ?? [] }

    /// How long a stop may take until the machine confirms it; then `notSafe` is raised.
    public func confirms(abort: Bool) -> Duration {
        switch type.kind {
        case .printer(let printer): printer.stopWithin
        case .process(let process): abort ? process.abort.within : process.stop.within
        }
    }

    /// Age at which its values are stale.
    public var staleAfter: Duration {
        switch type.kind {
        case .printer(let printer): printer.staleAfter
        case .process(let process): process.staleAfter
        }
    }
}
