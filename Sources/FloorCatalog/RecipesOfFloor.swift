internal import FloorModel

/// The recipes that the machines of a floor can run, from the folders where recipes are looked for.
struct RecipesOfFloor {
    let folders: SearchPath
    let materials: [String]
    let log: MistakeLog
    /// A folder with more recipes for one process than this is another kind of folder.
    static let limit = 500

    /// Reads every recipe for what `machines` do; those that they cannot run are noted.
    func read(for machines: [MachineDescription]) -> [Recipe] {
        var types: [String: (type: MachineType, process: ProcessMachineDescription)] = [:]
        for machine in machines {
            if let process = machine.process { types[machine.type.name] = (machine.type, process) }
        }
        let sorted = types.sorted { $0.key < $1.key }.map(\.value)
        return ProcessKind.allCases.flatMap { process -> [Recipe] in
            let able = sorted.filter { $0.process.process == process }
            return able.isEmpty ? [] : recipes(of: process).compactMap { fitting($0, able) }
        }
    }

    private func recipes(of process: ProcessKind) -> [WrittenRecipe] {
        let files = folders.entries(in: process.rawValue).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        return files.prefix(Self.limit).compactMap { entry in
            let name = "\(process.rawValue)/\(entry.dropLast(5))"
            return folders.file("\(process.rawValue)/\(entry)").flatMap { RecipeFile.read($0, name: name, log: log) }
        }
    }

    /// Nil for a material that no machine of the process takes, or that the floor does not know.
    private func fitting(
        _ written: WrittenRecipe, _ types: [(type: MachineType, process: ProcessMachineDescription)]
    ) -> Recipe? {
        let material = written.recipe.material
        guard materials.contains(material) else {
            let guess = Spelling.nearest(to: material, among: materials).map { "did you mean '\($0)'? or " } ?? ""
            written.material.refuse(
                "has '\(material)', a material that the floor does not know",
                remedy: guess + "add it with its density under materials: in the floor file")
            return nil
        }
        let able = types.filter { $0.process.materials.contains(material) }
        for machine in able { written.needs.check(machine.process, type: machine.type.name) }
        return able.isEmpty ? nil : written.recipe
    }
}
