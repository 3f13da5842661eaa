internal import FloorModel

/// How much a recipe must be fed for so much product and how much comes out, in whole milligrams and never on the
/// hopeful side: what must go in is rounded up, what comes out is rounded down.
extension PlannableRecipe {
    /// Ten thousand tonnes: beyond any floor, and small enough that a thousandfold of it is still a number. Needs stop
    /// here, and batches just below, so that what reaches it is too large for every machine.
    static let ceiling = Milligrams(10_000_000_000_000)

    /// What makes so much product: at least the smallest batch.
    func input(for output: Milligrams) -> Milligrams {
        let beyondPurge = (output.count * 1000 + Int64(yieldPerMille) - 1) / Int64(yieldPerMille)
        let input = min(Milligrams(beyondPurge), Self.ceiling) + min(purge, Self.ceiling)
        return min(max(input, minimumBatch), Self.ceiling)
    }

    func output(of input: Milligrams) -> Milligrams {
        max(.zero, Milligrams((input - min(purge, Self.ceiling)).count * Int64(yieldPerMille) / 1000))
    }

    /// The most that one of its machines takes at once; nil where none takes the smallest batch.
    var largestBatch: Milligrams? {
        guard let capacity = machines.map(\.capacity).max() else { return nil }
        let largest = min(capacity, maximumBatch, Self.ceiling - Milligrams(1))
        return largest >= minimumBatch ? largest : nil
    }
}

extension RecipeChain {
    /// What each step must be fed at least for so much filament, whatever the machines take.
    func needs(for filament: Milligrams) -> [Milligrams] {
        backwards(from: filament) { $0.input(for: $1) }
    }

    /// What each step should be fed for so much filament, from so much feedstock at most: as much as its machines and
    /// the step before it allow.
    func batches(for filament: Milligrams, from feedstock: Milligrams) -> [Milligrams] {
        var batches = backwards(from: filament) { recipe, output in
            min(recipe.input(for: output), recipe.largestBatch ?? .zero)
        }
        var flow = feedstock
        for (step, recipe) in recipes.enumerated() {
            batches[step] = min(batches[step], flow)
            flow = recipe.output(of: batches[step])
        }
        return batches
    }

    private func backwards(
        from filament: Milligrams, _ input: (PlannableRecipe, Milligrams) -> Milligrams
    ) -> [Milligrams] {
        var output = min(filament, PlannableRecipe.ceiling)
        var inputs: [Milligrams] = []
        for recipe in recipes.reversed() {
            output = input(recipe, output)
            inputs.append(output)
        }
        return inputs.reversed()
    }
}
