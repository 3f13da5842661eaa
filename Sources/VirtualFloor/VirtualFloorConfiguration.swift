public import FloorModel
internal import VirtualMachines

/// One machine of the floor and where it appears.
public struct VirtualFloorMachine: Hashable, Sendable {
    /// Its name in the floor file.
    public var id: MachineID
    /// The path of the symlink to its pty.
    public var port: String
    /// What its firmware says that it is.
    public var machineType: String
    /// Where the firmware halts with MAXTEMP; targets end 15 °C below.
    public var nozzleMaximumCelsius: Double
    /// As for the nozzle; targets end 10 °C below.
    public var bedMaximumCelsius: Double

    /// A machine with the defaults of `VirtualPrinterConfiguration`.
    public init(
        id: MachineID, port: String, machineType: String = "Virtual printer", nozzleMaximumCelsius: Double = 300,
        bedMaximumCelsius: Double = 150
    ) {
        self.id = id
        self.port = port
        self.machineType = machineType
        self.nozzleMaximumCelsius = nozzleMaximumCelsius
        self.bedMaximumCelsius = bedMaximumCelsius
    }
}

/// A floor to simulate.
public struct VirtualFloorConfiguration: Hashable, Sendable {
    /// More than this on one floor is refused.
    public static let mostMachines = 64
    /// Speeds that make sense; all else is refused.
    public static let speeds = 1.0...100_000.0

    /// 1 to 64, each with a port of its own.
    public var machines: [VirtualFloorMachine]
    /// How much faster than real time moves, dwells and heating go.
    public var speed: Double
    /// One seed, from which each machine gets its own.
    public var seed: UInt64
    /// Path of the Unix socket for faults and questions; nil for none.
    public var controlSocket: String?
    /// Where `<machine>.exec.log` is written.
    public var logDirectory: String?

    /// A floor of one's own, without a floor file.
    public init(
        machines: [VirtualFloorMachine], speed: Double = 1, seed: UInt64 = 0, controlSocket: String? = nil,
        logDirectory: String? = nil
    ) {
        self.machines = machines
        self.speed = speed
        self.seed = seed
        self.controlSocket = controlSocket
        self.logDirectory = logDirectory
    }

    /// The printers of a floor file that says `virtual: true`; any other is refused, since its ports are real.
    public init(
        floor: FloorDescription, speed: Double = 1, seed: UInt64 = 0, controlSocket: String? = nil,
        logDirectory: String? = nil
    ) throws(VirtualFloorFault) {
        guard floor.site.isVirtual else {
            throw VirtualFloorFault(
                .configuration, "site '\(floor.site.id)' is a real floor",
                remedy: "simulate a floor file whose site says 'virtual: true'")
        }
        self.init(
            machines: floor.machines.compactMap(Self.printer), speed: speed, seed: seed, controlSocket: controlSocket,
            logDirectory: logDirectory)
    }

    private static func printer(_ machine: MachineDescription) -> VirtualFloorMachine? {
        guard let printer = machine.printer else { return nil }
        return VirtualFloorMachine(
            id: machine.id, port: machine.port, machineType: machine.type.title,
            nozzleMaximumCelsius: printer.nozzleMaximumCelsius + 15,
            bedMaximumCelsius: printer.bedMaximumCelsius + 10)
    }

    func validate() throws(VirtualFloorFault) {
        guard Self.speeds.contains(speed) else {
            throw VirtualFloorFault(.configuration, "speed \(speed) is out of bounds", remedy: "use 1 to 100000")
        }
        guard !machines.isEmpty, machines.count <= Self.mostMachines else {
            throw VirtualFloorFault(
                .configuration, "the floor has \(machines.count) printers",
                remedy: "name 1 to \(Self.mostMachines) in the floor file")
        }
        var ports: Set<String> = []
        for machine in machines where !ports.insert(machine.port).inserted {
            throw VirtualFloorFault(
                .configuration, "port '\(machine.port)' of \(machine.id) is taken by another machine",
                remedy: "give each machine a port of its own")
        }
    }

    /// What one machine's firmware is built with; its seed is the floor's mixed with its name (FNV-1a).
    func printer(_ machine: VirtualFloorMachine) -> VirtualPrinterConfiguration {
        var configuration = VirtualPrinterConfiguration(machineType: machine.machineType)
        configuration.speed = speed
        configuration.nozzleMaximumCelsius = machine.nozzleMaximumCelsius
        configuration.bedMaximumCelsius = machine.bedMaximumCelsius
        configuration.seed = machine.id.name.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return configuration
    }
}
