import FloorControl
import FloorModel
import Testing

/// A part leaves the floor with its maker, and what it took is known: mass by the book, energy by the meters.
@Suite struct HandOverTests {
    @Test("A hand-over takes all of a lot out of the floor, and what is in use stays")
    func handOver() throws {
        var works = WorksScene.ready()
        let spool = LotID(number: 1)
        works.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)))
        works.ask(.mount(spool, Works.printer))
        #expect(works.refusal(.handOverLot(spool))?.message.contains("mounted") == true)
        works.scene.submit("a")
        let operation = try #require(works.state.machine(Works.printer)?.operation)
        works.report(Works.printer, .started(operation))
        #expect(works.refusal(.handOverLot(spool))?.code == .stateForbids)
        works.report(Works.printer, .completed(operation))
        #expect(works.answer(try works.scene.prompt(.plateClear), .init(product: Milligrams(2_900))) == .done)
        let part = try #require(works.state.lots.first { $0.form == .part })
        #expect(works.ask(.handOverLot(part.id)) == .done)
        #expect(works.state.lots[part.id]?.mass == .zero)
        #expect(works.state.balance(of: .outside) == Milligrams(2_900 - 750_000))
        #expect(works.refusal(.handOverLot(part.id))?.code == .massInvalid)
        #expect(works.refusal(.handOverLot(LotID(number: 99)))?.code == .notFound)
    }

    @Test("What is partly in a machine is not handed over")
    func handOverOfWhatIsLoaded() throws {
        var works = WorksScene.ready()
        works.begin()
        let load = try works.run(until: .loadHopper)
        let share = try #require(load.shares?.first)
        #expect(works.answer(load) == .done)
        #expect(works.refusal(.handOverLot(share.lot))?.message.contains(Works.shredder.name) == true)
    }

    @Test("The energy of a recipe is the difference of its meter, and unknown where the meter was not seen")
    func energy() throws {
        var works = WorksScene.ready()
        works.begin()
        for machine in Works.processors {
            let load = try works.run(until: .loadHopper)
            works.refill(machine)
            let before = try #require(works.machines[machine]?.values["energy"])
            #expect(works.answer(load) == .done)
            let collect = try works.run(until: .collectOutput)
            let operation = try #require(collect.operation.flatMap { works.state.operations[$0] })
            #expect(!operation.phaseResults.isEmpty)
            #expect(operation.phaseResults.allSatisfy { ($0.startedAt ?? $0.endedAt) <= $0.endedAt })
            if machine == Works.dryer {
                #expect(operation.energyWattHours == nil)
            } else {
                let after = try #require(works.machines[machine]?.values["energy"])
                #expect(operation.energyWattHours == Int64(((after - before) * 1000).rounded()))
            }
            #expect(works.answer(collect) == .done)
            #expect(works.state.operations[operation.id]?.phaseResults == [])
        }
    }

    @Test("A recipe that is cut off has used energy too; a meter that was not seen then leaves it unknown")
    func energyOfWhatWasCutOff() throws {
        for isSeen in [true, false] {
            var works = WorksScene.ready()
            try works.begin(Works.shredder)
            if !isSeen { works.machines[Works.shredder]?.quality["energy"] = .bad }
            works.run(.milliseconds(100))
            works.ask(.machine(Works.shredder, .stop))
            let empty = try #require(works.state.prompts.first { $0.kind == .emptyMachine })
            let operation = try #require(empty.operation.flatMap { works.state.operations[$0] })
            #expect((operation.energyWattHours != nil) == isSeen)
            #expect(operation.energyWattHours ?? 1 > 0)
        }
    }

    @Test("A spool remembers what it took the place of, and where it was")
    func mounting() throws {
        var scene = Scene.ready()
        scene.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(1_000)))
        scene.ask(.mount(LotID(number: 2), Scene.ender))
        #expect(scene.state.lots[LotID(number: 2)]?.mounting == LotMounting(replaced: nil, takenFrom: nil))
        scene.ask(.mount(LotID(number: 2), Scene.mk3))
        let expected = LotMounting(replaced: LotID(number: 1), takenFrom: Scene.ender)
        #expect(scene.state.lots[LotID(number: 2)]?.mounting == expected)
    }

    @Test("A batch is made of no more lots than one event can name")
    func batchOfManyLots() throws {
        var works = WorksScene.ready()
        let scraps = FloorLimits.batchLots + 50
        let scrap = LotFacts(form: .scrap, material: "PLA", colour: "white")
        for _ in 0..<scraps { works.ask(.receiveLot(scrap, mass: Milligrams(100))) }
        works.ask(.receiveLot(LotFacts(form: .scrap, material: "PLA", colour: "red"), mass: Milligrams(500_000)))
        works.scene.submit("part")
        let load = try works.run(until: .loadHopper)
        let shares = try #require(load.shares)
        #expect(!shares.isEmpty && shares.count <= FloorLimits.batchLots)
    }
}
