internal import FloorModel

/// A recipe as its file has it, and what it asks of a machine.
struct WrittenRecipe {
    var recipe: Recipe
    var needs: RecipeNeeds
    /// Where its material is named.
    var material: YAMLValue
}

/// `Recipes/<process>/<name>.yaml`: a master recipe in the order of ISA-88: header, formula, procedure.
enum RecipeFile {
    static let phaseLimit = 32
    static let processes = ProcessKind.allCases.map(\.rawValue)

    private typealias Header = (
        title: String, version: Int, process: ProcessKind, material: String, materialValue: YAMLValue
    )
    private typealias Formula = (
        input: RecipeInput, output: RecipeOutput, batch: ClosedRange<Milligrams>, yield: Int, purge: Milligrams
    )

    /// `extrude/pla` for `…/extrude/pla.yaml`.
    static func name(of file: String) -> String {
        let parts = CatalogPath.absolute(file).split(separator: "/")
        let base = parts.last.map { $0.hasSuffix(".yaml") ? $0.dropLast(5) : $0 } ?? ""
        return "\(parts.dropLast().last ?? "")/\(base)"
    }

    /// Reads `file`, which is called `name` by its place.
    static func read(_ file: String, name: String, log: MistakeLog) -> WrittenRecipe? {
        CatalogFile.read(file, log: log) { (reader: inout MappingReader) -> WrittenRecipe? in
            let needs = RecipeNeeds()
            let header = header(&reader, name: name)
            let formula = formula(&reader, needs)
            let phases = reader.required("procedure", example: "[{phase: heat_and_soak, …}]")
                .flatMap { procedure($0, needs) }
            guard let header, let formula, let phases else { return nil }
            let recipe = Recipe(
                name: name, title: header.title, version: header.version, process: header.process,
                material: header.material, input: formula.input, output: formula.output,
                minimumBatch: formula.batch.lowerBound, maximumBatch: formula.batch.upperBound,
                yieldPerMille: formula.yield, purge: formula.purge, phases: phases)
            return WrittenRecipe(recipe: recipe, needs: needs, material: header.materialValue)
        }
    }

    private static func header(_ reader: inout MappingReader, name: String) -> Header? {
        if let value = reader.required("recipe", example: name), let given = value.text(), given != name {
            value.refuse("is '\(given)' in the file of '\(name)'", remedy: "write \(name), or move the file")
        }
        let title = reader.required("title", example: "PLA filament")?.text(limit: 80)
        let version = reader.required("version", example: "1")?.integer(1...1_000_000, example: 1)
        let processValue = reader.required("process", example: "extrude")
        let process = processValue?.choice(of: processes).flatMap(ProcessKind.init(rawValue:))
        if let process, let processValue, !name.hasPrefix(process.rawValue + "/") {
            processValue.refuse(
                "is \(process.rawValue), but the file's folder is another process",
                remedy: "move it to Recipes/\(process.rawValue)/")
        }
        let materialValue = reader.required("material", example: "PLA")
        let material = materialValue.flatMap(MaterialsSection.name)
        // Part of the file, not of the floor: whoever changes a temperature must say where it is from.
        let sources = reader.required("sources", example: "[maker's data sheet, own trial of 2026-03-01]")?
            .filledItems(limit: 32, example: "maker's data sheet")?.map { $0.text(limit: 300) }
        guard let title, let version, let process, let materialValue, let material, sources != nil else { return nil }
        return (title, version, process, material, materialValue)
    }

    private static func formula(_ reader: inout MappingReader, _ needs: RecipeNeeds) -> Formula? {
        let input = reader.required("input", example: "{forms: [flake]}").flatMap(self.input)
        let output = reader.required("output", example: "{form: filament}").flatMap(self.output)
        let batchValue = reader.required("batch", example: "[200 g, 2 kg]")
        let batch = batchValue.flatMap(self.batch)
        if let batch, let batchValue { needs.needsRoom(for: batch.lowerBound, at: batchValue) }
        let yield = reader.required("yield", example: "95 %")?.measure(.percent, Limits(1, 100), example: "95 %")
        let purgeValue = reader.required("purge", example: "50 g")
        let purge = purgeValue?.mass(Milligrams.zero...Milligrams(100_000_000), example: "50 g")
        if let purge, let batch, let purgeValue, purge >= batch.lowerBound {
            purgeValue.refuse(
                "is \(purge), and a batch may be \(batch.lowerBound)", remedy: "use less, or a larger least batch")
            return nil
        }
        guard let input, let output, let batch, let yield, let purge else { return nil }
        return (input, output, batch, Int((yield * 10).rounded()), purge)
    }

    /// `{forms: [flake, pellet], max_moisture: 250 ppm, max_exposure: 30min}`.
    private static func input(_ value: YAMLValue) -> RecipeInput? {
        value.mapping { (reader: inout MappingReader) -> RecipeInput? in
            let words = MaterialForm.allCases.map(\.rawValue)
            let items = reader.required("forms", example: "[flake, pellet]")?.filledItems(limit: 8, example: "flake")
            let forms = items?.compactMap { $0.choice(of: words).flatMap(MaterialForm.init(rawValue:)) }
            let moisture = reader.optional("max_moisture").map { ppm($0) }
            let exposure = reader.optional("max_exposure")
                .map { $0.duration(.seconds(60)...(.seconds(30 * 86_400)), example: "30min") }
            guard let items, let forms, forms.count == items.count else { return nil }
            return RecipeInput(
                forms: forms, maximumMoisturePPM: moisture.flatMap { $0 }, maximumExposure: exposure.flatMap { $0 })
        }
    }

    /// `{form: flake, moisture: 250 ppm}`.
    private static func output(_ value: YAMLValue) -> RecipeOutput? {
        value.mapping { (reader: inout MappingReader) -> RecipeOutput? in
            let form = reader.required("form", example: "filament")?.choice(of: MaterialForm.allCases.map(\.rawValue))
                .flatMap(MaterialForm.init(rawValue:))
            let moisture = reader.optional("moisture").map { ppm($0) }
            return form.map { RecipeOutput(form: $0, moisturePPM: moisture.flatMap { $0 }) }
        }
    }

    private static func ppm(_ value: YAMLValue) -> Int? {
        value.measure(.partsPerMillion, Limits(1, 100_000), example: "250 ppm").map { Int($0.rounded()) }
    }

    /// `[200 g, 2 kg]`.
    private static func batch(_ value: YAMLValue) -> ClosedRange<Milligrams>? {
        guard let items = value.items() else { return nil }
        let bounds = Milligrams(1000)...Milligrams(10_000_000_000)
        let masses = items.compactMap { $0.mass(bounds, example: "2 kg") }
        guard masses.count == items.count else { return nil }
        guard masses.count == 2, masses[0] <= masses[1] else {
            value.refuse("is not the least and the greatest mass", remedy: "write two masses, as [200 g, 2 kg]")
            return nil
        }
        return masses[0]...masses[1]
    }

    private static func procedure(_ value: YAMLValue, _ needs: RecipeNeeds) -> [Phase]? {
        guard let items = value.filledItems(limit: phaseLimit, example: "{phase: heat_and_soak, …}") else { return nil }
        let phases = items.compactMap { item in
            item.mapping { (reader: inout MappingReader) in PhaseReader(value: item, needs: needs).read(&reader) }
        }
        return phases.count == items.count ? phases : nil
    }
}
