import FloorControl
import FloorModel
import FloorProvenance
import Provenance
import Testing

/// What is told of each thing that happens to material.
@Suite struct MappingTests {
    private func told(_ works: WorksScene) -> Chronicle {
        var chronicle = Chronicle()
        chronicle.tell(works.scene.journal)
        return chronicle
    }

    /// A floor whose printer has a spool (lot-1) and prints job-1.
    private func printing(_ spool: Int64 = 750_000) throws -> WorksScene {
        var works = WorksScene.ready()
        works.scene.title = Secrets.title
        works.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(spool)))
        works.ask(.mount(LotID(number: 1), Works.printer))
        works.scene.submit("a")
        works.report(Works.printer, .started(try #require(works.state.machine(Works.printer)?.operation)))
        return works
    }

    /// What a person says of the plate of `printing()`.
    private func judge(_ works: inout WorksScene, _ choice: String, _ weights: AnswerWeights) throws {
        works.report(Works.printer, .completed(try #require(works.state.machine(Works.printer)?.operation)))
        #expect(works.answer(try works.scene.prompt(.plateClear), choice: choice, weights) == .done)
    }

    @Test("From waste to the maker's hands: every step is there, and the part is made of what came in")
    func wholeStory() throws {
        var works = WorksScene.ready()
        works.scene.title = Secrets.title
        works.begin()
        for machine in Works.processors {
            let load = try works.run(until: .loadHopper)
            works.refill(machine)
            #expect(works.answer(load) == .done)
            #expect(works.answer(try works.run(until: .collectOutput)) == .done)
        }
        let mount = try works.run(until: .mountSpool)
        #expect(works.answer(mount) == .done)
        works.report(Works.printer, .started(try #require(works.state.machine(Works.printer)?.operation)))
        try judge(&works, "good", .init(product: Milligrams(2_900), scrap: Milligrams(83)))
        let part = try #require(works.state.lots.first { $0.form == .part })
        #expect(works.ask(.handOverLot(part.id)) == .done)

        let chronicle = told(works)
        let steps = chronicle.entries.map { $0.event.bizStep?.split(separator: "/").last ?? "" }
        #expect(
            steps == [
                "commissioning", "commissioning", "drying", "commissioning", "inspecting", "installing",
                "print_started",
                "commissioning", "receiving", "shipping",
            ])
        let events = chronicle.entries.map(\.event)
        #expect(events[1].recipe == RecipeReference(name: "shred/pla", version: "1"))
        #expect(events[1].asset == chronicle.names.asset("shred-1"))
        #expect(events[1].energyKilowattHours != nil && events[2].energyKilowattHours == nil)
        #expect(events[2].sensorElements.contains { $0.reports[0].type == "Temperature" })
        #expect(events[3].outputEPCs.count == 1 && events[3].ilmd["machina:diameterMm"]?.number == decimal(175, 2))
        #expect(events[3].outputs.count == 1, "the purge")
        #expect(events[4].sensorElements[0].reports[0].meanValue == decimal(176, 2))
        #expect(events[7].gcodeSHA256 == String(repeating: "0", count: 64) && events[7].netMass?.milligrams == 2_900)
        #expect(chronicle.entries[7].commitments.map(\.field) == ["actor", "maker", "title"])
        #expect(chronicle.entries[7].commitments.allSatisfy { $0.person == PersonID("p-1") })
        #expect(events[9].bizTransactions == events[7].bizTransactions && events[9].destinations.count == 1)
        #expect(events[9].destinations[0].uri != events[9].bizTransactions[0].uri)

        let uri = chronicle.names.object(part.id.description)
        let account = try #require(chronicle.ledger.account(uri))
        #expect(account.whole.recycledPerMille == 1000 && account.balance == .zero)
        #expect(chronicle.ledger.totals.handedOver.milligrams == 2_900)
    }

    private func decimal(_ digits: Int64, _ decimals: Int) -> JSONNumber? { JSONNumber(digits, decimals: decimals) }

    @Test("A part of unknown mass is told all the same, and weighed later")
    func unknownMass() throws {
        var works = try printing()
        try judge(&works, "good", .init(product: .zero))
        let part = try #require(works.state.lots.first { $0.form == .part })
        works.ask(.weighLot(part.id, .net(Milligrams(2_500))))
        let chronicle = told(works)
        let account = try #require(chronicle.ledger.account(chronicle.names.object(part.id.description)))
        #expect(account.parents.map(\.mass) == [.zero] && account.balance.milligrams == 2_500)
        #expect(chronicle.events("inspecting")[0].adjustment?.milligrams == 2_500)
        #expect(chronicle.events("inspecting")[0].sensorElements[0].reports[0].value == decimal(25, 4))
    }

    @Test("A failed print is scrap with a reason, and scrap comes back")
    func failedPrint() throws {
        var works = try printing()
        try judge(&works, "failed", .init(scrap: Milligrams(1_000)))
        let chronicle = told(works)
        let failed = try #require(chronicle.entries.map(\.event).first { $0.kind == .transformation })
        #expect(failed.disposition == "non_conformant" && failed.failReason == "rejected" && failed.outputEPCs.isEmpty)
        #expect(failed.gcodeSHA256 == nil)
        #expect(chronicle.events("receiving").map(\.disposition) == ["returned"])
    }

    @Test("Another spool on the printer: the first is removed before it is installed")
    func remounted() {
        var works = WorksScene.ready()
        for _ in 0..<2 { works.ask(.receiveLot(.init(form: .filament, material: "PLA"), mass: Milligrams(1_000))) }
        works.ask(.mount(LotID(number: 1), Works.printer))
        works.ask(.mount(LotID(number: 2), Works.printer))
        let joints = told(works).entries.map(\.event).filter { $0.parentID != nil }
        #expect(joints.map(\.kind) == [.association(.add), .association(.delete), .association(.add)])
        #expect(joints.map { $0.childEPCs[0].last } == ["1", "1", "2"])
    }

    @Test("More comes out than went in: the first lot had more, and the transformation balances")
    func surplus() throws {
        for weights in [
            AnswerWeights(product: Milligrams(7_000), left: Milligrams(1_000)), AnswerWeights(left: Milligrams(9_000)),
        ] {
            var works = WorksScene.ready()
            try works.begin(Works.shredder)
            works.ask(.machine(Works.shredder, .stop))
            let empty = try #require(works.state.prompts.first { $0.kind == .emptyMachine })
            #expect(works.answer(empty, choice: "weighed", weights) == .done)
            let chronicle = told(works)
            let found = try #require(chronicle.events("inspecting").first)
            #expect(found.extensions["machina:adjustmentReason"] == "found_in_machine")
            #expect(found.adjustment?.milligrams == -works.state.balance(of: .difference).count)
            let transformations = chronicle.entries.filter { $0.event.kind == .transformation }
            #expect(transformations.count == (weights.product == nil ? 0 : 1))
        }
    }

    @Test("What is thrown away out of a machine is destroyed of the lots that went in")
    func discarded() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.ask(.machine(Works.shredder, .stop))
        let empty = try #require(works.state.prompts.first { $0.kind == .emptyMachine })
        #expect(works.answer(empty, choice: "discarded") == .done)
        let destroyed = told(works).events("destroying")
        #expect(destroyed.map(\.kind) == [.object(.delete)] && destroyed[0].failReason == "interrupted")
    }

    @Test("Miscounted: what brought the lot in is declared wrong, and the next event puts it right")
    func miscounted() throws {
        var works = WorksScene.ready()
        works.scene.origin = Secrets.origin
        let facts = LotFacts(form: .waste, material: "PLA", grade: "B+", origin: Secrets.origin)
        works.ask(.receiveLot(facts, mass: Milligrams(10_000)))
        works.ask(.adjustLot(LotID(number: 1), by: Milligrams(-500), .miscounted))
        works.ask(.adjustLot(LotID(number: 1), by: Milligrams(-5), .spilled))
        let events = told(works).entries.map(\.event)
        #expect(events.count == 5 && events[1].extensions["machina:grade"] == "B+")
        #expect(events[2].eventID == events[0].eventID && events[2].eventTime == events[0].eventTime)
        #expect(events[2].commitment(of: "donor") == events[0].commitment(of: "donor"))
        #expect(events[2].errorDeclaration?.correctiveEventIDs.map(Optional.some) == [events[3].eventID])
        #expect(events[3].adjustment?.milligrams == -500)
        #expect(events[4].errorDeclaration == nil && events[4].adjustment?.milligrams == -5)
    }

    @Test("A grade that is no code is committed to and not shown")
    func wordyGrade() {
        var works = WorksScene.ready()
        works.ask(.receiveLot(.init(form: .waste, material: "PLA", grade: Secrets.grade), mass: Milligrams(1)))
        let chronicle = told(works)
        #expect(chronicle.entries.count == 1 && chronicle.entries[0].commitments.map(\.field) == ["actor", "grade"])
        #expect(!chronicle.text.contains(Secrets.grade))
    }

    @Test("A weighing that finds what the book has is a reading and no correction")
    func confirmed() {
        var works = WorksScene.ready()
        works.ask(.receiveLot(.init(form: .waste, material: "PLA"), mass: Milligrams(1_250)))
        works.ask(.weighLot(LotID(number: 1), .net(Milligrams(1_250))))
        let seen = told(works).events("inspecting")
        #expect(seen.count == 1 && seen[0].adjustment == nil && seen[0].sensorElements.count == 1)
    }
}
