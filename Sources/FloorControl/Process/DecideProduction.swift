internal import FloorModel
internal import Scheduling

/// What the planner is told of feedstock, recipes and filament under way.
extension Turn {
    func feedstock(_ claims: Claims) -> [PlannableFeedstock] {
        guard !floor.description.recipes.isEmpty else { return [] }
        var stock: [PlannableFeedstock] = []
        var room: [String: Int] = [:]
        for lot in state.lots where lot.form != .filament && lot.mass > claims[lot.id] {
            let isShreddable = MaterialForm.shreddable.contains(lot.form)
            let heap = "\(lot.material) \(lot.colour ?? "") \(isShreddable)"
            guard room[heap, default: FloorLimits.batchLots] > 0 else { continue }
            room[heap, default: FloorLimits.batchLots] -= 1
            let wet = floor.description.recipes.filter { $0.material == lot.material && isTooWet(lot, for: $0) }
            stock.append(
                PlannableFeedstock(
                    id: lot.id, form: lot.form, material: lot.material, colour: lot.colour,
                    free: lot.mass - claims[lot.id], tooWetFor: wet.map(\.name)))
            if stock.count == FloorLimits.feedstockLots { break }
        }
        return stock
    }

    func plannableRecipes() -> [PlannableRecipe] {
        floor.description.recipes.map { recipe in
            PlannableRecipe(
                name: recipe.name, process: recipe.process, material: recipe.material,
                inputForms: recipe.input.forms, outputForm: recipe.output.form, driesFor: dried(by: recipe),
                minimumBatch: recipe.minimumBatch, maximumBatch: recipe.maximumBatch,
                yieldPerMille: recipe.yieldPerMille, purge: recipe.purge, machines: processors(for: recipe))
        }
    }

    private func dried(by recipe: Recipe) -> [String] {
        guard let moisture = recipe.output.moisturePPM else { return [] }
        return floor.description.recipes.filter { other in
            guard let maximum = other.input.maximumMoisturePPM else { return false }
            return other.material == recipe.material && other.name != recipe.name && moisture <= maximum
        }.map(\.name)
    }

    /// Machines out of production make nothing; those that do not answer are waited for.
    private func processors(for recipe: Recipe) -> [PlannableProcessor] {
        floor.description.machines.compactMap { machine in
            guard let process = machine.process, process.process == recipe.process,
                process.materials.contains(recipe.material), state.machine(machine.id)?.mode == .production
            else { return nil }
            let load = state.openRoutes.count { state.operations[$0]?.machine == machine.id }
            return PlannableProcessor(id: machine.id, capacity: process.capacity, load: load)
        }
    }

    /// What the routes under way will make, by their last step.
    func comingFilament() -> [ComingFilament] {
        state.openRoutes.compactMap { id in
            guard let operation = state.operations[id], operation.process == .extrude,
                let recipe = recipe(of: operation), case .process(_, _, let planned) = operation.step
            else { return nil }
            let loaded = operation.loaded.reduce(Milligrams.zero) { $0 + $1.mass }
            let ready = state.inputs(of: operation).reduce(Milligrams.zero) { $0 + $1.mass }
            let mass = loaded > .zero ? loaded : ready > .zero ? min(ready, planned) : planned
            return ComingFilament(
                material: recipe.material, colour: colour(of: operation), mass: recipe.expectedYield(of: mass))
        }
    }

    /// The colour of what a route began with.
    private func colour(of operation: Operation) -> String? {
        var first = operation
        while let before = first.after.flatMap({ state.operations[$0] }) { first = before }
        let shares = first.loaded.isEmpty ? first.inputs : first.loaded
        return shares.first.flatMap { state.lots[$0.lot]?.colour }
    }
}
