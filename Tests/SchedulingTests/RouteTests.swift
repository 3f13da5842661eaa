import FloorModel
import Scheduling
import SeededRandom
import Testing

/// What holds for every route, on floors drawn at random.
@Suite struct RouteTests {
    @Test("Every route can be run as it is proposed", arguments: 0..<600)
    func feasible(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let problem = RouteProblem.random(&random)
        let plan = FirstComeFirstServed.plan(problem)
        var claimed: [LotID: Milligrams] = [:]
        for route in plan.routes {
            let operation = try #require(problem.operations.first { $0.id == route.operation })
            let recipes = try route.steps.map { step in
                try #require(problem.recipes.first { $0.name == step.recipe })
            }
            #expect(recipes.allSatisfy { $0.material == operation.material })
            try expectChain(recipes, of: problem)
            let inputs = try expectInputs(route, operation, recipes, of: problem)
            #expect(recipes.count > 1 || inputs.allSatisfy { !$0.tooWetFor.contains(recipes[0].name) })
            let filament = try expectBatches(route, recipes)
            #expect(filament >= operation.mass?.count ?? 1)
            for share in route.steps[0].inputs { claimed[share.lot, default: .zero] += share.mass }
        }
        for lot in problem.feedstock where claimed[lot.id] != nil {
            #expect(claimed[lot.id, default: .zero] <= lot.free, "\(lot.id) is claimed twice")
        }
        let served = plan.assignments.map(\.operation) + plan.routes.map(\.operation)
        #expect(Set(served).count == served.count)
        #expect(FirstComeFirstServed.plan(problem) == plan)
    }

    /// By process a part of shred, dry, extrude; by form each takes what the one before it makes; dried where it can be.
    private func expectChain(_ recipes: [PlannableRecipe], of problem: PlanningProblem) throws {
        let extruder = try #require(recipes.last)
        #expect(extruder.outputForm == .filament)
        let dryers = problem.recipes.filter { $0.process == .dry && $0.driesFor.contains(extruder.name) }
        let shredded: [ProcessKind] = dryers.isEmpty ? [.shred, .extrude] : [.shred, .dry, .extrude]
        #expect([[.extrude], [.dry, .extrude], shredded].contains(recipes.map(\.process)))
        for (before, after) in zip(recipes, recipes.dropFirst()) {
            #expect(after.inputForms.contains(before.outputForm))
            #expect(before.process != .dry || before.driesFor.contains(after.name))
        }
    }

    /// One colour, the right one, in a form that the first recipe takes, and only the first step draws on lots.
    private func expectInputs(
        _ route: PlannedRoute, _ operation: PlannableOperation, _ recipes: [PlannableRecipe],
        of problem: PlanningProblem
    ) throws -> [PlannableFeedstock] {
        let inputs = try route.steps[0].inputs.map { share in
            #expect(share.mass > .zero)
            return try #require(problem.feedstock.first { $0.id == share.lot })
        }
        #expect(Set(inputs.map(\.colour)).count == 1)
        #expect(operation.colour == nil || inputs.first?.colour == operation.colour)
        #expect(inputs.allSatisfy { $0.material == operation.material && recipes[0].inputForms.contains($0.form) })
        #expect(inputs.map(\.id) == inputs.map(\.id).sorted(), "oldest first")
        #expect(route.steps[0].inputs.reduce(Milligrams.zero) { $0 + $1.mass } == route.steps[0].mass)
        #expect(route.steps.dropFirst().allSatisfy { $0.inputs.isEmpty })
        return inputs
    }

    /// Within recipe and machine, and no step takes more than the one before it makes; returns the filament, mg.
    private func expectBatches(_ route: PlannedRoute, _ recipes: [PlannableRecipe]) throws -> Int64 {
        var flow = route.steps[0].mass.count
        for (step, recipe) in zip(route.steps, recipes) {
            let machine = try #require(recipe.machines.first { $0.id == step.machine })
            #expect(step.mass >= recipe.minimumBatch && step.mass <= recipe.maximumBatch)
            #expect(step.mass <= machine.capacity)
            #expect(step.mass.count <= flow)
            flow = (step.mass.count - recipe.purge.count) * Int64(recipe.yieldPerMille) / 1000
        }
        return flow
    }

