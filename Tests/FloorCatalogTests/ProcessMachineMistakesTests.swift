import Testing

private let shredder = "Machines/two-shaft-shredder/machine.yaml"
private let dryer = "Machines/hopper-dryer/machine.yaml"
private let extruder = "Machines/three-zone-extruder/machine.yaml"

private let values: [SeededEdit] = [
    .init(
        "module misspelt", shredder, "{module: drive, holding: 0x2104", "{module: ¦drvie, holding: 0x2104",
        "'drvie', which is no module", "'drive'"),
    .init(
        "two tables", shredder, "{module: safety, discrete: 2}", "{module: safety, coil: 2, discrete: ¦2}",
        "given beside coil", "keep the one"),
    .init(
        "no table", shredder, "sieve_in_place: {module: safety, discrete: 2}", "¦sieve_in_place: {module: safety}",
        "does not say where it stands", "holding: 0x2104"),
    .init("address too high", shredder, "discrete: 2}", "discrete: ¦0x12345}", "0x12345", "0xffff"),
    .init(
        "no type", shredder, "motor_current: {module: drive, holding: 0x2104, type: uint16,",
        "¦motor_current: {module: drive, holding: 0x2104,", "motor_current.type is missing", "type: uint16"),
    .init(
        "no word order", shredder, "power: {module: meter, input: 0x0034, type: float32, order: abcd,",
        "¦power: {module: meter, input: 0x0034, type: float32,", "power.order is missing", "abcd"),
    .init(
        "scale without unit", shredder,
        "motor_current: {module: drive, holding: 0x2104, type: uint16, scale: 0.01, unit: A,",
        "¦motor_current: {module: drive, holding: 0x2104, type: uint16, scale: 0.01,", "motor_current.unit is missing",
        "unit: A"),
    .init(
        "multiple of a unit", extruder, "unit: bar", "unit: ¦mbar", "'mbar', not a unit of the floor",
        "unit: bar and multiply scale: by 0.001"),
    .init("unknown unit", extruder, "unit: bar", "unit: ¦psi", "'psi'", "bar"),
    .init(
        "written without limits", dryer,
        "air_setpoint: {module: controller, holding: 26, type: int16, scale: 0.1, unit: °C, limits: [0, 90],",
        "¦air_setpoint: {module: controller, holding: 26, type: int16, scale: 0.1, unit: °C,",
        "air_setpoint.limits is missing", "[0, 50]"),
    .init(
        "limits backwards", extruder, "unit: bar, limits: [0, 350]", "unit: bar, limits: ¦[350, 0]",
        "not the least and the greatest", "[0, 60]"),
    .init(
        "limits that no register has", shredder, "limits: [0, 25], poll", "limits: ¦[-5, 25], poll",
        "beyond what uint16 can carry", "narrow the limits"),
    .init(
        "written input", extruder, "barrel_guard_closed: {module: io, discrete: 1}",
        "¦barrel_guard_closed: {module: io, discrete: 1, write: true}", "discrete addresses can only be read",
        "coil or holding"),
    .init(
        "written and never read", extruder,
        "screw_speed: {module: screw, holding: 0x2001, type: uint16, scale: 0.003, unit: rpm, limits: [0, 15], poll: none, write: true, read_back: screw_speed_reference}",
        "screw_speed: ¦{module: screw, holding: 0x2001, type: uint16, scale: 0.003, unit: rpm, limits: [0, 15], poll: none, write: true}",
        "written and never read", "read_back: screw_speed"),
    .init(
        "read-back in another unit", extruder, "read_back: screw_speed_reference", "read_back: ¦screw_current",
        "'screw_current', which is in another unit", "same unit"),
    .init(
        "bits of a bit", extruder, "hopper_filled: {module: io, discrete: 2}",
        "hopper_filled: {module: io, discrete: 2, bits: ¦3}", "is one bit", "delete it"),
    .init(
        "unknown key of a point", shredder, "lid_closed: {module: safety, discrete: 1}",
        "lid_closed: {module: safety, discrete: 1, ¦pol: fast}", "lid_closed.pol is not a known key", "'poll'"),
    .init(
        "point twice", shredder, "  sieve_in_place: {",
        "  ¦lid_closed: {module: safety, discrete: 1}\n  sieve_in_place: {", "points.lid_closed is given twice",
        "keep one"),
]

