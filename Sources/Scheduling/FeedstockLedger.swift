internal import FloorModel

/// Feedstock as a plan is made: what of each lot no route has claimed.
struct FeedstockLedger {
    private let lots: [PlannableFeedstock]
    private var free: [Milligrams]

    /// Lots that may go into a machine together: of one material and one colour, oldest first.
    struct Heap {
        var colour: String?
        var positions: [Int] = []
    }

    /// Oldest first.
    init(_ lots: [PlannableFeedstock]) {
        self.lots = lots
        free = lots.map { min(max($0.free, .zero), PlannableRecipe.ceiling) }
    }

    /// What a recipe takes, by colour, in the order of their oldest lots. Filament is stock, never feedstock: a route
    /// does not feed on what it makes.
    func heaps(for recipe: PlannableRecipe, evenTooWet: Bool = false) -> [Heap] {
        var heaps: [Heap] = []
        var places: [String?: Int] = [:]
        for (position, lot) in lots.enumerated()
        where lot.form != .filament && lot.material == recipe.material && recipe.inputForms.contains(lot.form)
            && (evenTooWet || !lot.tooWetFor.contains(recipe.name))
        {
            let place = places[lot.colour] ?? heaps.count
            if place == heaps.count {
                places[lot.colour] = place
                heaps.append(Heap(colour: lot.colour))
            }
            heaps[place].positions.append(position)
        }
        return heaps
    }

    /// What is free of a heap; counting ends when `enough` is reached.
    func free(of heap: Heap, enough: Milligrams) -> Milligrams {
        var sum = Milligrams.zero
        for position in heap.positions where sum < enough { sum += free[position] }
        return sum
    }

    /// Takes from the oldest lots first; the heap must hold that much.
    mutating func claim(_ mass: Milligrams, of heap: Heap) -> [LotShare] {
        var missing = mass
        var shares: [LotShare] = []
        for position in heap.positions where missing > .zero && free[position] > .zero {
            let share = min(missing, free[position])
            free[position] -= share
            missing -= share
            shares.append(LotShare(lots[position].id, share))
        }
        precondition(missing == .zero, "claimed more feedstock than there is")
        return shares
    }
}
