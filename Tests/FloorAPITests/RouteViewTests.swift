import FloorAPITypes
import FloorModel
import Testing

@testable import FloorAPI
@testable import FloorControl

/// A job whose filament is being made.
struct RouteViewTests {
    private static let job = JobID(number: 1)
    private static let operation = OperationID(number: 2)
    private static let waste = LotID(number: 2)
    private static let share = LotShare(waste, Milligrams(400_000))

    private static func floor() -> Floor {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1, colour: "red"))
        let facts = LotFacts(form: .waste, material: "PLA", colour: "red", location: "bin 4")
        floor.happen(.lotReceived(.init(lot: waste, facts: facts, mass: Milligrams(500_000), by: nil)))
        let step = RouteStep(
            operation: operation, recipe: "shred/pla", process: .shred, machine: SampleFloor.second,
            mass: Milligrams(400_000), inputs: [share], after: nil)
        floor.happen(.routeAdopted(.init(job: job, steps: [step])))
        return floor
    }

    @Test func aJobShowsTheRecipesThatMakeItsFilament() throws {
        var floor = Self.floor()
        let view = try #require(floor.views.job(Self.job, personal: nil))
        let step = try #require(view.route.first)
        #expect(view.route.count == 1 && step.recipe == "shred/pla" && step.process == .shred && step.massG == 400)
        #expect(step.inputs.map(\.lot) == [Self.waste] && step.inputs[0].location == "bin 4" && step.loaded.isEmpty)
        #expect(view.waitingFor == "its filament: shred/pla on mk3-2")
        #expect(floor.views.lot(Self.waste)?.reservedG == 400 && floor.views.lot(Self.waste)?.freeG == 100)

        let prompt = Prompt(
            id: PromptID(number: 1), kind: .loadHopper, machine: SampleFloor.second, job: Self.job,
            operation: Self.operation, shares: [Self.share], raisedAt: SampleFloor.epoch)
        floor.happen(.promptRaised(.init(prompt: prompt)))
        #expect(
            floor.views.job(Self.job, personal: nil)?.waitingFor
                == "its filament: shred/pla on mk3-2 waits for somebody (prompt-1)")
        let asked = try #require(floor.views.prompts.first)
        #expect(asked.question == "Is 400 g of lot-2 red PLA waste (bin 4) in the hopper of mk3-2?")
        #expect(asked.shares?.map(\.massG) == [400] && asked.takesGrams && !asked.takesScrap && !asked.takesLeft)
    }

    @Test(arguments: [(PromptKind.collectOutput, "done"), (.emptyMachine, "cut off")])
    func whoWeighsWhatCameOutIsToldWhatWentIn(_ kind: PromptKind, _ end: String) throws {
        var floor = Self.floor()
        let share = LotShare(Self.waste, Milligrams(152_300))
        floor.happen(
            .hopperLoaded(.init(operation: Self.operation, machine: SampleFloor.second, shares: [share], by: nil)))
        floor.happen(SampleFloor.prompt(1, kind, SampleFloor.second, operation: 2))
        let question = try #require(floor.views.prompts.first).question
        #expect(question.contains("\(end) with shred/pla, 152.3 g went in. What "), "\(question)")
    }

    @Test func whatHappensToMaterialIsToldWithItsNumbers() {
        let recipe = Recipe(
            name: "shred/pla", title: "t", version: 1, process: .shred, material: "PLA",
            input: RecipeInput(forms: [.waste]), output: RecipeOutput(form: .flake), minimumBatch: .zero,
            maximumBatch: Milligrams(1), yieldPerMille: 980, purge: .zero, phases: [])
        let facts = LotFacts(form: .flake, material: "PLA")
        let movement = Movement(Milligrams(1_500), from: .lot(Self.waste), to: .loss, .lost)
        let events: [(FloorEvent, String, (EventPayload) -> Bool)] = [
            (
                .lotProduced(
                    .init(
                        lot: LotID(number: 3), facts: facts, operation: Self.operation, parents: [Self.share],
                        isDried: false)), "lot_produced", { $0.form == .flake && $0.shares?.map(\.massG) == [400] }
            ),
            (
                .lotWeighed(.init(lot: Self.waste, net: Milligrams(5), scale: SensorID("bench"), by: nil)),
                "lot_weighed", { $0.massG == 0.005 && $0.scale == SensorID("bench") }
            ),
            (.lotMoved(.init(lot: Self.waste, location: "B2", by: nil)), "lot_moved", { $0.location == "B2" }),
            (
                .materialMoved(.init(movements: [movement], adjustment: .spilled, basis: .weighed)), "material_moved",
                { $0.movements == [MovementView(movement)] && $0.adjustment == .spilled && $0.basis == .weighed }
            ),
            (
                .machineModeChanged(.init(machine: SampleFloor.first, mode: .manual, by: nil)),
                "machine_mode_changed", { $0.mode == .manual && $0.machine == SampleFloor.first }
            ),
            (.routeAdopted(.init(job: Self.job, steps: [])), "route_adopted", { $0.operations == [] }),
            (
                .routeAbandoned(.init(operations: [Self.operation], reason: "gone")), "route_abandoned",
                { $0.operations == [Self.operation] && $0.reason == "gone" }
            ),
            (
                .hopperLoaded(
                    .init(operation: Self.operation, machine: SampleFloor.first, shares: [Self.share], by: nil)),
                "hopper_loaded", { $0.shares?.map(\.lot) == [Self.waste] }
            ),
            (
                .processStarted(.init(operation: Self.operation, machine: SampleFloor.first, recipe: recipe)),
                "process_started", { $0.recipe == "shred/pla" }
            ),
            (.phaseStarted(.init(operation: Self.operation, index: 0)), "phase_started", { $0.phase == 1 }),
            (
                .phaseEnded(
                    .init(
                        operation: Self.operation, index: 1,
                        results: [SignalReading(name: "air", value: 55, unit: .celsius)])), "phase_ended",
                { $0.phase == 2 && $0.results?.map(\.name) == ["air_c"] }
            ),
        ]
        for (event, type, holds) in events {
            let view = EventView(JournalledEvent(sequence: 1, event: event, at: SampleFloor.epoch))
            #expect(view.type == type && holds(view.payload), "\(type)")
        }
    }
}
