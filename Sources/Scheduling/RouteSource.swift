internal import FloorModel

/// A chain of recipes and the feedstock that it begins with.
struct RouteSource {
    var chain: RecipeChain
    /// What its first recipe takes.
    var heaps: HeapsByColour
    /// Of a chain that only extrudes and that nothing dries for: what it would take if moisture did not matter.
    var wetHeaps: HeapsByColour

    /// Shortest first.
    static func all(
        for material: String, of recipes: [PlannableRecipe], _ feedstock: FeedstockLedger
    ) -> [RouteSource] {
        RecipeChain.chains(for: material, of: recipes).map { chain in
            let first = chain.recipes[0]
            let isUndryable = chain.recipes.count == 1 && RecipeChain.dryers(for: first, of: recipes).isEmpty
            return RouteSource(
                chain: chain, heaps: HeapsByColour(feedstock.heaps(for: first)),
                wetHeaps: HeapsByColour(isUndryable ? feedstock.heaps(for: first, evenTooWet: true) : []))
        }
    }
}

/// Heaps in the order of their oldest lots, found by colour.
struct HeapsByColour {
    private let heaps: [FeedstockLedger.Heap]
    private var places: [String: Int] = [:]

    init(_ heaps: [FeedstockLedger.Heap]) {
        self.heaps = heaps
        for (place, heap) in heaps.enumerated() {
            if let colour = heap.colour { places[colour] = place }
        }
    }

    /// A colour of nil asks for any.
    func matching(_ colour: String?) -> ArraySlice<FeedstockLedger.Heap> {
        guard let colour else { return heaps[...] }
        return places[colour].map { heaps[$0...$0] } ?? []
    }
}
