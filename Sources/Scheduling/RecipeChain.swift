internal import FloorModel

/// Recipes that end in filament, each of which takes what the one before it makes.
struct RecipeChain {
    /// In the order in which they run.
    var recipes: [PlannableRecipe]

    /// The chains of the fixed template print ← extrude ← dry ← shred for one material, shortest first. What was
    /// shredded has a moisture that nobody knows: it is dried wherever a recipe dries for the extruder.
    static func chains(for material: String, of recipes: [PlannableRecipe]) -> [RecipeChain] {
        let usable = recipes.filter { $0.material == material && (1...1000).contains($0.yieldPerMille) }
        let extruders = usable.filter { $0.process == .extrude && $0.outputForm == .filament }
        let shredders = usable.filter { $0.process == .shred }
        var dried: [RecipeChain] = []
        var shredded: [RecipeChain] = []
        for extruder in extruders {
            let dryers = dryers(for: extruder, of: usable)
            let chains = dryers.map { RecipeChain(recipes: [$0, extruder]) }.filter(\.isConnected)
            dried += chains
            let tails = dryers.isEmpty ? [RecipeChain(recipes: [extruder])] : chains
            for shredder in shredders {
                shredded += tails.map { RecipeChain(recipes: [shredder] + $0.recipes) }.filter(\.isConnected)
            }
        }
        return extruders.map { RecipeChain(recipes: [$0]) } + dried + shredded
    }

    static func dryers(for extruder: PlannableRecipe, of recipes: [PlannableRecipe]) -> [PlannableRecipe] {
        recipes.filter {
            $0.process == .dry && $0.material == extruder.material && $0.driesFor.contains(extruder.name)
        }
    }

    private var isConnected: Bool {
        zip(recipes, recipes.dropFirst()).allSatisfy { $1.inputForms.contains($0.outputForm) }
    }
}
