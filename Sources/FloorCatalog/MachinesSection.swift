internal import FloorModel

/// `machines:` of a floor file: `mk3-1: {type: prusa-mk3s, port: /dev/machina/mk3-1, resume: ask}`,
/// `shred-1: {type: two-shaft-shredder, modules: {drive: {line: shop, unit: 1}, …}}`.
struct MachinesSection {
    let types: SearchPath
    /// Holds the floor file.
    let directory: String
    /// The materials that the floor knows.
    let materials: [String]
    let log: MistakeLog
    /// Where the type of each machine that is right is named.
    private(set) var typeValues: [MachineID: YAMLValue] = [:]
    private var bindings: ModuleBindings
    /// Who has a serial port already.
    private var users: [String: String]

    init(
        types: SearchPath, directory: String, materials: [String], lines: NameTable<LineDescription>, log: MistakeLog
    ) {
        self.types = types
        self.directory = directory
        self.materials = materials
        self.log = log
        bindings = ModuleBindings(lines: lines)
        users = [:]
        for line in lines.values {
            if case .rtu(let port, _, _) = line.endpoint { users[port] = "line \(line.id)" }
        }
    }

    /// The machines that are right; mistakes of the others are noted.
    mutating func read(_ value: YAMLValue) -> [MachineDescription] {
        value.mapping { (reader: inout MappingReader) -> [MachineDescription]? in
            reader.named("machine").compactMap { id, value in
                value.mapping { (reader: inout MappingReader) -> MachineDescription? in machine(id, &reader) }
            }
        } ?? []
    }

    private mutating func machine(_ id: String?, _ reader: inout MappingReader) -> MachineDescription? {
        let typeValue = reader.required("type", example: "generic-marlin")
        let type = typeValue.flatMap(self.type)
        let connection: MachineConnection?
        switch type?.kind {
        case .printer: connection = serial(id, &reader, typeName: type?.name)
        case .process(let process): connection = modbus(&reader, process, typeName: type?.name)
        // A machine whose type is wrong itself: only what stands here is looked at.
        case nil where reader.has("modules"): connection = modbus(&reader, nil, typeName: nil)
        case nil where reader.has("port") || !reader.has("type"): connection = serial(id, &reader, typeName: nil)
        case nil:
            reader.passOverRest()
            connection = nil
        }
        guard let id, let type, let connection else { return nil }
        typeValues[MachineID(id)] = typeValue
        return MachineDescription(id: MachineID(id), type: type, connection: connection)
    }

    private mutating func serial(
        _ id: String?, _ reader: inout MappingReader, typeName: String?
    ) -> MachineConnection? {
        if let typeName {
            reader.optional("modules")?.refuse(
                "are given, but \(typeName) is a printer on a serial port", remedy: "write port: instead")
        }
        let portValue = reader.required("port", example: "/dev/machina/\(id ?? "mk3-1")")
        let port = portValue.flatMap { PortPath.read($0, directory: directory) }
        if let portValue, let port {
            if let other = users[port] {
                portValue.refuse("is '\(port)', where \(other) is", remedy: "give each its own port")
            } else {
                users[port] = id ?? "another machine"
            }
        }
        let baud = reader.optional("baud").map(MachineTypeFile.baud)
        // After a cut an operator decides; no other way exists yet.
        _ = reader.optional("resume")?.choice(of: ["ask"])
        return port.map { .serial(port: $0, baud: baud.flatMap { $0 }) }
    }

    private mutating func modbus(
        _ reader: inout MappingReader, _ process: ProcessMachineDescription?, typeName: String?
    ) -> MachineConnection? {
        if let typeName {
            reader.optional("port")?.refuse(
                "is given, but \(typeName) hangs on a Modbus line", remedy: "write modules: instead")
        }
        let first = process?.modules.first?.name ?? "drive"
        let value = reader.required("modules", example: "{\(first): {line: shop, unit: 1}, …}")
        return value.flatMap { bindings.read($0, type: process) }.map(MachineConnection.modbus)
    }

    private func type(_ value: YAMLValue) -> MachineType? {
        guard let name = value.identifier() else { return nil }
        guard let file = types.file(name + "/machine.yaml") else {
            let known = types.entries().filter { types.file($0 + "/machine.yaml") != nil }
            let guess = Spelling.nearest(to: name, among: known).map { "did you mean '\($0)'? " } ?? ""
            let found = known.isEmpty ? "none found in \(types.directories.joined(separator: ", "))" : nil
            value.refuse(
                "has '\(name)', a machine type that is not known",
                remedy: "\(guess)known types: \(found ?? Spelling.list(known))")
            return nil
        }
        return MachineTypeFile.read(file, name: name, materials: materials, log: log)
    }
}
