internal import FloorModel

/// `machines: {mk3-1: {type: prusa-mk3s, port: /dev/machina/mk3-1, resume: ask}}`.
struct MachinesSection {
    let folders: MachineFolders
    /// Holds the floor file.
    let directory: String
    /// The materials that the floor knows.
    let materials: [String]
    /// Serial ports that Modbus lines occupy.
    let linePorts: [(line: String, port: String)]
    let log: MistakeLog

    /// The machines that are right; mistakes of the others are noted.
    func read(_ value: YAMLValue) -> [MachineDescription] {
        var users = Dictionary(linePorts.map { ($0.port, "line \($0.line)") }, uniquingKeysWith: { first, _ in first })
        return value.mapping { (reader: inout MappingReader) -> [MachineDescription]? in
            reader.named("machine").compactMap { id, value in
                value.mapping { (reader: inout MappingReader) -> MachineDescription? in
                    machine(id, &reader, &users)
                }
            }
        } ?? []
    }

    private func machine(
        _ id: String?, _ reader: inout MappingReader, _ users: inout [String: String]
    ) -> MachineDescription? {
        let type = reader.required("type", example: "generic-marlin").flatMap(self.type)
        if let modules = reader.optional("modules") {
            modules.refuse(
                "makes this a Modbus machine, which this version cannot drive",
                remedy: "take the machine out of the floor file; only printers with a port: are driven")
            reader.passOverRest()
            return nil
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
        guard let id, let type, let port else { return nil }
        return MachineDescription(id: MachineID(id), type: type, port: port, baud: baud.flatMap { $0 })
    }

    private func type(_ value: YAMLValue) -> MachineType? {
        guard let name = value.identifier() else { return nil }
        guard let file = folders.file(ofType: name) else {
            let known = folders.types()
            let guess = Spelling.nearest(to: name, among: known).map { "did you mean '\($0)'? " } ?? ""
            let found = known.isEmpty ? "none found in \(folders.directories.joined(separator: ", "))" : nil
            value.refuse(
                "has '\(name)', a machine type that is not known",
                remedy: "\(guess)known types: \(found ?? Spelling.list(known))")
            return nil
        }
        return MachineTypeFile.read(file, name: name, materials: materials, log: log)
    }
}
