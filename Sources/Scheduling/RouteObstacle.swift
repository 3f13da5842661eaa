public import FloorModel

/// Why no route can make a print's filament.
public enum RouteObstacle: Hashable, Sendable {
    /// No recipe of the floor extrudes the material.
    case noRecipe(material: String)
    /// The floor has no machine in production that runs the recipe in a batch as small or large as the recipe allows.
    case noMachine(recipe: String)
    /// There is feedstock enough, but it is too wet for the recipe, and no recipe dries for it.
    case noDryer(recipe: String)
    /// For the print the recipe must be fed more than it or the largest of its machines takes at once.
    case tooLarge(recipe: String, needs: Milligrams, most: Milligrams)
    /// What may go in together, lots of one colour in these forms, does not reach what the recipe must be fed for the
    /// print. A colour of nil: any one.
    case notEnoughFeedstock(
        recipe: String, material: String, colour: String?, forms: [MaterialForm], needs: Milligrams, has: Milligrams)
}

extension RouteObstacle: CustomStringConvertible {
    /// For people, with what would help: `shred/pla needs 520 g of white PLA as waste, scrap; 80 g is free: add a lot`.
    public var description: String {
        switch self {
        case .noRecipe(let material):
            "no recipe extrudes \(material): add one, or receive \(material) filament"
        case .noMachine(let recipe):
            "no machine in production takes a batch of \(recipe): put one into production mode, or add one"
        case .noDryer(let recipe):
            "the feedstock is too wet for \(recipe) and no recipe dries for it: add one, or receive dry feedstock"
        case .tooLarge(let recipe, let needs, let most):
            "\(recipe) would have to be fed \(needs) at once and takes \(most) at most: receive filament"
        case .notEnoughFeedstock(let recipe, let material, let colour, let forms, let needs, let has):
            "\(recipe) needs \(needs) of \([colour, material].compactMap { $0 }.joined(separator: " ")) as "
                + forms.map(\.rawValue).joined(separator: ", ")
                + "; \(has)\(colour == nil ? " of one colour" : "") is free: add a lot"
        }
    }
}
