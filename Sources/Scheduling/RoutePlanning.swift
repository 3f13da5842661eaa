internal import FloorModel

/// Finds routes for prints that no lot serves, first come, first served.
struct RoutePlanning {
    private let recipes: [PlannableRecipe]
    private var stock: FilamentStock
    private var coming: ComingStock
    private var feedstock: FeedstockLedger
    private var sources: [String: [RouteSource]] = [:]
    /// Steps that this plan has given to each machine.
    private var added: [MachineID: Int] = [:]

    /// What became of a print that no lot serves.
    struct Outcome {
        var operation: OperationID
        var kind: Kind

        enum Kind {
            case route(PlannedRoute)
            case obstacle(RouteObstacle)
        }
    }

    init(_ problem: PlanningProblem, stock: FilamentStock) {
        recipes = problem.recipes
        self.stock = stock
        coming = ComingStock(problem.coming)
        feedstock = FeedstockLedger(problem.feedstock)
    }

    /// In order, without the prints that wait for a machine or for filament that is in stock or on its way.
    mutating func outcomes(of waiting: [PlannableOperation]) -> [Outcome] {
        var uncovered: [PlannableOperation] = []
        var wanted: [Filament: Milligrams] = [:]
        for operation in waiting where !operation.machines.isEmpty {
            guard !stock.countOn(operation), !coming.countOn(operation) else { continue }
            uncovered.append(operation)
            wanted[operation.filament, default: .zero] += operation.boundedMass
            if sources[operation.material] == nil {
                sources[operation.material] = RouteSource.all(for: operation.material, of: recipes, feedstock)
            }
        }
        var outcomes: [Outcome] = []
        for operation in uncovered {
            if !coming.countOn(operation) {
                let all = wanted[operation.filament] ?? operation.boundedMass
                outcomes.append(Outcome(operation: operation.id, kind: outcome(for: operation, wanted: all)))
            }
            wanted[operation.filament]? -= operation.boundedMass
        }
        return outcomes
    }

    /// The first chain and its first colour that reach the print; else what stands nearest in the way.
    private mutating func outcome(for operation: PlannableOperation, wanted: Milligrams) -> Outcome.Kind {
        let sources = sources[operation.material] ?? []
        var nearest = NearestObstacle(.noRecipe(material: operation.material))
        for source in sources {
            let needs = source.chain.needs(for: operation.boundedMass)
            let heaps = source.heaps.matching(operation.colour)
            var most = Milligrams.zero
            let stop = source.chain.stop(needs)
            for heap in heaps {
                let has = feedstock.free(of: heap, enough: needs[0])
                most = max(most, has)
                guard has >= needs[0], stop == nil else { continue }
                return .route(route(source.chain, heap, for: operation, wanted: wanted))
            }
            let wettest = source.wetHeaps.matching(operation.colour).map { feedstock.free(of: $0, enough: needs[0]) }
            nearest.consider(
                source, for: operation, needs: needs, stop: stop, has: most, evenTooWet: wettest.max() ?? .zero)
        }
        return .obstacle(nearest.obstacle)
    }

    /// Sized for all that want such filament, with 5 % to spare, as far as machines and feedstock go.
    private mutating func route(
        _ chain: RecipeChain, _ heap: FeedstockLedger.Heap, for operation: PlannableOperation, wanted: Milligrams
    ) -> PlannedRoute {
        let filament = Milligrams((min(wanted, PlannableRecipe.ceiling).count * 105 + 99) / 100)
        let available = feedstock.free(of: heap, enough: PlannableRecipe.ceiling)
        let batches = chain.batches(for: filament, from: available)
        var steps: [PlannedStep] = []
        for (recipe, mass) in zip(chain.recipes, batches) {
            let inputs = steps.isEmpty ? feedstock.claim(mass, of: heap) : []
            steps.append(
                PlannedStep(recipe: recipe.name, machine: machine(for: recipe, mass), mass: mass, inputs: inputs))
        }
        if let last = chain.recipes.last, let batch = batches.last {
            coming.add(
                ComingFilament(
                    material: operation.material, colour: heap.colour,
                    mass: last.output(of: batch) - operation.boundedMass))
        }
        return PlannedRoute(operation: operation.id, steps: steps)
    }

    /// The least loaded machine that takes so much at once, by id among equals.
    private mutating func machine(for recipe: PlannableRecipe, _ mass: Milligrams) -> MachineID {
        let able = recipe.machines.filter { $0.capacity >= mass }
        let choice = able.min { left, right in
            (left.load + added[left.id, default: 0], left.id) < (right.load + added[right.id, default: 0], right.id)
        }
        guard let choice else { preconditionFailure("\(recipe.name) was sized beyond its machines") }
        added[choice.id, default: 0] += 1
        return choice.id
    }
}

extension PlannableOperation {
    var filament: Filament { Filament(material: material, colour: colour) }

    /// What it needs at least, within what is reckoned with.
    var boundedMass: Milligrams { min(max(leastMass, Milligrams(1)), PlannableRecipe.ceiling) }
}
