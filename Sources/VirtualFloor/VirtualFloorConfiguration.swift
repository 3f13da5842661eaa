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

    /// Printers, each with a port of its own.
    public var machines: [VirtualFloorMachine]
    /// Recycling machines, each with a TCP port of its own.
    public var processes: [VirtualProcessMachine]
    /// Scales, each on a topic of its own.
    public var scales: [VirtualScale]
    /// How much faster than real time moves, dwells, heating, drying and throughput go.
    public var speed: Double
    /// One seed, from which each machine gets its own.
    public var seed: UInt64
    /// Path of the Unix socket for faults and questions; nil for none.
    public var controlSocket: String?
    /// Where `<machine>.exec.log` is written.
    public var logDirectory: String?

    /// A floor of one's own, without a floor file: 1 to 64 machines and scales in all.
    public init(
        machines: [VirtualFloorMachine], processes: [VirtualProcessMachine] = [], scales: [VirtualScale] = [],
        speed: Double = 1, seed: UInt64 = 0, controlSocket: String? = nil,
        logDirectory: String? = nil
    ) {
        self.machines = machines
        self.processes = processes
        self.scales = scales
        self.speed = speed
        self.seed = seed
        self.controlSocket = controlSocket
        self.logDirectory = logDirectory
    }

    func validate() throws(VirtualFloorFault) {
        guard Self.speeds.contains(speed) else {
            throw VirtualFloorFault(.configuration, "speed \(speed) is out of bounds", remedy: "use 1 to 100000")
        }
        let names = machines.map(\.id.name) + processes.map(\.id.name) + scales.map(\.id)
        guard !names.isEmpty, names.count <= Self.mostMachines else {
            throw VirtualFloorFault(
                .configuration, "the floor has \(names.count) machines and scales",
                remedy: "name 1 to \(Self.mostMachines) in the floor file")
        }
        if let twin = Self.firstTwin(names) {
            throw VirtualFloorFault(
                .configuration, "two machines or scales are called '\(twin)'", remedy: "give each a name of its own")
        }
        for machine in processes { try machine.validate() }
        let ports = machines.map(\.port) + processes.map { "\($0.host):\($0.port)" }
        if let twin = Self.firstTwin(ports) {
            throw VirtualFloorFault(
                .configuration, "two machines have port '\(twin)'", remedy: "give each machine a port of its own")
        }
    }

    private static func firstTwin(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }

    func process(_ machine: VirtualProcessMachine) -> VirtualProcessConfiguration {
        VirtualProcessConfiguration(
            kind: machine.kind, units: machine.units, speed: speed, seed: seed(of: machine.id))
    }

    /// What one printer's firmware is built with.
    func printer(_ machine: VirtualFloorMachine) -> VirtualPrinterConfiguration {
        var configuration = VirtualPrinterConfiguration(machineType: machine.machineType)
        configuration.speed = speed
        configuration.nozzleMaximumCelsius = machine.nozzleMaximumCelsius
        configuration.bedMaximumCelsius = machine.bedMaximumCelsius
        configuration.seed = seed(of: machine.id)
        return configuration
    }

    /// The floor's seed mixed with the machine's name (FNV-1a).
    private func seed(of id: MachineID) -> UInt64 {
        id.name.utf8.reduce(seed ^ 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
