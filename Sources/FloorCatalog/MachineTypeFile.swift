internal import FloorModel

/// `machine.yaml`: what one type of machine is and can do. Physical values carry their unit.
enum MachineTypeFile {
    /// Kinds that the house plans for; washers and presses cannot be driven yet.
    static let kinds = ["printer", "shredder", "extruder", "dryer", "washer", "press"]
    /// The reply dialects of the G-code streamer; `auto` asks the firmware.
    static let dialects = [
        "auto", "marlin", "marlin-old", "prusa", "repetier", "smoothie", "reprapfirmware", "klipper",
    ]
    /// What the serial adapter can set and printers are sold with.
    static let baudRates = [
        9600, 19200, 38400, 57600, 76800, 115_200, 230_400, 250_000, 460_800, 500_000, 921_600, 1_000_000, 2_000_000,
    ]

    /// Reads `file`, the type in the folder `name`. `materials` are those that the floor knows; nil takes any name.
    static func read(_ file: String, name: String, materials: [String]?, log: MistakeLog) -> MachineType? {
        CatalogFile.read(file, log: log) { (reader: inout MappingReader) -> MachineType? in
            let type = reader.required("type", example: name)
            if let type, let given = type.identifier(), given != name {
                type.refuse("is '\(given)' in the folder '\(name)'", remedy: "write \(name) or rename the folder")
            }
            let title = reader.required("title", example: "Prusa i3 MK3S+")?.text(limit: 80)
            let kindValue = reader.required("kind", example: "printer")
            guard let kind = kindValue?.choice(of: kinds) else {
                reader.passOverRest()
                return nil
            }
            let described: MachineKind?
            if kind == "printer" {
                described = printer(&reader, materials: materials).map(MachineKind.printer)
            } else if let process = ProcessMachineFile.kinds.first(where: { $0.kind == kind })?.process {
                described = ProcessMachineFile(process: process, materials: materials).read(&reader)
                    .map(MachineKind.process)
            } else {
                kindValue?.refuse(
                    "is \(kind), which this version cannot drive",
                    remedy: "take machines of the type \(name) out of the floor file")
                reader.passOverRest()
                return nil
            }
            guard let title, let described else { return nil }
            return MachineType(name: name, title: title, kind: described)
        }
    }

    static func baud(_ value: YAMLValue) -> Int? {
        guard let baud = value.integer(1...10_000_000, example: 115_200) else { return nil }
        guard baudRates.contains(baud) else {
            let nearest = baudRates.min { ($0 - baud).magnitude < ($1 - baud).magnitude } ?? 115_200
            value.refuse("is \(baud), not a rate that can be set", remedy: "did you mean \(nearest)?")
            return nil
        }
        return baud
    }

    private static func printer(_ reader: inout MappingReader, materials: [String]?) -> PrinterDescription? {
        let dialect = reader.required("dialect", example: "auto")?.choice(of: dialects)
        let baud = reader.required("baud", example: "115200").flatMap(Self.baud)
        let volume = reader.required("build_volume", example: "{x: [0 mm, 250 mm], y: …, z: …}").flatMap(Self.volume)
        let nozzle = reader.required("nozzle", example: "0.4 mm")?.millimetres(Limits(0.1, 2), example: "0.4 mm")
        let filament = reader.required("filament", example: "1.75 mm")?
            .millimetres(Limits(1, 3.2), example: "1.75 mm")
        let nozzleMaximum = reader.required("nozzle_max", example: "280 °C")?
            .celsius(Limits(100, 500), example: "280 °C")
        let bedMaximum = reader.required("bed_max", example: "100 °C")?.celsius(Limits(0, 200), example: "100 °C")
        let names = reader.required("materials", example: "[PLA, PETG]").flatMap { Self.names($0, known: materials) }
        let stopWithin = reader.required("stop_within", example: "10s")?
            .duration(.seconds(1)...(.seconds(120)), example: "10s")
        let staleAfter = reader.required("stale_after", example: "15s")?
            .duration(.seconds(1)...(.seconds(600)), example: "15s")
        guard let dialect, let baud, let volume, let nozzle, let filament, let nozzleMaximum, let bedMaximum, let names,
            let stopWithin, let staleAfter
        else { return nil }
        return PrinterDescription(
            dialect: dialect, baud: baud, xMillimetres: volume.x, yMillimetres: volume.y, zMillimetres: volume.z,
            nozzleMillimetres: nozzle, filamentMillimetres: filament, nozzleMaximumCelsius: nozzleMaximum,
            bedMaximumCelsius: bedMaximum, materials: names, stopWithin: stopWithin, staleAfter: staleAfter)
    }

    private static func volume(_ value: YAMLValue) -> (x: Limits, y: Limits, z: Limits)? {
        value.mapping { (reader: inout MappingReader) -> (x: Limits, y: Limits, z: Limits)? in
            let bounds = Limits(-1000, 5000)
            let example = "[0 mm, 250 mm]"
            let x = reader.required("x", example: example)?.millimetreLimits(bounds, example: example)
            let y = reader.required("y", example: example)?.millimetreLimits(bounds, example: example)
            let z = reader.required("z", example: example)?.millimetreLimits(bounds, example: example)
            guard let x, let y, let z else { return nil }
            return (x, y, z)
        }
    }

    /// `[PLA, PETG]`, names that the floor knows; nil takes any.
    static func names(_ value: YAMLValue, known: [String]?) -> [String]? {
        guard let items = value.items(limit: 64) else { return nil }
        var names: [String] = []
        for item in items {
            guard let name = MaterialsSection.name(item) else { continue }
            if names.contains(name) {
                item.refuse("repeats '\(name)'", remedy: "keep one of them")
            } else if let known, !known.contains(name) {
                let guess = Spelling.nearest(to: name, among: known).map { "did you mean '\($0)'? or " } ?? ""
                item.refuse(
                    "has '\(name)', a material that the floor does not know",
                    remedy: guess + "add it with its density under materials: in the floor file")
            } else {
                names.append(name)
            }
        }
        if items.isEmpty { value.refuse("is an empty list", remedy: "name at least one material, as [PLA]") }
        return names.count == items.count && !names.isEmpty ? names : nil
    }
}
