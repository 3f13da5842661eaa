import FloorModel
import Testing
import VirtualFloor
import VirtualMachines

/// What becomes of a floor file's machines and sensors.
@Suite struct FloorFileTests {
    private static let tcp = LineDescription(id: LineID("virtual"), endpoint: .tcp(host: "127.0.0.1", port: 1502))
    private static let rtu = LineDescription(
        id: LineID("bus"), endpoint: .rtu(port: "/dev/bus", baud: 19_200, parity: .even))

    private func machine(_ process: ProcessKind, _ bindings: [ModuleBinding]) -> MachineDescription {
        let rest = SafeState(writes: [], confirmedBy: [], within: .seconds(1))
        let description = ProcessMachineDescription(
            process: process, materials: ["PLA"], capacity: Milligrams(2_000_000), modules: [], points: [], drives: [],
            heaters: [], interlocks: [], roles: [:], hold: rest, stop: rest, abort: rest, maximumHold: .seconds(600),
            staleAfter: .seconds(1), fastPoll: .milliseconds(100), slowPoll: .seconds(1))
        let type = MachineType(name: "any", title: "Any", kind: .process(description))
        return MachineDescription(id: MachineID("m"), type: type, connection: .modbus(bindings))
    }

    private func floor(_ machine: MachineDescription) -> FloorDescription {
        FloorDescription(
            site: SiteDescription(id: "leuven", baseURL: nil, timezone: "UTC", isVirtual: true),
            broker: BrokerDescription(host: "127.0.0.1", port: 1884, user: "machinad", passwordFile: nil),
            machines: [machine], materials: [], lines: [Self.rtu, Self.tcp],
            sensors: [
                SensorDescription(
                    id: SensorID("scale-1"), topic: "tele/scale-1/SENSOR",
                    selectors: [SensorSelector(signal: "weight", path: ["HX711", "Weight"], unit: .gram, scale: 1000)],
                    staleAfter: .seconds(5)),
                SensorDescription(
                    id: SensorID("air"), topic: "tele/air/SENSOR",
                    selectors: [SensorSelector(signal: "humidity", path: ["SCD30", "Humidity"], unit: .percent)],
                    staleAfter: .seconds(5)),
            ])
    }

    @Test(arguments: [(ProcessKind.shred, VirtualProcessKind.shredder), (.dry, .dryer), (.extrude, .extruder)])
    func `a machine on a TCP line is simulated there, a scale on the floor's broker`(
        process: ProcessKind, kind: VirtualProcessKind
    ) throws {
        let bindings = [ModuleBinding(module: "meter", line: LineID("virtual"), unit: 40)]
        let configuration = try VirtualFloorConfiguration(floor: floor(machine(process, bindings)), scaleUser: "scale")
        #expect(
            configuration.processes == [
                VirtualProcessMachine(id: MachineID("m"), kind: kind, port: 1502, units: ["meter": 40])
            ])
        #expect(
            configuration.scales == [
                VirtualScale(id: "scale-1", topic: "tele/scale-1/SENSOR", brokerPort: 1884, user: "scale")
            ])
    }

    @Test func `a machine on a serial line, on two lines or at an impossible unit is refused`() {
        for bindings in [
            [ModuleBinding(module: "drive", line: LineID("bus"), unit: 1)],
            [
                ModuleBinding(module: "drive", line: LineID("virtual"), unit: 1),
                ModuleBinding(module: "safety", line: LineID("bus"), unit: 2),
            ], [ModuleBinding(module: "drive", line: LineID("virtual"), unit: 256)],
        ] {
            let fault = #expect(throws: VirtualFloorFault.self) {
                try VirtualFloorConfiguration(floor: floor(machine(.shred, bindings)))
            }
            #expect(fault?.kind == .configuration)
        }
    }
}
