internal import FloorModel

/// `floor.yaml` as a whole: which sections there are, and in which order they need each other.
struct FloorFile {
    let file: String
    let machineTypes: SearchPath
    let recipes: SearchPath
    let log: MistakeLog

    /// The floor, or nil; either way `log` holds every mistake of the file, its machine types and its recipes.
    func read() -> FloorDescription? {
        let directory = CatalogPath.directory(of: file)
        return CatalogFile.read(file, log: log) { (reader: inout MappingReader) -> FloorDescription? in
            let site = reader.required("site", example: "{id: leuven, timezone: Europe/Brussels}")
                .flatMap(SiteSection.read)
            if let calendar = reader.optional("calendar") { CalendarSection.check(calendar) }
            let broker = reader.optional("mqtt").map { BrokerSection.read($0, directory: directory) }
            let materials = MaterialsSection.read(reader.optional("materials"))
            let names = materials.map(\.name)
            let lines = reader.optional("lines").flatMap(LinesSection(directory: directory).read) ?? NameTable("line")
            var section = MachinesSection(
                types: machineTypes, directory: directory, materials: names, lines: lines, log: log)
            let machines = reader.optional("machines").map { section.read($0) } ?? []
            let sensors = sensors(&reader)
            let recipes = RecipesOfFloor(folders: recipes, materials: names, log: log)
                .read(for: machines, types: section.typeValues)
            guard let site else { return nil }
            return FloorDescription(
                site: site, broker: broker.flatMap { $0 }, machines: machines, materials: materials,
                lines: lines.values, sensors: sensors, recipes: recipes)
        }
    }

    private func sensors(_ reader: inout MappingReader) -> [SensorDescription] {
        guard let value = reader.optional("sensors") else { return [] }
        if !reader.has("mqtt") {
            value.source.note(
                "sensors are given, but no broker that they are heard through", remedy: "add mqtt: {host: 127.0.0.1}",
                at: value.keyPlace ?? value.place)
        }
        return SensorsSection.read(value)
    }
}