private let references: [SeededEdit] = [
    .init(
        "running on an unknown point", shredder, "running: shaft_state != 0", "running: ¦shaft_stat != 0",
        "'shaft_stat', which is no point", "'shaft_state'"),
    .init(
        "condition by =", shredder, "needs: lid_closed == 1", "needs: ¦lid_closed = 1", "compares by '='", "write =="),
    .init(
        "condition without a unit", extruder, "needs: melt_pressure < 100 bar", "needs: ¦melt_pressure < 100",
        "has no unit for melt_pressure", "write 100 bar"),
    .init(
        "condition in another unit", extruder, "needs: melt_pressure < 100 bar", "needs: ¦melt_pressure < 100 °C",
        "in '°C', but melt_pressure is in bar", "in bar"),
    .init(
        "limit that is never reached", extruder, "needs: melt_pressure < 100 bar", "needs: ¦melt_pressure < 1000 bar",
        "1000 bar, which melt_pressure can never be", "0 to 350 bar"),
    .init(
        "protection on a slow point", shredder, "needs: motor_current <= 10.4 A", "needs: ¦power <= 3000 W",
        "looks at power, which is read slowly", "poll: fast"),
    .init(
        "guards nothing known", extruder, "guards: [screw, puller], trip: hold", "guards: [screw, ¦puler], trip: hold",
        "'puler', which is no drive or heater", "'puller'"),
    .init(
        "hold that does not stop what it guards", extruder, "guards: [screw, puller], trip: hold",
        "guards: ¦[screw, puller, nozzle], trip: hold", "nozzle, which stays on when the machine is held",
        "safe.hold.write"),
    .init(
        "stop that forgets a drive", extruder,
        "write: [screw_command = 0x01, heater_contactor = 0, puller_command = 0x01, feed",
        "write: ¦[screw_command = 0x01, heater_contactor = 0, feed", "safe.stop.write does not stop the drive puller",
        "puller_command = 1"),
    .init(
        "stop that starts again", extruder,
        "write: [screw_command = 0x01, heater_contactor = 0, puller_command = 0x01, feed",
        "write: ¦[screw_command = 0x01, heater_contactor = 0, puller_command = 0x01, screw_command = 0x12, feed",
        "does not stop the drive screw", "screw_command = 1"),
    .init(
        "stop that is not seen", shredder, "stop: {write: [shaft_command = 0x01], confirm: [shaft_state == 0]",
        "stop: {write: [shaft_command = 0x01], confirm: ¦[shaft_state != 3]",
        "does not show that the drive shaft stands", "shaft_state != 0"),
    .init(
        "abort that leaves the heat on", dryer,
        "write: [heater_contactor = 0, blower_contactor = 0, air_setpoint = 0 °C]", "write: ¦[blower_contactor = 0]",
        "safe.abort.write does not switch the heater air off", "heater_contactor = 0"),
    .init(
        "heater that is not seen off", dryer,
        "abort:\n    write: [heater_contactor = 0, blower_contactor = 0, air_setpoint = 0 °C]\n    confirm: [heater_contactor_closed == 0, blower_running == 0]",
        "abort:\n    write: [heater_contactor = 0, blower_contactor = 0, air_setpoint = 0 °C]\n    confirm: ¦[blower_running == 0]",
        "does not show that the heater air is off", "add heater_contactor_closed == 0"),
    .init(
        "safe value beyond the limits", dryer, "air_setpoint = 0 °C, blower_contactor",
        "¦air_setpoint = 95 °C, blower_contactor", "95 °C, which air_setpoint can never be", "0 to 90 °C"),
    .init(
        "safe write to an input", dryer, "hold: {write: [heater_contactor = 0]",
        "hold: {write: [heater_contactor = 0, ¦blower_running = 0]", "writes blower_running, which is only read",
        "write: true"),
    .init(
        "hotter than the set-point may be", dryer, "max: 90 °C", "max: ¦120 °C",
        "above what air_setpoint may be set to", "at most 90 °C"),
    .init(
        "temperature that is no temperature", dryer, "{temperature: air_temperature", "{temperature: ¦hopper_level",
        "which has %, not °C", "in °C"),
    .init(
        "role in another unit", extruder, "melt_pressure: melt_pressure", "melt_pressure: ¦nozzle_temperature",
        "which has °C, not bar", "in bar"),
    .init(
        "unknown role", extruder, "  melt_pressure: melt_pressure", "  ¦melt_presure: melt_pressure",
        "roles.melt_presure", "'melt_pressure'"),
    .init(
        "speed limits of another drive", extruder, "speed_limits: [1 rpm, 15 rpm]", "speed_limits: [1 rpm, ¦20 rpm]",
        "20 rpm, which screw_speed can never be", "0 to 15 rpm"),
    .init(
        "current without a rating", shredder,
        "  shaft:\n    command: shaft_command\n    forward: 0x12\n    reverse: 0x22\n    stop: 0x01\n    running: shaft_state != 0\n    speed: shaft_speed\n    speed_limits: [5 rpm, 25 rpm]\n    current: motor_current\n    rated_current: 5.2 A\n",
        "  ¦shaft:\n    command: shaft_command\n    forward: 0x12\n    reverse: 0x22\n    stop: 0x01\n    running: shaft_state != 0\n    speed: shaft_speed\n    speed_limits: [5 rpm, 25 rpm]\n    current: motor_current\n",
        "rated_current is missing", "5.2 A"),
    .init(
        "stale before three polls", shredder, "stale_after: 500ms", "stale_after: ¦200ms",
        "shorter than three fast polls", "fast_poll"),
    .init(
        "confirmation of an unknown value", shredder, "      0x22: [", "      ¦0x222: [",
        "546, which shaft_command can never be", "0 to 63"),
]

struct ProcessMachineMistakesTests {
    @Test(arguments: values)
    func mistakeInAPointIsFound(_ edit: SeededEdit) throws { try edit.expectIsTheOnlyMistake() }

    @Test(arguments: references)
    func mistakeInAReferenceIsFound(_ edit: SeededEdit) throws { try edit.expectIsTheOnlyMistake() }
}
