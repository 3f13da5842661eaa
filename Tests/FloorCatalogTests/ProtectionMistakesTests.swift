import Testing

private let shredder = "Machines/two-shaft-shredder/machine.yaml"
private let dryer = "Machines/hopper-dryer/machine.yaml"
private let extruder = "Machines/three-zone-extruder/machine.yaml"

/// Makes the dryer's heater one that only its set-point switches off.
private let withoutContactor: [(find: String, replace: String)] = [
    ("max: 90 °C, contactor: heater_contactor}", "max: 90 °C}"),
    (
        "hold: {write: [heater_contactor = 0], confirm: [heater_contactor_closed == 0]",
        "hold: {write: [air_setpoint = 0 °C], confirm: [air_setpoint_in_force == 0 °C]"
    ),
    ("confirm: [heater_contactor_closed == 0, blower", "confirm: [air_setpoint_in_force == 0 °C, blower"),
]

private let emergencyStopForgetsPuller: (find: String, replace: String) = (
    "guards: [screw, puller, feed, barrel, nozzle], trip: abort", "guards: [screw, feed, barrel, nozzle], trip: abort"
)

private let interlocks: [SeededEdit] = [
    .init(
        "zone that may be cold", extruder, "\ninterlocks:", "\n¦interlocks:",
        "interlocks let drives turn while nozzle is cold", "nozzle_temperature >= 150 °C",
        prepared: [(", nozzle_temperature >= 150 °C]", "]")]),
    .init(
        "zone that must be cold", extruder, "\ninterlocks:", "\n¦interlocks:", "while nozzle is cold",
        "guards screw or puller", prepared: [("nozzle_temperature >= 150 °C]", "nozzle_temperature <= 150 °C]")]),
    .init(
        "cold zone that stops no drive", extruder, "\ninterlocks:\n",
        "\n¦interlocks:\n"
            + "  - {name: hot, needs: nozzle_temperature > 150 °C, guards: [nozzle], trip: stop, remedy: Wait.}\n",
        "while nozzle is cold", "screw or puller", prepared: [(", nozzle_temperature >= 150 °C]", "]")]),
    .init(
        "contacts that only hold", shredder, "\ninterlocks:", "\n¦interlocks:",
        "interlocks have no contact that stops the drive shaft", "emergency stop or guard",
        prepared: [("trip: stop", "trip: hold"), ("trip: abort", "trip: hold")]),
    .init(
        "emergency stop that forgets a drive", extruder, "\ninterlocks:", "\n¦interlocks:",
        "no contact that stops the drive puller", "guards puller with trip: abort or stop",
        prepared: [emergencyStopForgetsPuller]),
    .init(
        "coil that is no contact", extruder, "\ninterlocks:\n",
        "\n¦interlocks:\n"
            + "  - {name: on, needs: heater_contactor == 1, guards: [puller], trip: stop, remedy: Switch it on.}\n",
        "no contact that stops the drive puller", "discrete input", prepared: [emergencyStopForgetsPuller]),
]

private let heat: [SeededEdit] = [
    .init(
        "abort that leaves a set-point", dryer,
        "write: [heater_contactor = 0, blower_contactor = 0, air_setpoint = 0 °C]",
        "write: ¦[heater_contactor = 0, blower_contactor = 0, air_setpoint = 5 °C]",
        "safe.abort.write does not switch the heater air off", "add air_setpoint = 0 °C", prepared: withoutContactor),
    .init(
        "heater that is never off", dryer, "setpoint: air_setpoint,", "setpoint: ¦air_setpoint,",
        "'air_setpoint', which can never be 0 °C, and no contactor", "add contactor:",
        prepared: withoutContactor + [("limits: [0, 90]", "limits: [20, 90]"), ("point = 0 °C", "point = 20 °C")]),
    .init(
        "lowest set-point instead of the contactor", dryer,
        "write: [heater_contactor = 0, blower_contactor = 0, air_setpoint = 20 °C]",
        "write: ¦[blower_contactor = 0, air_setpoint = 20 °C]", "safe.abort.write does not switch the heater air off",
        "add heater_contactor = 0",
        prepared: [("limits: [0, 90]", "limits: [20, 90]"), ("point = 0 °C", "point = 20 °C")]),
]

private let evenReads: [SeededEdit] = [
    .init(
        "odd between what is never read", shredder, "  power: {",
        "  left: {module: meter, input: 10, type: uint16, poll: none}\n"
            + "  odd: ¦{module: meter, input: 11, type: uint16}\n"
            + "  right: {module: meter, input: 12, type: uint16, poll: none}\n  power: {",
        "points.odd has an odd number of registers, and meter answers even numbers only", "poll: slow"),
    .init(
        "odd where one register is all", shredder, "  power: {",
        "  odd: ¦{module: safety, input: 0, type: uint16}\n  power: {", "safety answers even numbers only",
        "max_registers of safety",
        prepared: [("digital inputs, timeout", "digital inputs, max_registers: 1, even_only: true, timeout")]),
]

/// What must not be missing from a machine that turns and heats.
struct ProtectionMistakesTests {
    @Test(arguments: interlocks)
    func missingInterlockIsFound(_ edit: SeededEdit) throws { try edit.expectIsTheOnlyMistake() }

    @Test(arguments: heat)
    func heatThatStaysOnIsFound(_ edit: SeededEdit) throws { try edit.expectIsTheOnlyMistake() }

    @Test(arguments: evenReads)
    func readThatNoDeviceAnswersIsFound(_ edit: SeededEdit) throws { try edit.expectIsTheOnlyMistake() }

    /// One of contactor and set-point is enough, 0 °C need not be the least that can be set, and one free neighbour
    /// makes an odd read even.
    @Test func whatIsEnoughIsNotRefused() throws {
        let belowZero: [(find: String, replace: String)] = [("limits: [0, 90]", "limits: [-20, 90]")]
        let contactorAlone: [(find: String, replace: String)] = [
            (
                "[heater_contactor = 0, blower_contactor = 0, air_setpoint = 0 °C]",
                "[heater_contactor = 0, blower_contactor = 0]"
            )
        ]
        let oddBesideSilent: [(find: String, replace: String)] = [
            (
                "  power: {",
                "  odd: {module: meter, input: 11, type: uint16}\n"
                    + "  right: {module: meter, input: 12, type: uint16, poll: none}\n  power: {"
            )
        ]
        for (file, changes) in [
            (dryer, withoutContactor), (dryer, withoutContactor + belowZero), (dryer, contactorAlone),
            (shredder, oddBesideSilent), (dryer, oddBesideSilent),
        ] {
            try withShippedFiles { folder in
                try rewrite(folder + "/" + file, changes)
                #expect(mistakesOfDemoFloor(in: folder) == [])
            }
        }
    }
}
