internal import FloorModel

/// Of what stands in the way of each chain, that which a person has least to do about: first what stops a chain that
/// has its feedstock, then the smallest lack of feedstock, then what lacks both.
struct NearestObstacle {
    private(set) var obstacle: RouteObstacle
    private var rank = Rank.unknown
    private var missing = Milligrams.zero

    private enum Rank: Int, Comparable {
        case stopped, hungry, both, unknown

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    init(_ obstacle: RouteObstacle) { self.obstacle = obstacle }

    /// `stop` is what stops the chain whatever it is fed, `has` the most of one colour that its first recipe takes,
    /// `evenTooWet` the same whatever its moisture where nothing dries it.
    mutating func consider(
        _ source: RouteSource, for operation: PlannableOperation, needs: [Milligrams], stop: RouteObstacle?,
        has: Milligrams, evenTooWet: Milligrams
    ) {
        let first = source.chain.recipes[0]
        let lack = max(.zero, needs[0] - has)
        if let stop {
            note(stop, lack == .zero ? .stopped : .both, lack)
        } else if lack > .zero, evenTooWet >= needs[0] {
            note(.noDryer(recipe: first.name), .stopped, .zero)
        } else {
            let hunger = RouteObstacle.notEnoughFeedstock(
                recipe: first.name, material: operation.material, colour: operation.colour, forms: first.inputForms,
                needs: needs[0], has: has)
            note(hunger, .hungry, lack)
        }
    }

    private mutating func note(_ other: RouteObstacle, _ otherRank: Rank, _ otherMissing: Milligrams) {
        guard (otherRank, otherMissing) < (rank, missing) else { return }
        (obstacle, rank, missing) = (other, otherRank, otherMissing)
    }
}

extension RecipeChain {
    /// What stops it however much feedstock there is; nil when nothing does.
    func stop(_ needs: [Milligrams]) -> RouteObstacle? {
        var narrow: RouteObstacle?
        for (recipe, need) in zip(recipes, needs) {
            guard let most = recipe.largestBatch else { return .noMachine(recipe: recipe.name) }
            if need > most, narrow == nil { narrow = .tooLarge(recipe: recipe.name, needs: need, most: most) }
        }
        return narrow
    }
}
