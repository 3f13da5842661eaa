import FloorControl
import FloorModel
import Scheduling
import Testing

/// Each of these went wrong once: mass that nobody asked for, or a question without an end.
@Suite struct ProcessBooksTests {
    /// A prompt's shares outlive the lot: its mass becomes negative.
    @Test func negativeLot() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        #expect(works.answer(try works.run(until: .collectOutput)) == .done)
        let load = try works.run(until: .loadHopper)
        #expect(load.machine == Works.dryer)
        let share = try #require(load.shares?.first)
        #expect(works.ask(.adjustLot(share.lot, by: Milligrams(-(share.mass.count / 2)), .spilled)) == .done)
        works.run(.seconds(1))
        if let open = works.state.prompts.first(where: { $0.kind == .loadHopper }) { _ = works.answer(open) }
        #expect(try #require(works.state.lots[share.lot]).mass >= .zero)
    }

    private func restarted(_ works: WorksScene, _ description: FloorDescription) -> WorksScene {
        var state = FloorState()
        for entry in works.scene.journal { state.evolve(entry.event, at: entry.at) }
        var next = works
        next.scene.floor = Floor(description: description, state: state, speed: 1000)
        next.put(.started(version: "test", hints: []))
        return next
    }

    /// The recipe file is renamed: nobody can ever answer for what is in the machine.
    @Test func recipeRemoved() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        var description = Works.description
        description.recipes = []
        works = restarted(works, description)
        let prompt = try #require(works.state.prompts.first { $0.kind == .emptyMachine })
        #expect(works.answer(prompt, choice: "discarded") == .done)
        #expect(works.state.balance(of: .machine(Works.shredder)) == .zero)
    }

    /// Loaded, not begun, recipe gone: nobody asks.
    @Test func recipeRemovedLoaded() throws {
        var works = WorksScene.ready()
        works.begin()
        let load = try works.run(until: .loadHopper)
        works.ask(.machine(Works.shredder, .stop))
        #expect(works.answer(load) == .done)
        var description = Works.description
        description.recipes = []
        works = restarted(works, description)
        works.connectAll()
        for prompt in works.state.prompts where prompt.kind == .machineReady { _ = works.answer(prompt) }
        works.run(.seconds(5))
        #expect(works.state.balance(of: .machine(Works.shredder)) > .zero)
        #expect(works.state.prompts.contains { $0.machine == Works.shredder })
    }

    /// A loaded machine is taken off the floor file: nobody asks for what is in it, and its job waits for ever.
    @Test func machineRemovedLoaded() throws {
        var works = WorksScene.ready()
        works.begin()
        let load = try works.run(until: .loadHopper)
        works.ask(.machine(Works.shredder, .stop))
        #expect(works.answer(load) == .done)
        var description = Works.description
        description.machines.removeAll { $0.id == Works.shredder }
        works = restarted(works, description)
        works.run(.seconds(5))
        #expect(works.state.balance(of: .machine(Works.shredder)) > .zero)
        #expect(works.state.prompts.contains { $0.machine == Works.shredder })
    }

    /// A scale below zero is taken for a part.
    @Test func negativeScale() throws {
        var scene = WorksScene.ready()
        scene.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)))
        scene.ask(.mount(LotID(number: 1), Works.printer))
        scene.scene.submit("a")
        let operation = try #require(scene.state.machine(Works.printer)?.operation)
        scene.report(Works.printer, .started(operation))
        scene.report(Works.printer, .completed(operation))
        scene.put(.sensor(Works.scale, [SignalReading(name: "weight", value: -25, unit: .gram)]))
        let prompt = try #require(scene.state.prompts.first { $0.kind == .plateClear })
        let reply = scene.answer(prompt, choice: "good", AnswerWeights(scale: Works.scale))
        #expect(reply != .done)
        #expect(!scene.state.lots.contains { $0.parents.contains { $0.mass < .zero } })
    }

    /// Dry flake that lay in the dryer for eight hours counts as dried when it is taken out.
    @Test func driedWhenCollected() throws {
        var works = WorksScene.ready()
        try works.begin(Works.dryer)
        let collect = try works.run(until: .collectOutput)
        let ended = works.scene.now.wallClock
        works.scene.now.wallClock.milliseconds += 8 * 3600 * 1000
        #expect(works.answer(collect) == .done)
        let lot = try #require(works.state.lots.first { $0.driedAt != nil })
        #expect(try #require(lot.driedAt).milliseconds - ended.milliseconds < 60_000)
    }

    /// The print was served from a spool: its route stays, asks for ever, reserves, and cannot be given up.
    @Test func orphanRoute() throws {
        var works = WorksScene.ready()
        works.begin()
        _ = try works.run(until: .loadHopper)
        works.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)))
        works.run(.seconds(1))
        _ = works.answer(try works.run(until: .mountSpool))
        let operation = try #require(works.state.machine(Works.printer)?.operation)
        works.report(Works.printer, .started(operation))
        works.report(Works.printer, .completed(operation))
        _ = works.answer(try works.run(until: .plateClear))
        works.run(.seconds(5))
        #expect(works.state.openJobs.isEmpty)
        let refusal = works.refusal(.cancel(JobID(number: 1), weighed: nil))
        #expect(works.state.openRoutes.isEmpty || refusal == nil, "\(refusal?.message ?? "")")
        #expect(works.scene.floor.reservations[LotID(number: 1)] == .zero)
    }

    /// An idle floor journals nothing, whatever stands open.
    @Test func idle() throws {
        var works = WorksScene.ready()
        works.begin()
        works.run(.seconds(2))
        var before = works.scene.journal.count
        works.run(.seconds(30))
        #expect(works.scene.journal.count == before)
        let load = try works.run(until: .loadHopper)
        works.machines[Works.shredder]?.values["lid"] = 0
        works.run(.seconds(1))
        _ = works.answer(load)
        works.run(.seconds(1))
        before = works.scene.journal.count
        works.run(.seconds(30))
        #expect(works.scene.journal.count == before)
        works.machines[Works.shredder]?.values["lid"] = 1
        works.run(.seconds(1))
        works.machines[Works.shredder]?.values["lid"] = 0
        works.run(.seconds(1))
        before = works.scene.journal.count
        works.run(.seconds(30))
        #expect(works.scene.journal.count == before)
    }

    /// When a job ended is not changed by what its route does later.
    @Test func endedAtStays() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)))
        _ = works.answer(try works.run(until: .mountSpool))
        let operation = try #require(works.state.machine(Works.printer)?.operation)
        works.report(Works.printer, .started(operation))
        works.report(Works.printer, .completed(operation))
        _ = works.answer(try works.run(until: .plateClear))
        let ended = try #require(works.scene.job(1).endedAt)
        works.run(.seconds(5))
        _ = works.answer(try works.run(until: .collectOutput))
        #expect(try works.scene.job(1).endedAt == ended)
    }

    /// A route that has begun when its job ends asks for its later steps for ever; nobody can give it up.
    @Test func orphanRouteBegun() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)))
        _ = works.answer(try works.run(until: .mountSpool))
        let operation = try #require(works.state.machine(Works.printer)?.operation)
        works.report(Works.printer, .started(operation))
        works.report(Works.printer, .completed(operation))
        _ = works.answer(try works.run(until: .plateClear))
        _ = works.answer(try works.run(until: .collectOutput))
        works.run(.seconds(5))
        #expect(works.state.openJobs.isEmpty)
        let refusal = works.refusal(.cancel(JobID(number: 1), weighed: nil))
        #expect(
            works.state.openRoutes.isEmpty || refusal == nil,
            "\(refusal?.message ?? "") \(works.state.prompts.map(\.kind))")
    }

    /// The same where the print failed.
    @Test func orphanRouteFailed() throws {
        var works = WorksScene.ready()
        works.begin()
        _ = try works.run(until: .loadHopper)
        works.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(3_500)))
        works.scene.submit("second")
        works.run(.seconds(1))
        _ = works.answer(try works.run(until: .mountSpool))
        let operation = try #require(works.state.machine(Works.printer)?.operation)
        works.report(Works.printer, .started(operation))
        works.report(Works.printer, .completed(operation))
        _ = works.answer(try works.run(until: .plateClear), choice: "failed")
        works.run(.seconds(5))
        let routes = works.state.openRoutes.compactMap { works.state.operations[$0]?.job }
        #expect(
            routes.allSatisfy { works.state.jobs[$0]?.state.isOver == false },
            "\(routes) \(works.state.jobs.map(\.state))")
    }
}
