import Testing

private let shredRecipe = "Recipes/shred/pla.yaml"
private let dryRecipe = "Recipes/dry/petg.yaml"
private let extrudeRecipe = "Recipes/extrude/pla.yaml"
private let floor = "Floors/demo.yaml"

private let recipes: [SeededEdit] = [
    .init(
        "other name", shredRecipe, "recipe: shred/pla", "recipe: ¦shred/petg", "in the file of 'shred/pla'",
        "move the file"),
    .init(
        "other process", dryRecipe, "process: dry", "process: ¦extrude", "folder is another process", "Recipes/extrude/"
    ),
    .init(
        "source without words", extrudeRecipe, "sources:\n", "sources:\n  - ¦\"\"\n", "sources[0] is empty",
        "1 to 300 characters"),
    .init("unknown form", shredRecipe, "forms: [waste,", "forms: [¦wast,", "'wast'", "'waste'"),
    .init("unknown phase", dryRecipe, "- phase: dwell", "- phase: ¦dwel", "'dwel'", "'dwell'"),
    .init("yield without unit", extrudeRecipe, "yield: 95 %", "yield: ¦95", "has no unit", "95 %"),
    .init("yield of more than all", extrudeRecipe, "yield: 95 %", "yield: ¦105 %", "out of bounds", "1 to 100 %"),
    .init("purge of a whole batch", extrudeRecipe, "purge: 50 g", "purge: ¦150 g", "a batch may be 150 g", "use less"),
    .init(
        "batch backwards", dryRecipe, "batch: [20 g, 5 kg]", "batch: ¦[5 kg, 20 g]", "least and the greatest mass",
        "[200 g, 2 kg]"),
    .init(
        "least batch beyond the hopper", dryRecipe, "batch: [20 g, 5 kg]", "batch: ¦[6 kg, 8 kg]",
        "hopper-dryer holds 5000 g", "smaller batch"),
    .init("tolerance in °C", dryRecipe, "tolerance: 3 K", "tolerance: ¦3 °C", "in '°C', not in K", "5 K"),
    .init("time-out before the end", dryRecipe, "timeout: 12h", "timeout: ¦5h", "is not longer than time", "more time"),
    .init(
        "unknown heater", dryRecipe, "zones: {air: 65 °C}", "zones: {hopper: ¦65 °C}",
        "'hopper', which is no heater of hopper-dryer", "its heaters: air"),
    .init(
        "hotter than the machine may be", extrudeRecipe, "nozzle: 200 °C", "nozzle: ¦290 °C",
        "above the 280 °C that nozzle of three-zone-extruder", "at most 280 °C"),
    .init(
        "unknown drive", shredRecipe, "drive: shaft", "drive: ¦shafts",
        "'shafts', which is no drive of two-shaft-shredder", "'shaft'"),
    .init(
        "too fast", extrudeRecipe, "screw_speed: 12 rpm", "screw_speed: ¦16 rpm", "out of bounds for screw",
        "1 to 15 rpm"),
    .init(
        "speed in another unit", extrudeRecipe, "puller_speed: 26.7 Hz", "puller_speed: ¦16 rpm", "is not in Hz",
        "50 Hz"),
    .init("speed without a unit", shredRecipe, "speed: 25 rpm", "speed: ¦25", "has no unit", "12 rpm"),
    .init(
        "screw that could never run", extrudeRecipe, "min_temperature: 160 °C", "min_temperature: ¦170 °C",
        "not below the 170 °C of feed", "use less"),
    .init(
        "screw that could never make filament", extrudeRecipe,
        "min_temperature: 160 °C\n    screw: screw\n    screw_speed",
        "min_temperature: ¦205 °C\n    screw: screw\n    screw_speed", "not below the 170 °C of feed", "use less"),
    .init(
        "purge of what has not melted", extrudeRecipe, "min_temperature: 160 °C", "min_temperature: ¦99 °C",
        "procedure[1].min_temperature is out of bounds", "use 100 to 500 °C"),
    .init(
        "filament of what has not melted", extrudeRecipe,
        "min_temperature: 160 °C\n    screw: screw\n    screw_speed",
        "min_temperature: ¦60 °C\n    screw: screw\n    screw_speed", "procedure[2].min_temperature is out of bounds",
        "use 100 to 500 °C"),
    .init(
        "idle above jam", shredRecipe, "idle_current: 45 %", "idle_current: ¦190 %", "not below jam_current", "jammed"),
    .init(
        "cooling what is no heater", dryRecipe, "heaters: [air]", "heaters: [¦blower]", "'blower', which is no heater",
        "air"),
    .init(
        "material unknown", extrudeRecipe, "material: PLA", "material: ¦PLS",
        "'PLS', a material that the floor does not know", "'PLA'"),
    .init(
        "missing step", dryRecipe, "  - phase: dwell\n    name: dry\n", "  - ¦phase: dwell\n", "name is missing",
        "heat up"),
]

