import FloorCatalog
import Testing

/// One seeded mistake, where it must be found, and what the report must say and advise.
struct SeededMistake: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var yaml: String
    var line: Int
    var column: Int
    var what: String
    var remedy: String

    init(_ name: String, _ yaml: String, _ line: Int, _ column: Int, _ what: String, _ remedy: String) {
        testDescription = name
        self.yaml = yaml
        self.line = line
        self.column = column
        self.what = what
        self.remedy = remedy
    }
}

private let site = "site: {id: demo, timezone: UTC}\n"

private let floorMistakes: [SeededMistake] = [
    .init("no site", "machines: {}\n", 1, 1, "site is missing", "add site: {id"),
    .init("unknown section", site + "machine: {}\n", 2, 1, "machine is not a known key", "'machines'"),
    .init("unknown key", "site: {id: demo, timezone: UTC, virtal: true}\n", 1, 33, "site.virtal", "'virtual'"),
    .init("bad site id", "site: {id: Leuven, timezone: UTC}\n", 1, 12, "'Leuven', which is not an id", "lower-case"),
    .init("bad zone", "site: {id: demo, timezone: Europe/Brussel}\n", 1, 28, "not a time zone", "Europe/Brussels"),
    .init("not a truth", "site: {id: demo, timezone: UTC, virtual: yes}\n", 1, 42, "'yes'", "true or false"),
    .init("no scheme", "site: {id: a, timezone: UTC, base_url: a.be}\n", 1, 40, "not a web address", "https://"),
    .init(
        "key without value", "site:\n  id: demo\n  timezone:\n", 3, 3, "site.timezone has no value", "delete the line"),
    .init("site is a list", "site: [demo]\n", 1, 7, "is a list, not a mapping", "key: value"),
    .init("duplicate key", site + "mqtt:\n  host: a\n  port: 1\n  host: b\n", 5, 3, "first in line 3", "keep one"),
    .init(
        "duplicate machine", site + "machines:\n  a-1: {type: x}\n  a-1: {type: ender-3-v2, port: p}\n", 4, 3, "twice",
        "keep"),
    .init("port out of bounds", site + "mqtt: {host: a, port: 70000}\n", 2, 23, "is 70000", "1 to 65535"),
    .init("port quoted", site + "mqtt: {host: a, port: '1883'}\n", 2, 23, "not a whole number", "without quotes"),
    .init("no host", site + "mqtt:\n  port: 1883\n", 2, 1, "mqtt.host is missing", "127.0.0.1"),
    .init("host with scheme", site + "mqtt: {host: 'mqtt://a'}\n", 2, 14, "not a host", "alone"),
    .init("password without user", site + "mqtt: {host: a, password_file: p}\n", 2, 32, "without a user", "add user"),
    .init("bad hours", site + "calendar: {open: [Mon-Fri 9-21]}\n", 2, 19, "not opening hours", "Mon-Fri 09:00"),
    .init("hours backwards", site + "calendar: {open: ['Sat 18:00-10:00']}\n", 2, 19, "before it opens", "two entries"),
    .init("no such day", site + "calendar: {closed: [2026-02-29]}\n", 2, 21, "not a date", "2026-12-25"),
    .init(
        "bad parity", site + "lines:\n  b: {kind: rtu, port: p, baud: 9600, parity: evn}\n", 3, 47, "'evn'", "'even'"),
    .init("bad line kind", site + "lines: {b: {kind: udp, port: p}}\n", 2, 19, "'udp'", "tcp"),
    .init(
        "sensor without unit", site + "sensors:\n  h: {preset: a, topic: t, stale_after: 60}\n", 3, 41, "has no unit",
        "60s"),
    .init(
        "topic filter", site + "sensors: {h: {preset: tasmota-hx711, topic: 'a/+/b', stale_after: 60s}}\n", 2, 45,
        "a topic with a wildcard", "in full"),
    .init("no density", site + "materials: [{name: PLA-REC}]\n", 2, 13, "density_g_cm3 is missing", "1.24"),
    .init("lower-case material", site + "materials: [{name: pla, density_g_cm3: 1}]\n", 2, 20, "'pla'", "upper-case"),
    .init("heavy material", site + "materials: [{name: AU, density_g_cm3: 19.3}]\n", 2, 39, "is 19.3", "0.3 to 9"),
    .init(
        "unit left off a key", site + "materials: [{name: A, density: 1}]\n", 2, 23, "density is not a known",
        "density_g_cm3"),
    .init("bad machine id", site + "machines:\n  MK3 1: {type: ender-3-v2, port: p}\n", 3, 3, "not the id", "hyphens"),
    .init(
        "unknown type", site + "machines:\n  a: {type: prusa-mk3, port: p}\n", 3, 13, "'prusa-mk3'", "mean 'prusa-mk3s'"
    ),
    .init("no type", site + "machines:\n  a: {port: p}\n", 3, 3, "machines.a.type is missing", "add type:"),
    .init(
        "no port", site + "machines:\n  a: {type: ender-3-v2}\n", 3, 3, "machines.a.port is missing", "/dev/machina/a"),
    .init(
        "shared port", site + "machines:\n  a: {type: ender-3-v2, port: p}\n  b: {type: ender-3-v2, port: ./p}\n", 4,
        31,
        "where a is", "own port"),
    .init(
        "port of a line",
        site
            + "lines: {b: {kind: rtu, port: /x, baud: 9600, parity: none}}\nmachines:\n  a: {type: ender-3-v2, port: /x}\n",
        4, 31, "where line b is", "own port"),
    .init("odd baud", site + "machines:\n  a: {type: ender-3-v2, port: p, baud: 115000}\n", 3, 40, "115000", "115200"),
    .init("resume", site + "machines:\n  a: {type: ender-3-v2, port: p, resume: auto}\n", 3, 42, "'auto'", "ask"),
    .init(
        "printer with modules", site + "machines:\n  a: {type: ender-3-v2, modules: {drive: {line: b, unit: 3}}}\n", 3,
        34, "ender-3-v2 is a printer", "write port:"),
    .init("tab", "site:\n\tid: demo\n", 2, 1, "not YAML", "spaces"),
    .init("open bracket", "site: {id: demo\nmachines: {}\n", 2, 9, "not YAML", "mend"),
    .init("anchor", site + "mqtt: &b {host: a}\n", 2, 7, "anchors and aliases", "write the value out"),
    .init("second document", site + "---\nsite: {}\n", 2, 1, "another document", "mend"),
]

