import FloorControl
import FloorModel
import Scheduling

/// A floor with one printer, a shredder, a dryer and an extruder, small enough to be read at a glance.
enum Works {
    static let printer = MachineID("mk3-1")
    static let shredder = MachineID("shred-1")
    static let dryer = MachineID("dryer-1")
    static let extruder = MachineID("extruder-1")
    static let scale = SensorID("bench")
    static let processors = [shredder, dryer, extruder]

    static let description = FloorDescription(
        site: SiteDescription(id: "test", baseURL: nil, timezone: "UTC", isVirtual: true), broker: nil,
        machines: [
            Scene.printer(printer), machine(shredder, shredderType), machine(dryer, dryerType),
            machine(extruder, extruderType),
        ], materials: Material.common,
        sensors: [
            SensorDescription(
                id: scale, topic: "tele/bench/SENSOR",
                selectors: [SensorSelector(signal: "weight", path: ["HX711", "Weight"], unit: .gram, scale: 1000)],
                staleAfter: .seconds(60))
        ], recipes: [shred, dry, extrude])

    private static func machine(_ id: MachineID, _ process: ProcessMachineDescription) -> MachineDescription {
        let modules = process.modules.map { ModuleBinding(module: $0.name, line: LineID(id.name), unit: 1) }
        return MachineDescription(
            id: id, type: MachineType(name: "test-\(id)", title: "Test \(id)", kind: .process(process)),
            connection: .modbus(modules))
    }

    private static func point(_ name: String, _ unit: SignalUnit = .none, writable: Bool = false) -> PointDescription {
        PointDescription(
            name: name, module: "io", table: .holding, address: 0, type: .uint16, unit: unit, isWritable: writable)
    }

    private static func contactor(_ name: String, feedback: String) -> PointDescription {
        PointDescription(
            name: name, module: "io", table: .coil, address: 0, type: .bit, isWritable: true,
            confirmations: [WriteConfirmation(value: 1, condition: Condition(feedback, .equal, 1))])
    }

    private static func drive(_ name: String, current: Bool = false) -> DriveDescription {
        DriveDescription(
            name: name, command: "\(name)_command", forward: 18, reverse: 34, stop: 1,
            running: Condition("\(name)_state", .equal, 3), speed: "\(name)_speed", speedLimits: Limits(1, 50),
            current: current ? "\(name)_current" : nil, ratedCurrentAmpere: current ? 5 : nil)
    }

    private static func drivePoints(_ name: String) -> [PointDescription] {
        [
            point("\(name)_command", writable: true), point("\(name)_speed", .hertz, writable: true),
            point("\(name)_state"), point("\(name)_current", .ampere),
        ]
    }

    private static func safe(_ writes: [PointWrite], _ conditions: [Condition]) -> SafeState {
        SafeState(writes: writes, confirmedBy: conditions, within: .seconds(3))
    }

    static let lid = Interlock(
        name: "lid closed", conditions: [Condition("lid", .equal, 1)], guards: ["main"], trip: .abort,
        remedy: "close the lid")

    private static let shredderType: ProcessMachineDescription = {
        let stopped = safe([PointWrite("main_command", 1)], [Condition("main_state", .equal, 0)])
        return ProcessMachineDescription(
            process: .shred, materials: ["PLA"], capacity: Milligrams(2_000_000),
            modules: [ModuleDescription(name: "io", title: "IO")],
            points: drivePoints("main") + [point("lid"), point("energy", .kilowattHour)],
            drives: [drive("main", current: true)], heaters: [], interlocks: [lid], roles: [.energy: "energy"],
            hold: stopped,
            stop: stopped, abort: stopped, maximumHold: .seconds(600), staleAfter: .seconds(1),
            fastPoll: .milliseconds(100), slowPoll: .seconds(1))
    }()

    private static let dryerType: ProcessMachineDescription = {
        let off = safe(
            [PointWrite("blower_command", 1), PointWrite("contactor", 0), PointWrite("air_setpoint", 0)],
            [Condition("contactor_closed", .equal, 0), Condition("blower_state", .equal, 0)])
        return ProcessMachineDescription(
            process: .dry, materials: ["PLA"], capacity: Milligrams(5_000_000),
            modules: [ModuleDescription(name: "io", title: "IO")],
            points: drivePoints("blower") + [
                point("air", .celsius), point("air_setpoint", .celsius, writable: true), point("contactor_closed"),
                contactor("contactor", feedback: "contactor_closed"), point("dew_point", .celsius), point("door"),
            ], drives: [drive("blower")],
            heaters: [
                HeaterDescription(
                    name: "air", temperature: "air", setpoint: "air_setpoint", maximumCelsius: 90,
                    contactor: "contactor")
            ],
            interlocks: [
                Interlock(
                    name: "door closed", conditions: [Condition("door", .equal, 1)], guards: ["air", "blower"],
                    trip: .stop, remedy: "close the door"),
                Interlock(
                    name: "not too hot", conditions: [Condition("air", .atMost, 95)], guards: ["air"], trip: .abort,
                    remedy: "let it cool"),
                Interlock(
                    name: "contactor closed", conditions: [Condition("contactor_closed", .equal, 1)],
                    guards: ["air"], after: .seconds(2), trip: .stop, remedy: "check the contactor"),
            ], roles: [.dewPoint: "dew_point"], hold: off, stop: off, abort: off, maximumHold: .seconds(3600),
            staleAfter: .seconds(1), fastPoll: .milliseconds(100), slowPoll: .seconds(1))
    }()