private let floors: [SeededEdit] = [
    .init(
        "unknown line", floor, "drive: {line: shredder, unit: 1}", "drive: {line: ¦shreder, unit: 1}",
        "'shreder', which is no line", "'shredder'"),
    .init(
        "module left out", floor, "    modules:\n      drive: {line: shredder, unit: 1}\n", "    ¦modules:\n",
        "modules.drive is missing", "add drive: {line:"),
    .init(
        "module that the type does not have", floor, "      safety: {line: shredder, unit: 2}\n",
        "      safety: {line: shredder, unit: 2}\n      ¦safty: {line: shredder, unit: 9}\n",
        "modules.safty is not a known key", "'safety'"),
    .init(
        "two modules on one unit", floor, "meter: {line: shredder, unit: 3}", "meter: {line: shredder, unit: ¦2}",
        "where machines.shred-1.modules.safety is", "its own unit"),
    .init(
        "machine on two lines", floor, "meter: {line: shredder, unit: 3}", "meter: ¦{line: dryer, unit: 30}",
        "on the line dryer, but drive on shredder", "one line"),
    .init(
        "unit that is reserved", floor, "meter: {line: shredder, unit: 3}", "meter: {line: shredder, unit: ¦250}",
        "is 250", "1 to 247, or 255"),
    .init(
        "Modbus machine on a port", floor, "    type: hopper-dryer\n", "    type: hopper-dryer\n    port: ¦run/dryer\n",
        "hopper-dryer hangs on a Modbus line", "modules:"),
    .init(
        "two lines to one endpoint", floor, "  dryer: {kind: tcp, host: 127.0.0.1, port: 15022}",
        "  ¦dryer: {kind: tcp, host: 127.0.0.1, port: 15021}", "where the line shredder is", "one line"),
    .init(
        "unknown preset", floor, "preset: tasmota-hx711", "preset: ¦tasmota-hx710", "'tasmota-hx710'", "'tasmota-hx711'"
    ),
    .init(
        "preset and values", floor, "preset: tasmota-hx711,", "preset: ¦tasmota-hx711, values: {weight: {unit: g}},",
        "given beside values", "keep one"),
    .init(
        "tare of what does not weigh", floor,
        "preset: tasmota-hx711, topic: tele/bench/SENSOR, stale_after: 60s, tare: 0 g",
        "preset: tasmota-ds18b20, topic: tele/bench/SENSOR, stale_after: 60s, tare: ¦5 g", "no value is a weight",
        "delete it"),
    .init(
        "value without a unit", floor, "preset: tasmota-hx711,", "values: {¦weight: {path: HX711.Weight}},",
        "weight.unit is missing", "unit: g"),
    .init(
        "sensors without a broker", floor, "\nsensors:", "\n¦sensors:", "no broker", "add mqtt:",
        prepared: [("mqtt:\n  host: 127.0.0.1\n  port: 1883\n", "")]),
    .init(
        "empty key in a path", floor, "preset: tasmota-hx711,", "values: {weight: {path: ¦HX711..Weight, unit: g}},",
        "not a path of keys", "HX711.Weight"),
]

struct RecipeAndFloorMistakesTests {
    @Test(arguments: recipes)
    func mistakeInARecipeIsFound(_ edit: SeededEdit) throws { try edit.expectIsTheOnlyMistake() }

    @Test(arguments: floors)
    func mistakeInAFloorIsFound(_ edit: SeededEdit) throws { try edit.expectIsTheOnlyMistake() }
}
