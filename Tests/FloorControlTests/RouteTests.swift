import FloorControl
import FloorModel
import Testing

/// From a bag of waste to a part, with the book balanced at each step.
@Suite struct RouteTests {
    @Test("Waste becomes flake, dry flake, a spool and a part, to the milligram")
    func wholeRoute() throws {
        var works = WorksScene.ready()
        works.begin()
        #expect(works.state.openRoutes.count == 3)
        let load = try works.run(until: .loadHopper)
        #expect(load.machine == Works.shredder)
        let planned = try #require(load.shares)
        #expect(planned.map(\.lot) == [LotID(number: 1)])
        #expect(works.scene.floor.reservations[LotID(number: 1)] == planned[0].mass)
        #expect(works.answer(load, AnswerWeights(product: Milligrams(100_000))) == .done)
        #expect(works.state.balance(of: .machine(Works.shredder)) == Milligrams(100_000))

        let flake = AnswerWeights(product: Milligrams(98_500), scrap: Milligrams(500))
        #expect(works.answer(try works.run(until: .collectOutput), flake) == .done)
        #expect(works.state.lots[LotID(number: 2)]?.facts.form == .flake)
        #expect(works.state.lots[LotID(number: 3)]?.facts.generation == 1)
        #expect(works.state.balance(of: .loss) == Milligrams(1_000))

        #expect(works.answer(try works.run(until: .loadHopper)) == .done)
        let dried = AnswerWeights(product: Milligrams(98_000))
        #expect(works.answer(try works.run(until: .collectOutput), dried) == .done)
        #expect(works.state.lots[LotID(number: 4)]?.facts.moisturePPM == 200)
        #expect(works.state.lots[LotID(number: 4)]?.driedAt != nil)

        works.refill(Works.extruder)
        #expect(works.answer(try works.run(until: .loadHopper)) == .done)
        let spool = AnswerWeights(product: Milligrams(94_000), scrap: Milligrams(3_100))
        #expect(works.answer(try works.run(until: .collectOutput), spool) == .done)
        let filament = try #require(works.state.lots.first { $0.form == .filament })
        #expect(filament.mass == Milligrams(94_000))
        #expect(filament.colour == "white")
        #expect(filament.parents == [LotShare(LotID(number: 4), Milligrams(98_000))])

        #expect(works.answer(try works.run(until: .mountSpool)) == .done)
        let operation = try #require(works.state.machine(Works.printer)?.operation)
        works.report(Works.printer, .started(operation))
        works.report(Works.printer, .completed(operation))
        #expect(works.answer(try works.run(until: .plateClear)) == .done)
        let part = try #require(works.state.lots.first { $0.form == .part })
        #expect(part.mass == Milligrams(2_983))
        #expect(part.facts.source == .postConsumer)
        #expect(works.state.openJobs.isEmpty)
        #expect(works.state.openRoutes.isEmpty)
        #expect(works.state.sumOfAllAccounts == .zero)
        #expect(works.state.balance(of: .outside) == Milligrams(-500_000))
        for machine in Works.processors { #expect(works.state.balance(of: .machine(machine)) == .zero) }
    }

    @Test("Filament that is in stock is printed from, and nothing is made")
    func stockFirst() throws {
        var works = WorksScene.ready()
        works.ask(.receiveLot(LotFacts(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(10_000)))
        works.begin()
        #expect(works.state.openRoutes.isEmpty)
        #expect(try works.run(until: .mountSpool).machine == Works.printer)
    }

    @Test("Dried flake that lay open too long is dried again before it is extruded")
    func exposure() throws {
        var works = WorksScene.ready()
        works.begin()
        for _ in 0..<2 {
            let load = try works.run(until: .loadHopper)
            works.refill(load.machine)
            #expect(works.answer(load) == .done)
            #expect(works.answer(try works.run(until: .collectOutput)) == .done)
        }
        #expect(try works.run(until: .loadHopper).machine == Works.extruder)
        works.scene.now.wallClock.milliseconds += 1_801_000
        works.put(.tick)
        #expect(try works.run(until: .loadHopper).machine == Works.dryer)
    }

    @Test("What a scale shows is booked, and a scale that is silent is not believed")
    func scale() throws {
        var works = WorksScene.ready()
        works.begin()
        let lot = LotID(number: 1)
        let reading = SignalReading(name: "weight", value: 480, unit: .gram)
        let weighing = FloorCommand.weighLot(lot, .scale(Works.scale))
        #expect(works.refusal(weighing)?.message.contains("has not reported yet") == true)
        works.put(.sensor(Works.scale, [reading]))
        #expect(works.ask(weighing) == .done)
        #expect(works.state.lots[lot]?.mass == Milligrams(480_000))
        #expect(works.state.balance(of: .difference) == Milligrams(20_000))
        works.scene.now.monotonic = works.scene.now.monotonic + .seconds(61)
        #expect(works.refusal(weighing)?.message.contains("stale") == true)
        #expect(works.state.sumOfAllAccounts == .zero)
    }

    @Test("Cancelling the job gives up what has not begun and lets what runs make its flake")
    func cancelled() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        #expect(works.ask(.cancel(JobID(number: 1), weighed: nil)) == .done)
        #expect(works.state.openRoutes.count == 1)
        #expect(works.answer(try works.run(until: .collectOutput)) == .done)
        #expect(works.state.openRoutes.isEmpty)
        #expect(works.state.lots.contains { $0.form == .flake && $0.mass > .zero })
        #expect(works.state.sumOfAllAccounts == .zero)
    }

    @Test("A failed print goes back as scrap of the next generation, and can be shredded")
    func nextGeneration() throws {
        var works = WorksScene.ready()
        works.ask(.receiveLot(LotFacts(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(4_000)))
        works.scene.submit("part")
        #expect(works.answer(try works.run(until: .mountSpool)) == .done)
        let operation = try #require(works.state.machine(Works.printer)?.operation)
        works.report(Works.printer, .started(operation))
        works.report(Works.printer, .completed(operation))
        #expect(works.answer(try works.run(until: .plateClear), choice: "failed") == .done)
        let scrap = try #require(works.state.lots.first { $0.form == .scrap })
        #expect(scrap.mass == Milligrams(2_983))
        #expect(scrap.facts.generation == 1)
        #expect(scrap.facts.source == .ownScrap)
        #expect(works.state.sumOfAllAccounts == .zero)
    }
}