    @Test("Every kind of route and every obstacle is among the floors that are drawn")
    func coverage() {
        var kinds: Set<[Character]> = []
        var obstacles: Set<String> = []
        for seed in 0..<600 {
            var random = SplitMix64(seed: UInt64(seed))
            let problem = RouteProblem.random(&random)
            for route in FirstComeFirstServed.plan(problem).routes {
                kinds.insert(route.steps.compactMap(\.recipe.first))
            }
            obstacles.formUnion(FirstComeFirstServed.plan(problem).obstacles.map { Self.kind($0.obstacle) })
        }
        #expect(kinds == [["e"], ["d", "e"], ["s", "e"], ["s", "d", "e"]])
        #expect(obstacles == ["noRecipe", "noMachine", "noDryer", "tooLarge", "notEnoughFeedstock"])
    }

    private static func kind(_ obstacle: RouteObstacle) -> String {
        switch obstacle {
        case .noRecipe: "noRecipe"
        case .noMachine: "noMachine"
        case .noDryer: "noDryer"
        case .tooLarge: "tooLarge"
        case .notEnoughFeedstock: "notEnoughFeedstock"
        }
    }

    @Test("No route for a print whose filament is in stock or on its way", arguments: 0..<300)
    func stockComesFirst(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var problem = RouteProblem.random(&random)
        let plan = FirstComeFirstServed.plan(problem)
        for route in plan.routes {
            for operation in problem.operations where operation.id == route.operation {
                var stock = problem.lots
                for assignment in plan.assignments {
                    let mass = problem.operations.first { $0.id == assignment.operation }?.mass ?? .zero
                    for index in stock.indices where stock[index].id == assignment.lot { stock[index].free -= mass }
                }
                // Earlier prints that wait for a spool on another machine may count on the rest of it.
                let waiting = problem.operations.filter { earlier in
                    earlier.id < operation.id && !plan.assignments.contains { $0.operation == earlier.id }
                }
                let promised = waiting.reduce(Milligrams.zero) { $0 + ($1.mass ?? Milligrams(1)) }
                let fitting = stock.filter {
                    $0.material == operation.material && (operation.colour == nil || operation.colour == $0.colour)
                }
                #expect(fitting.allSatisfy { $0.free - promised < operation.mass ?? Milligrams(1) })
            }
        }
        problem.coming = problem.operations.map {
            ComingFilament(material: $0.material, colour: $0.colour ?? "white", mass: $0.mass ?? Milligrams(1))
        }
        for operation in problem.operations {
            var alone = problem
            alone.operations = [operation]
            #expect(FirstComeFirstServed.plan(alone).routes.isEmpty)
        }
    }

    @Test("More feedstock never takes away the first print's route", arguments: 0..<600)
    func monotone(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var problem = RouteProblem.random(&random)
        problem.lots = []
        problem.coming = []
        let first = try #require(problem.operations.first).id
        guard FirstComeFirstServed.plan(problem).routes.first?.operation == first else { return }
        for number in 0..<4 {
            let place = Int.random(in: 0...problem.feedstock.count, using: &random)
            problem.feedstock.insert(RouteProblem.lot(200 + number, problem.recipes, &random), at: place)
            #expect(FirstComeFirstServed.plan(problem).routes.first?.operation == first)
        }
    }

    @Test(
        "A print has an obstacle or a route, and the feedstock that the obstacle asks for makes one", arguments: 0..<600
    )
    func remedy(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var problem = RouteProblem.random(&random)
        problem.lots = []
        problem.coming = []
        problem.operations = [try #require(problem.operations.first)]
        let operation = problem.operations[0]
        let hasRoute = !FirstComeFirstServed.plan(problem).routes.isEmpty
        let obstacle = FirstComeFirstServed.explain(problem, operation.id)
        #expect(hasRoute == (obstacle == nil) || operation.machines.isEmpty)
        guard case .notEnoughFeedstock(_, let material, let colour, let forms, let needs, let has) = obstacle else {
            return
        }
        #expect(has < needs)
        var lot = PlannableFeedstock(
            id: LotID(number: 300), form: forms[0], material: material, colour: colour, free: needs, tooWetFor: [])
        problem.feedstock.append(lot)
        #expect(FirstComeFirstServed.plan(problem).routes.map(\.operation) == [operation.id])
        // With a colour asked for, what is there counts too: exactly what lacks is enough, a milligram less is not.
        guard colour != nil else { return }
        lot.free = needs - has
        problem.feedstock[problem.feedstock.count - 1] = lot
        #expect(!FirstComeFirstServed.plan(problem).routes.isEmpty)
        lot.free -= Milligrams(1)
        problem.feedstock[problem.feedstock.count - 1] = lot
        #expect(FirstComeFirstServed.plan(problem).routes.isEmpty)
    }
}
