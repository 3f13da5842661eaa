import FloorModel
import Scheduling
import Testing

/// Routes as an operator would expect them, in numbers that can be followed by hand.
@Suite struct RouteExampleTests {
    private static let shred = recipe("shred/pla", .shred, MaterialForm.shreddable, .flake, perMille: 950)
    private static let dry = recipe("dry/pla", .dry, [.flake, .pellet], .flake, driesFor: ["extrude/pla"])
    private static let extrude = recipe(
        "extrude/pla", .extrude, [.flake, .pellet], .filament, perMille: 900, minimum: 300, purge: 50)

    private static func recipe(
        _ name: String, _ process: ProcessKind, _ inputs: [MaterialForm], _ output: MaterialForm,
        driesFor: [String] = [], perMille: Int = 1000, minimum: Int64 = 100, purge: Int64 = 0
    ) -> PlannableRecipe {
        PlannableRecipe(
            name: name, process: process, material: "PLA", inputForms: inputs, outputForm: output, driesFor: driesFor,
            minimumBatch: grams(minimum), maximumBatch: grams(5000), yieldPerMille: perMille, purge: grams(purge),
            machines: [
                PlannableProcessor(id: MachineID("\(process.rawValue)-1"), capacity: grams(3000), load: 1),
                PlannableProcessor(id: MachineID("\(process.rawValue)-2"), capacity: grams(2000), load: 0),
            ])
    }

    private static func grams(_ count: Int64) -> Milligrams { Milligrams(count * 1000) }

    private func lot(
        _ number: Int, _ form: MaterialForm, _ colour: String?, _ count: Int64, tooWet: Bool = false
    ) -> PlannableFeedstock {
        PlannableFeedstock(
            id: LotID(number: number), form: form, material: "PLA", colour: colour, free: Self.grams(count),
            tooWetFor: tooWet ? ["extrude/pla"] : [])
    }

    private func problem(
        _ masses: [Int64], colour: String? = "white", _ feedstock: [PlannableFeedstock],
        recipes: [PlannableRecipe] = [dry, extrude, shred], coming: [ComingFilament] = []
    ) -> PlanningProblem {
        let printer = MachineID("mk4-1")
        let operations = masses.enumerated().map { index, mass in
            PlannableOperation(
                id: OperationID(number: index + 1), material: "PLA", colour: colour, mass: Self.grams(mass),
                machines: [printer])
        }
        return PlanningProblem(
            operations: operations, machines: [PlannableMachine(id: printer, spool: nil, load: 0)], lots: [],
            feedstock: feedstock, recipes: recipes, coming: coming)
    }

    private func step(_ process: String, machine: Int, milligrams: Int64, _ inputs: [LotShare] = []) -> PlannedStep {
        PlannedStep(
            recipe: "\(process)/pla", machine: MachineID("\(process)-\(machine)"), mass: Milligrams(milligrams),
            inputs: inputs)
    }

    @Test("Dry flake is extruded: 400 g and 5 %, at 90 % yield, and the purge")
    func extrudes() {
        let plan = FirstComeFirstServed.plan(problem([400], [lot(1, .flake, "white", 1000)]))
        let mass = Milligrams(516_667)
        let steps = [step("extrude", machine: 2, milligrams: 516_667, [LotShare(LotID(number: 1), mass)])]
        #expect(plan.routes == [PlannedRoute(operation: OperationID(number: 1), steps: steps)])
    }

    @Test("Wet flake is dried first, oldest lot first, and other colours stay out of it")
    func dries() {
        let feedstock = [
            lot(1, .flake, "white", 200, tooWet: true), lot(2, .pellet, "red", 9000),
            lot(3, .pellet, "white", 1000, tooWet: true),
        ]
        let shares = [
            LotShare(LotID(number: 1), Self.grams(200)), LotShare(LotID(number: 3), Milligrams(316_667)),
        ]
        let steps = [
            step("dry", machine: 2, milligrams: 516_667, shares), step("extrude", machine: 2, milligrams: 516_667),
        ]
        #expect(FirstComeFirstServed.plan(problem([400], feedstock)).routes.map(\.steps) == [steps])
    }

    @Test("Waste is shredded, dried and extruded; where nothing dries, shredded and extruded")
    func shreds() {
        let feedstock = [lot(1, .waste, "white", 400), lot(2, .part, "white", 400)]
        let steps = FirstComeFirstServed.plan(problem([400], feedstock)).routes.first?.steps
        #expect(steps?.map(\.recipe) == ["shred/pla", "dry/pla", "extrude/pla"])
        #expect(steps?.map(\.mass.count) == [543_860, 516_667, 516_667])
        let undried = problem([400], feedstock, recipes: [Self.extrude, Self.shred])
        #expect(FirstComeFirstServed.plan(undried).routes[0].steps.map(\.recipe) == ["shred/pla", "extrude/pla"])
    }

    @Test("One route makes filament for all that wait for it, as far as a machine goes; then comes another")
    func shares() {
        let feedstock = [lot(1, .flake, "white", 9000)]
        let three = FirstComeFirstServed.plan(problem([400, 300, 200], feedstock)).routes
        #expect(three.map(\.operation.number) == [1])
        #expect(three[0].steps[0].mass == Self.grams(1100))
        let four = FirstComeFirstServed.plan(problem([1400, 1200, 1200, 1200], feedstock)).routes
        #expect(four.map(\.operation.number) == [1, 3])
        // However long its queue: only the larger machine takes so much at once.
        #expect(four.map { $0.steps[0].machine.name } == ["extrude-1", "extrude-1"])
        #expect(four.map { $0.steps[0].mass } == [Self.grams(3000), Self.grams(2850)])
    }