private let machine = """
    type: generic-marlin
    title: A printer
    kind: printer
    dialect: auto
    baud: 115200
    build_volume: {x: [0 mm, 200 mm], y: [0 mm, 200 mm], z: [0 mm, 180 mm]}
    nozzle: 0.4 mm
    filament: 1.75 mm
    nozzle_max: 240 °C
    bed_max: 80 °C
    materials: [PLA, PETG]
    stop_within: 10s
    stale_after: 15s
    """

/// Name, the line to replace by what, and where the mistake is.
private let machineMistakes: [SeededMistake] = [
    .init("other folder", "type: prusa-mk3s", 1, 7, "in the folder 'generic-marlin'", "rename the folder"),
    .init("undrivable kind", "kind: washer", 3, 7, "is washer, which this version cannot drive", "generic-marlin"),
    .init("unknown kind", "kind: printr", 3, 7, "'printr'", "'printer'"),
    .init("dialect", "dialect: marlon", 4, 10, "'marlon'", "'marlin'"),
    .init("baud in words", "baud: fast", 5, 7, "'fast', not a whole number", "115200"),
    .init("no unit", "nozzle: 0.4", 7, 9, "nozzle has no unit", "0.4 mm"),
    .init("wrong unit", "filament: 1.75 cm", 8, 11, "in 'cm', not in mm", "1.75 mm"),
    .init("Fahrenheit", "nozzle_max: 464 °F", 9, 13, "in '°F', not in °C", "280 °C"),
    .init("hot bed", "bed_max: 400 °C", 10, 10, "out of bounds", "0 to 200 °C"),
    .init("unknown material", "materials: [PLA, PETT]", 11, 18, "'PETT'", "'PETG'"),
    .init("time without unit", "stop_within: 10", 12, 14, "has no unit", "10s"),
    .init("months", "stale_after: 1 month", 13, 14, "'month', which is not a unit of time", "min"),
    .init(
        "volume backwards", "build_volume: {x: [200 mm, 0 mm], y: [0 mm, 9 mm], z: [0 mm, 9 mm]}", 6, 19,
        "before it begins",
        "least first"),
    .init(
        "axis missing", "build_volume: {x: [0 mm, 200 mm], y: [0 mm, 9 mm]}", 6, 1, "build_volume.z is missing",
        "add z:"),
    .init("unknown key", "nozle: 0.4 mm", 7, 1, "nozle is not a known key", "'nozzle'"),
]

