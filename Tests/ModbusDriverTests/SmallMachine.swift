import FloorModel

/// A machine of three modules that has everything a driver meets: a write-only command with confirmations, a
/// set-point that another register repeats, a contactor with feedback, a sentinel, and a slow float.
enum SmallMachine {
    static let line = LineID("line")

    static func description(
        _ name: String = "mill-1", units: [Int] = [1, 2, 3], timeout: Duration = .milliseconds(100),
        gap: Duration = .zero, slowPoll: Duration = .seconds(2)
    ) -> MachineDescription {
        let modules = ["drive", "io", "meter"]
        return MachineDescription(
            id: MachineID(name),
            type: MachineType(name: "mill", title: "Mill", kind: .process(process(timeout, gap, slowPoll))),
            connection: .modbus(
                zip(modules, units).map { ModuleBinding(module: $0, line: line, unit: $1) }))
    }

    private static func process(_ timeout: Duration, _ gap: Duration, _ slowPoll: Duration)
        -> ProcessMachineDescription
    {
        let off = [PointWrite("drive_command", 1), PointWrite("drive_speed", 0), PointWrite("heater_contactor", 0)]
        let rest = [Condition("drive_state", .equal, 0), Condition("heater_closed", .equal, 0)]
        return ProcessMachineDescription(
            process: .shred, materials: ["pla"], capacity: .zero,
            modules: [
                ModuleDescription(
                    name: "drive", title: "Delta MS300", maximumRegisters: 20, timeout: timeout, gap: gap),
                ModuleDescription(name: "io", title: "ioLogik", timeout: timeout),
                ModuleDescription(
                    name: "meter", title: "SDM630", maximumRegisters: 80, isEvenOnly: true, timeout: timeout),
            ], points: points,
            drives: [
                DriveDescription(
                    name: "main", command: "drive_command", forward: 18, stop: 1,
                    running: Condition("drive_state", .notEqual, 0), speed: "drive_speed")
            ], heaters: [],
            interlocks: [
                Interlock(
                    name: "lid closed", conditions: [Condition("lid_closed", .equal, 1)], guards: ["main"],
                    trip: .stop, remedy: "close the lid")
            ], roles: [:],
            hold: SafeState(writes: [PointWrite("drive_command", 1)], confirmedBy: [rest[0]], within: .seconds(3)),
            stop: SafeState(writes: off, confirmedBy: rest, within: .seconds(3)),
            abort: SafeState(writes: off.reversed(), confirmedBy: rest, within: .seconds(3)),
            maximumHold: .seconds(600), staleAfter: .seconds(1), fastPoll: .milliseconds(100), slowPoll: slowPoll)
    }

    private static let points = [
        PointDescription(
            name: "drive_command", module: "drive", table: .holding, address: 0x2000, type: .uint16, poll: .none,
            isWritable: true,
            confirmations: [
                WriteConfirmation(value: 18, condition: Condition("drive_state", .equal, 3)),
                WriteConfirmation(value: 1, condition: Condition("drive_state", .equal, 0)),
            ]),
        PointDescription(
            name: "drive_speed", module: "drive", table: .holding, address: 0x2001, type: .uint16, scale: 0.01,
            unit: .hertz, limits: Limits(0, 50), poll: .none, isWritable: true, readBack: "drive_reference"),
        PointDescription(
            name: "drive_reset", module: "drive", table: .holding, address: 0x2002, type: .uint16, poll: .none,
            isWritable: true),
        PointDescription(
            name: "drive_state", module: "drive", table: .holding, address: 0x2101, type: .uint16, bits: 0...1),
        PointDescription(
            name: "drive_reference", module: "drive", table: .holding, address: 0x2102, type: .uint16, scale: 0.01,
            unit: .hertz),
        PointDescription(
            name: "heater_contactor", module: "io", table: .coil, address: 0, type: .bit, isWritable: true),
        PointDescription(name: "lid_closed", module: "io", table: .discrete, address: 0, type: .bit),
        PointDescription(name: "heater_closed", module: "io", table: .discrete, address: 3, type: .bit),
        PointDescription(
            name: "pressure", module: "io", table: .input, address: 0, type: .int16, scale: 0.1, unit: .bar,
            limits: Limits(0, 350), sentinels: [32767]),
        PointDescription(
            name: "power", module: "meter", table: .input, address: 0x34, type: .float32, unit: .watt, poll: .slow),
    ]
}
