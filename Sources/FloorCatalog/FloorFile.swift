internal import FloorModel

/// `floor.yaml` as a whole: which sections there are, and in which order they need each other.
struct FloorFile {
    let file: String
    let folders: MachineFolders
    let log: MistakeLog

    /// The floor, or nil; either way `log` holds every mistake of the file and its machine types.
    func read() -> FloorDescription? {
        let directory = CatalogPath.directory(of: file)
        return CatalogFile.read(file, log: log) { (reader: inout MappingReader) -> FloorDescription? in
            let site = reader.required("site", example: "{id: leuven, timezone: Europe/Brussels}")
                .flatMap(SiteSection.read)
            if let calendar = reader.optional("calendar") { CalendarSection.check(calendar) }
            let broker = reader.optional("mqtt").map { BrokerSection.read($0, directory: directory) }
            let materials = MaterialsSection.read(reader.optional("materials"))
            let ports = reader.optional("lines").map { LinesSection.check($0, directory: directory) } ?? []
            let section = MachinesSection(
                folders: folders, directory: directory, materials: materials.map(\.name), linePorts: ports, log: log)
            let machines = reader.optional("machines").map(section.read) ?? []
            if let sensors = reader.optional("sensors") { SensorsSection.check(sensors) }
            guard let site else { return nil }
            return FloorDescription(
                site: site, broker: broker.flatMap { $0 }, machines: machines, materials: materials)
        }
    }
}