    @Test("Routes of one plan spread over the machines")
    func spreads() {
        let feedstock = ["red", "white", "blue"].enumerated().map { lot($0 + 1, .flake, $1, 400) }
        let routes = FirstComeFirstServed.plan(problem([300, 300, 300], colour: nil, feedstock)).routes
        #expect(routes.map { $0.steps[0].machine.name } == ["extrude-2", "extrude-1", "extrude-2"])
        #expect(routes.map { $0.steps[0].inputs[0].lot.number } == [1, 2, 3])
    }

    @Test("Colours are never mixed: an order for any colour takes the oldest that suffices alone")
    func neverMixes() {
        let mixed = [lot(1, .flake, "red", 400), lot(2, .flake, "white", 400)]
        let enough = mixed + [lot(3, .flake, "white", 400)]
        #expect(FirstComeFirstServed.plan(problem([400], colour: nil, mixed)).routes.isEmpty)
        let routes = FirstComeFirstServed.plan(problem([400], colour: nil, enough)).routes
        #expect(routes[0].steps[0].inputs.map(\.lot.number) == [2, 3])
    }

    @Test("Who lacks feedstock does not keep it from a smaller print behind")
    func smallerBehind() {
        let plan = FirstComeFirstServed.plan(problem([2000, 300], [lot(1, .flake, "white", 500)]))
        #expect(plan.routes.map(\.operation.number) == [2])
    }

    @Test("Filament on a busy machine is counted on once")
    func keptElsewhere() {
        var kept = problem([400, 400], [lot(1, .flake, "white", 1000)])
        kept.lots = [
            PlannableLot(
                id: LotID(number: 9), material: "PLA", colour: "white", free: Self.grams(500),
                boundTo: MachineID("mk4-2"))
        ]
        let plan = FirstComeFirstServed.plan(kept)
        #expect(plan.assignments.isEmpty)
        #expect(plan.routes.map(\.operation.number) == [2])
    }

    @Test("Filament on its way is counted on once")
    func coming() {
        let coming = [ComingFilament(material: "PLA", colour: "white", mass: Self.grams(500))]
        let feedstock = [lot(1, .flake, "white", 1000)]
        let twice = FirstComeFirstServed.plan(problem([400, 400], feedstock, coming: coming))
        #expect(twice.routes.map(\.operation.number) == [2])
        let behind = FirstComeFirstServed.plan(problem([600, 400], feedstock, coming: coming))
        #expect(behind.routes.map(\.operation.number) == [1])
        #expect(behind.routes[0].steps[0].mass == Self.grams(750), "sized for the 600 g print alone")
    }

    @Test("People read what is missing and what would help")
    func explains() {
        func words(_ problem: PlanningProblem) -> String? {
            FirstComeFirstServed.explain(problem, OperationID(number: 1)).map { "\($0)" }
        }
        #expect(words(problem([400], [lot(1, .flake, "white", 1000)])) == nil)
        #expect(words(problem([400], [], recipes: [])) == "no recipe extrudes PLA: add one, or receive PLA filament")
        #expect(
            words(problem([400], [lot(1, .waste, "white", 450), lot(2, .waste, "red", 450)]))
                == "shred/pla needs 520.469 g of white PLA as waste, scrap, purge, part; 450 g is free: add a lot")
        #expect(
            words(problem([400], [lot(1, .flake, "white", 1000, tooWet: true)], recipes: [Self.extrude]))
                == "the feedstock is too wet for extrude/pla and no recipe dries for it: add one, "
                + "or receive dry feedstock")
        #expect(
            words(problem([4000], [lot(1, .flake, "white", 9000)], recipes: [Self.extrude]))
                == "extrude/pla would have to be fed 4494.445 g at once and takes 3000 g at most: receive filament")
        #expect(
            words(problem([450], colour: nil, [lot(1, .flake, "red", 450), lot(2, .flake, "white", 300)]))
                == "extrude/pla needs 550 g of PLA as flake, pellet; 450 g of one colour is free: add a lot")
        var idle = Self.extrude
        idle.machines = []
        #expect(
            words(problem([400], [lot(1, .flake, "white", 1000)], recipes: [idle]))
                == "no machine in production takes a batch of extrude/pla: put one into production mode, or add one")
        var cold = Self.dry
        cold.machines = []
        let wet = [lot(1, .flake, "white", 1000, tooWet: true)]
        #expect(
            words(problem([400], wet, recipes: [cold, Self.extrude, Self.shred]))
                == "no machine in production takes a batch of dry/pla: put one into production mode, or add one")
    }

    @Test("Masses beyond any floor are refused, not reckoned with")
    func absurdMasses() {
        var absurd = problem([400, 400], [lot(1, .waste, "white", 1000), lot(2, .waste, "white", 1000)])
        for index in 0..<2 {
            absurd.operations[index].mass = Milligrams(.max)
            absurd.feedstock[index].free = Milligrams(.max)
        }
        for index in absurd.recipes.indices {
            absurd.recipes[index].maximumBatch = Milligrams(.max)
            absurd.recipes[index].purge = Milligrams(.max)
            absurd.recipes[index].machines[0].capacity = Milligrams(.max)
        }
        #expect(FirstComeFirstServed.plan(absurd).routes.isEmpty)
        #expect(FirstComeFirstServed.plan(absurd).obstacles.count == 2)
    }
}
