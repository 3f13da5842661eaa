internal import FloorModel

/// The recipes that the machines of a floor can run, from the folders where recipes are looked for.
struct RecipesOfFloor {
    let folders: SearchPath
    let materials: [String]
    let log: MistakeLog
    /// A folder with more recipes for one process than this is another kind of folder.
    static let limit = 500

    /// Reads every recipe for what `machines` do; those that they cannot run are noted, and at its value in `types`
    /// each machine that has none.
    func read(for machines: [MachineDescription], types typeValues: [MachineID: YAMLValue]) -> [Recipe] {
        var types: [String: (type: MachineType, process: ProcessMachineDescription)] = [:]
        for machine in machines {
            if let process = machine.process { types[machine.type.name] = (machine.type, process) }
        }
        let sorted = types.sorted { $0.key < $1.key }.map(\.value)
        return ProcessKind.allCases.flatMap { process -> [Recipe] in
            let able = sorted.filter { $0.process.process == process }
            guard !able.isEmpty else { return [] }
            let read = recipes(of: process)
            let written = read.compactMap(\.self)
            // A recipe that is wrong itself may be the one that a machine lacks.
            if written.count == read.count, written.allSatisfy({ materials.contains($0.recipe.material) }) {
                let idle = machines.filter { $0.process.map { isIdle($0, process, written) } ?? false }
                for machine in idle { refuse(machine, at: typeValues[machine.id]) }
            }
            return written.compactMap { fitting($0, able) }
        }
    }

    /// Whether a machine of this process can run none of its recipes.
    private func isIdle(
        _ machine: ProcessMachineDescription, _ process: ProcessKind, _ written: [WrittenRecipe]
    ) -> Bool {
        machine.process == process && !written.contains { machine.materials.contains($0.recipe.material) }
    }

    private func refuse(_ machine: MachineDescription, at value: YAMLValue?) {
        guard let process = machine.process else { return }
        let materials = Spelling.list(process.materials)
        value?.refuse(
            "is \(machine.type.name), which has no recipe: none to \(process.process.rawValue) \(materials) was found",
            remedy: "add \(process.process.rawValue)/<name>.yaml for \(materials) to one of the folders looked in: "
                + folders.searched)
    }

    /// Nil for each that is wrong itself.
    private func recipes(of process: ProcessKind) -> [WrittenRecipe?] {
        let files = folders.entries(in: process.rawValue).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        return files.prefix(Self.limit).map { entry in
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
