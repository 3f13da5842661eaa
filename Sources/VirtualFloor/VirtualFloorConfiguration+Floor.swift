public import FloorModel
internal import VirtualMachines

/// What a floor file says about its machines, as the simulator needs it.
extension VirtualFloorConfiguration {
    /// Machines and scales of a floor file that says `virtual: true`; any other is refused, since its ports are real.
    ///
    /// A recycling machine is simulated on the TCP line that all its modules hang on. The scales publish as
    /// `scaleUser`, since a floor file knows only the daemon's own account.
    public init(
        floor: FloorDescription, speed: Double = 1, seed: UInt64 = 0, controlSocket: String? = nil,
        logDirectory: String? = nil, scaleUser: String? = nil, scalePasswordFile: String? = nil
    ) throws(VirtualFloorFault) {
        guard floor.site.isVirtual else {
            throw VirtualFloorFault(
                .configuration, "site '\(floor.site.id)' is a real floor",
                remedy: "simulate a floor file whose site says 'virtual: true'")
        }
        var processes: [VirtualProcessMachine] = []
        for machine in floor.machines {
            if let process = try Self.process(machine, on: floor) { processes.append(process) }
        }
        self.init(
            machines: floor.machines.compactMap(Self.printer), processes: processes,
            scales: Self.scales(of: floor, user: scaleUser, passwordFile: scalePasswordFile), speed: speed, seed: seed,
            controlSocket: controlSocket, logDirectory: logDirectory)
    }

    private static func printer(_ machine: MachineDescription) -> VirtualFloorMachine? {
        guard let printer = machine.printer, let port = machine.port else { return nil }
        return VirtualFloorMachine(
            id: machine.id, port: port, machineType: machine.type.title,
            nozzleMaximumCelsius: printer.nozzleMaximumCelsius + 15,
            bedMaximumCelsius: printer.bedMaximumCelsius + 10)
    }

    private static func process(
        _ machine: MachineDescription, on floor: FloorDescription
    ) throws(VirtualFloorFault) -> VirtualProcessMachine? {
        guard let description = machine.process, case .modbus(let bindings) = machine.connection else { return nil }
        let line = floor.lines.first { machine.lines == [$0.id] }
        guard case .tcp(let host, let port) = line?.endpoint else {
            throw VirtualFloorFault(
                .configuration, "\(machine.id) does not hang on one TCP line",
                remedy: "give it a line of its own with 'kind: tcp', host 127.0.0.1 and a free port")
        }
        var units: [String: UInt8] = [:]
        for binding in bindings {
            guard let unit = UInt8(exactly: binding.unit) else {
                throw VirtualFloorFault(
                    .configuration, "unit \(binding.unit) of \(machine.id)'s \(binding.module) is out of bounds",
                    remedy: "use 1 to 247")
            }
            units[binding.module] = unit
        }
        return VirtualProcessMachine(
            id: machine.id, kind: kind(description.process), host: host, port: port, units: units)
    }

    private static func kind(_ process: ProcessKind) -> VirtualProcessKind {
        switch process {
        case .shred: .shredder
        case .dry: .dryer
        case .extrude: .extruder
        }
    }

    /// Those of the floor's sensors that tell the weight on a Tasmota load cell.
    private static func scales(of floor: FloorDescription, user: String?, passwordFile: String?) -> [VirtualScale] {
        guard let broker = floor.broker else { return [] }
        return floor.sensors.filter { sensor in sensor.selectors.contains { $0.path == ["HX711", "Weight"] } }
            .map { sensor in
                VirtualScale(
                    id: sensor.id.name, topic: sensor.topic, brokerHost: broker.host, brokerPort: broker.port,
                    user: user, passwordFile: passwordFile)
            }
    }
}