struct SeededMistakesTests {
    @Test(arguments: floorMistakes)
    func floorMistakeIsFound(_ seeded: SeededMistake) throws {
        let found = try mistakes(inFloor: seeded.yaml.utf8)
        expect(seeded, in: found, file: "floor.yaml")
    }

    @Test(arguments: machineMistakes)
    func machineMistakeIsFound(_ seeded: SeededMistake) throws {
        var lines = machine.split(separator: "\n").map(String.init)
        lines[seeded.line - 1] = seeded.yaml
        let found = try withFolder { folder in
            try write(lines.joined(separator: "\n"), to: folder + "/Machines/generic-marlin/machine.yaml")
            let floor = site + "machines: {a: {type: generic-marlin, port: p}}\n"
            try write(floor, to: folder + "/floor.yaml")
            return FloorCatalog.check(files: [folder + "/floor.yaml"], machinesDirectory: folder + "/Machines")
        }
        expect(seeded, in: found, file: "machine.yaml")
    }

    @Test func theMachineThatIsSeededIsRight() throws {
        try withFolder { folder in
            try write(machine, to: folder + "/generic-marlin/machine.yaml")
            #expect(FloorCatalog.check(files: [folder + "/generic-marlin/machine.yaml"]) == [])
        }
    }

    private func expect(_ seeded: SeededMistake, in found: [Mistake], file: String) {
        let hit = found.first { $0.line == seeded.line && $0.column == seeded.column && $0.what.contains(seeded.what) }
        #expect(hit != nil, "\(found.map(\.description))")
        #expect(hit?.file.hasSuffix("/" + file) == true)
        #expect(hit?.remedy.contains(seeded.remedy) == true, "\(hit?.remedy ?? "")")
    }

    /// All mistakes of a file come at once, by position, whatever their kind.
    @Test func everyMistakeOfAFileIsReportedInOrder() throws {
        let yaml = """
            site: {id: Demo, timezone: Europe/Brusels, virtal: true}
            mqtt:
              host: http://x
              port: 1883
              port: 70000
              port: "5"
            calendar: {open: [never]}
            machines:
              mk3-1: {type: prusa-mk3, port: a, bauds: 3}
              mk3-2: {type: prusa-mk3s, port: a}
            """
        let found = try mistakes(inFloor: yaml.utf8)
        #expect(
            found.map { "\($0.line):\($0.column)" } == [
                "1:12", "1:28", "1:44", "3:9", "5:3", "6:3", "6:9", "7:19", "9:17", "9:37", "10:35",
            ])
        #expect(found == found.sorted())
        #expect(found.allSatisfy { !$0.remedy.isEmpty })
    }
}
