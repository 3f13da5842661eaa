import FloorModel
import Scheduling
import SeededRandom

/// Floors for the tests of routes, drawn so that every kind of route and every obstacle comes up.
enum RouteProblem {
    static let colours: [String?] = ["white", "red", nil]
    static let forms: [MaterialForm] = [.waste, .flake, .pellet, .scrap, .purge, .part]

    static func random(_ random: inout SplitMix64) -> PlanningProblem {
        let recipes = recipes(&random)
        let lots = (0..<Int.random(in: 0...3, using: &random)).map { number in
            PlannableLot(
                id: LotID(number: 1 + number), material: "PLA", colour: colours.randomElement(using: &random) ?? nil,
                free: Milligrams(.random(in: 0...700, using: &random)),
                boundTo: Bool.random(using: &random) ? MachineID("p2") : nil)
        }
        let operations = (1...Int.random(in: 1...8, using: &random)).map { number in
            PlannableOperation(
                id: OperationID(number: number), material: one(in: 8, &random) ? "PETG" : "PLA",
                colour: colours.randomElement(using: &random) ?? nil,
                mass: one(in: 10, &random) ? nil : Milligrams(.random(in: 0...1500, using: &random)),
                machines: one(in: 10, &random) ? [] : [MachineID("p1")])
        }
        return PlanningProblem(
            operations: operations, machines: [PlannableMachine(id: MachineID("p1"), spool: nil, load: 0)], lots: lots,
            feedstock: (0..<Int.random(in: 0...12, using: &random)).map { lot(100 + $0, recipes, &random) },
            recipes: recipes,
            coming: one(in: 3, &random)
                ? [ComingFilament(material: "PLA", colour: "white", mass: Milligrams(500))] : [])
    }

    static func lot(
        _ number: Int, _ recipes: [PlannableRecipe], _ random: inout SplitMix64
    ) -> PlannableFeedstock {
        PlannableFeedstock(
            id: LotID(number: number), form: forms.randomElement(using: &random) ?? .waste,
            material: one(in: 8, &random) ? "PETG" : "PLA", colour: colours.randomElement(using: &random) ?? nil,
            free: Milligrams(.random(in: -10...2000, using: &random)),
            tooWetFor: recipes.map(\.name).filter { $0.hasPrefix("extrude") && Bool.random(using: &random) })
    }

    private static func one(in count: Int, _ random: inout SplitMix64) -> Bool {
        Int.random(in: 0..<count, using: &random) == 0
    }

    private static func recipes(_ random: inout SplitMix64) -> [PlannableRecipe] {
        let dried = ["extrude/a", "extrude/b"].filter { _ in !one(in: 3, &random) }
        let shredded: [MaterialForm] = Bool.random(using: &random) ? MaterialForm.shreddable : [.waste, .scrap]
        let all = [
            recipe("dry/a", .dry, [.flake, .pellet], one(in: 4, &random) ? .pellet : .flake, driesFor: dried, &random),
            recipe("extrude/a", .extrude, [.flake, .pellet], .filament, &random),
            recipe("extrude/b", .extrude, [.flake], .filament, &random),
            recipe("shred/a", .shred, shredded, .flake, &random),
        ]
        return all.filter { _ in !one(in: 6, &random) }
    }

    private static func recipe(
        _ name: String, _ process: ProcessKind, _ inputs: [MaterialForm], _ output: MaterialForm,
        driesFor: [String] = [], _ random: inout SplitMix64
    ) -> PlannableRecipe {
        let minimum = Int64.random(in: 0...400, using: &random)
        let machines = (1...3).filter { _ in !one(in: 3, &random) }.map {
            PlannableProcessor(
                id: MachineID("\(process.rawValue)-\($0)"),
                capacity: Milligrams(.random(in: 300...4000, using: &random)),
                load: .random(in: 0...2, using: &random))
        }
        return PlannableRecipe(
            name: name, process: process, material: "PLA", inputForms: inputs, outputForm: output, driesFor: driesFor,
            minimumBatch: Milligrams(minimum),
            maximumBatch: Milligrams(minimum + .random(in: 0...4000, using: &random)),
            yieldPerMille: .random(in: 700...1000, using: &random),
            purge: Milligrams(process == .extrude ? .random(in: 0...100, using: &random) : 0), machines: machines)
    }
}