    private static let extruderType: ProcessMachineDescription = {
        let drivesOff = [PointWrite("screw_command", 1), PointWrite("puller_command", 1)]
        let still = [Condition("screw_state", .equal, 0), Condition("puller_state", .equal, 0)]
        let off = safe(
            drivesOff + [PointWrite("contactor", 0), PointWrite("nozzle_setpoint", 0)],
            still + [Condition("contactor_closed", .equal, 0)])
        return ProcessMachineDescription(
            process: .extrude, materials: ["PLA"], capacity: Milligrams(2_000_000),
            modules: [ModuleDescription(name: "io", title: "IO")],
            points: drivePoints("screw") + drivePoints("puller") + [
                point("nozzle", .celsius), point("nozzle_setpoint", .celsius, writable: true),
                contactor("contactor", feedback: "contactor_closed"), point("contactor_closed"),
                point("pressure", .bar), point("diameter", .millimetre), point("hopper"), point("guard"),
                point("energy", .kilowattHour),
            ], drives: [drive("screw"), drive("puller")],
            heaters: [
                HeaterDescription(
                    name: "nozzle", temperature: "nozzle", setpoint: "nozzle_setpoint", maximumCelsius: 280,
                    contactor: "contactor")
            ],
            interlocks: [
                Interlock(
                    name: "guard closed", conditions: [Condition("guard", .equal, 1)], guards: ["screw", "puller"],
                    trip: .stop, remedy: "close the guard"),
                Interlock(
                    name: "melt pressure", conditions: [Condition("pressure", .below, 100)], guards: ["screw"],
                    trip: .hold, remedy: "look for a blocked nozzle"),
                Interlock(
                    name: "melt hot", conditions: [Condition("nozzle", .atLeast, 150)], guards: ["screw"],
                    trip: .hold, remedy: "heat first"),
            ],
            roles: [
                .energy: "energy", .filamentDiameter: "diameter", .hopperFilled: "hopper", .meltPressure: "pressure",
            ],
            hold: safe(drivesOff, still), stop: off, abort: off, maximumHold: .seconds(600),
            staleAfter: .seconds(1), fastPoll: .milliseconds(100), slowPoll: .seconds(1))
    }()

    private static func recipe(
        _ name: String, _ process: ProcessKind, input: RecipeInput, output: RecipeOutput, purge: Int64 = 0,
        yield: Int = 980, _ phases: [PhaseKind]
    ) -> Recipe {
        Recipe(
            name: name, title: "\(process.rawValue) PLA", version: 1, process: process, material: "PLA", input: input,
            output: output, minimumBatch: Milligrams(5_000), maximumBatch: Milligrams(2_000_000), yieldPerMille: yield,
            purge: Milligrams(purge), phases: phases.map { Phase(name: $0.name, kind: $0) })
    }

    static let shred = recipe(
        "shred/pla", .shred, input: RecipeInput(forms: MaterialForm.shreddable), output: RecipeOutput(form: .flake),
        [
            .runWithJamGuard(
                RunWithJamGuard(
                    drive: "main", speed: 50, reverseFirst: .seconds(2), jamRatio: 1.8, jamAfter: .milliseconds(500),
                    reverse: .seconds(2), maximumTries: 3, idleRatio: 0.5, idleFor: .seconds(3),
                    timeout: .seconds(3600)))
        ])

    static let dry = recipe(
        "dry/pla", .dry, input: RecipeInput(forms: [.flake]), output: RecipeOutput(form: .flake, moisturePPM: 200),
        [
            .dwell(
                Dwell(
                    targets: [HeaterTarget("air", 65)], toleranceKelvin: 5, running: ["blower"],
                    time: .seconds(14_400), maximumDewPointCelsius: -20, timeout: .seconds(30_000)))
        ])

    static let extrude = recipe(
        "extrude/pla", .extrude,
        input: RecipeInput(forms: [.flake], maximumMoisturePPM: 250, maximumExposure: .seconds(1800)),
        output: RecipeOutput(form: .filament), purge: 3_000,
        [
            .heatAndSoak(
                HeatAndSoak(
                    targets: [HeaterTarget("nozzle", 200)], toleranceKelvin: 5, soak: .seconds(600),
                    timeout: .seconds(2700))),
            .purge(
                PurgePhase(
                    targets: [HeaterTarget("nozzle", 200)], minimumCelsius: 170, screw: "screw", speed: 20,
                    time: .seconds(120))),
            .controlDiameter(
                ControlDiameter(
                    targets: [HeaterTarget("nozzle", 200)], minimumCelsius: 170, screw: "screw", screwSpeed: 20,
                    puller: "puller", pullerSpeed: 20, diameterMillimetres: 1.75, toleranceMillimetres: 0.05,
                    maximumLengthMetres: nil, runOut: .seconds(60), timeout: .seconds(7200))),
        ])
}
