import Testing

@testable import Provenance

struct MaterialLedgerTests {
    /// Against the history's own book: balances to the milligram, compositions that sum to them, and shares that follow
    /// exact proportions to within the milligram that a figure is rounded by, however many steps there were.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func agreesWithTheBook(seed: UInt64) throws {
        let baseURL = seed.isMultiple(of: 3) ? nil : "https://maak.example"
        let history = RandomHistory(seed: seed, steps: 150, baseURL: baseURL)
        let ledger = try Self.ledger(history.events)
        #expect(ledger.lots.count == history.lots.count)
        for lot in history.lots {
            let account = try #require(ledger.account(history.uri(lot)))
            #expect(account.balance.milligrams == lot.milligrams, "\(lot.id)")
            #expect(account.composition.total == account.balance)
            for origin in Origin.allCases {
                let share = account.composition[origin].milligrams
                #expect(share >= 0 && account.whole[origin].milligrams >= share - 1)
                let ideal = lot.shares[origin, default: 0]
                #expect(abs(Double(share) - ideal) < 1.001, "\(lot.id) \(origin)")
            }
        }
        let totals = ledger.totals
        #expect(totals.received.milligrams == history.received && totals.adjusted.milligrams == history.adjusted)
        #expect(totals.lost.milligrams == history.lost && totals.disposed.milligrams == history.disposed)
        #expect(totals.handedOver.milligrams == history.handedOver)
        let gone = totals.lost + totals.disposed + totals.untraced + totals.handedOver
        #expect(totals.received + totals.adjusted == gone + totals.inLots)
        #expect(totals.inLots == ledger.lots.map(\.balance).reduce(.zero, +))
    }

    static func ledger(_ events: [EPCISEvent]) throws(LedgerFault) -> MaterialLedger {
        var ledger = MaterialLedger()
        for event in events { try ledger.add(event) }
        return ledger
    }

    @Test func reworkKeepsItsCompositionAndBlendsAreProportional() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        try ledger.add(site.intake("waste", grams: 900, .postConsumer))
        try ledger.add(site.intake("virgin", grams: 100, .virgin))
        try ledger.add(site.transformation(["waste": 900, "virgin": 100], to: ["spool": 1000]))
        #expect(ledger.composition(site.uri("spool"))?.recycledPerMille == 900)
        try ledger.add(site.transformation(["spool": 500], to: ["part": 300, "scrap": 200]))
        try ledger.add(site.transformation(["scrap": 200], to: ["flake": 190], lossGrams: 10))
        let flake = try #require(ledger.composition(site.uri("flake")))
        #expect(flake.byOrigin == [.postConsumer: Mass(milligrams: 171_000), .virgin: Mass(milligrams: 19_000)])
        #expect(flake.recycledPerMille == 900)
    }

    /// A claim is rounded down: one milligram of virgin in a million is not 100 %.
    @Test func recycledContentNeverSaysTooMuch() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        try ledger.add(site.intake("a", grams: 1000, .preConsumer))
        try ledger.add(site.intake("b", grams: 1, .ownScrap))
        try ledger.add(site.transformation(["a": 1000, "b": 1], to: ["spool": 1001]))
        #expect(ledger.composition(site.uri("spool"))?.recycledPerMille == 999)
        #expect(Composition(.postConsumer, .zero).recycledPerMille == nil)
        #expect(Composition(.postConsumer, Mass.limit).recycledPerMille == 1000)
    }

    @Test func weighingCorrectsTheBatchAndAnEmptyLotRemembersWhatItWas() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        try ledger.add(site.intake("waste", grams: 10, .postConsumer))
        try ledger.add(site.transformation(["waste": 10], to: ["flake": 10]))
        try ledger.add(site.weighing("waste", adjustment: Mass(milligrams: 5)))
        #expect(ledger.composition(site.uri("waste")) == Composition(.postConsumer, Mass(milligrams: 5)))
        #expect(ledger.account(site.uri("waste"))?.whole.total.milligrams == 10_005)
    }

    /// Through a milligram, through nothing, and from nothing: what is weighed is what was made.
    @Test func noWeighingForgesARecycledShare() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        try ledger.add(site.intake("waste", grams: 681, .postConsumer))
        try ledger.add(site.intake("virgin", grams: 319, .virgin))
        try ledger.add(site.transformation(["waste": 681, "virgin": 319], to: ["blend": 300, "spool": 700]))
        for milligrams: Int64 in [1, 0, 300_000, 0, 1, 2, 299_999] {
            let balance = try #require(ledger.balance(site.uri("blend")))
            try ledger.add(site.weighing("blend", adjustment: Mass(milligrams: milligrams) - balance))
            let account = try #require(ledger.account(site.uri("blend")))
            #expect(account.blend.recycledPerMille == 681 && account.composition.total.milligrams == milligrams)
            #expect(account.composition.recycledPerMille == (milligrams == 0 ? nil : 681))
            #expect(account.composition[.untraced] == .zero)
        }
        // Booked with a milligram, or with nothing at all, and weighed later.
        var light = site.transformation(["spool": 0], to: ["light": 0, "rest": 0])
        light.inputs[0].mass = Mass(milligrams: 2)
        light.outputs = ["light", "rest"].map { Quantity(site.uri($0), Mass(milligrams: 1)) }
        try ledger.add(light)
        try ledger.add(site.transformation(["spool": 0], to: ["unweighed": 0]))
        for lot in ["light", "unweighed"] {
            try ledger.add(site.weighing(lot, adjustment: Mass(milligrams: 1_000_000)))
            try ledger.add(site.transformation([lot: 1000], to: ["part-\(lot)": 1000]))
            let part = try #require(ledger.composition(site.uri("part-\(lot)")))
            #expect(part.byOrigin == [.postConsumer: Mass(milligrams: 681_000), .virgin: Mass(milligrams: 319_000)])
            #expect(part.recycledPerMille == 681)
        }
    }

    /// Where no input has a mass they count alike; where one has, the others count nothing.
    @Test func inputsWithoutMassCountAlike() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        try ledger.add(site.intake("waste", grams: 10, .postConsumer))
        try ledger.add(site.intake("virgin", grams: 10, .virgin))
        try ledger.add(site.transformation(["waste": 0, "virgin": 0], to: ["a": 0]))
        try ledger.add(site.transformation(["waste": 0, "virgin": 1], to: ["b": 0], lossGrams: 1))
        #expect(ledger.account(site.uri("a"))?.blend.recycledPerMille == 500)
        #expect(ledger.account(site.uri("b"))?.blend == Blend(.virgin))
        #expect(ledger.composition(site.uri("a"))?.recycledPerMille == nil)
    }

    @Test func aDeclaredErrorRepeatsItsEventAndMovesNothing() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        var event = site.intake("waste", grams: 10, .postConsumer)
        event.setCommitment(
            Commitment.make(domain: "d", salt: [UInt8](repeating: 0, count: 32), value: "v"), of: "donor")
        try ledger.add(event)
        event.errorDeclaration = ErrorDeclaration(declarationTime: event.eventTime, reason: "incorrect_data")
        event.recordTime = Timestamp(milliseconds: 99)
        // Sealed anew: another salt, another record time, late.
        event.setCommitment(
            Commitment.make(domain: "d", salt: [UInt8](repeating: 1, count: 32), value: "v"), of: "donor")
        event.isLate = true
        try ledger.add(event)
        #expect(ledger.balance(site.uri("waste")) == Mass(milligrams: 10_000))
        #expect(ledger.lots.count == 1)
    }

    /// Sums beyond the limit of a single mass are told in a refusal, not computed with.
    @Test func massesBeyondTheLimitAreRefusedInWords() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        for lot in ["a", "b"] {
            var intake = site.intake(lot, grams: 0, .virgin)
            intake.quantityList[0].mass = Mass.limit
            try ledger.add(intake)
        }
        var blend = site.transformation(["a": 0, "b": 0], to: ["c": 1])
        for index in blend.inputs.indices { blend.inputs[index].mass = Mass.limit }
        try ledger.add(site.weighing("a", adjustment: Mass(milligrams: -1)))
        try ledger.add(site.weighing("a", adjustment: Mass(milligrams: 1)))
        for (event, code) in [
            (blend, LedgerFault.Code.unbalanced), (site.weighing("a", adjustment: Mass.limit), .massLimit),
        ] {
            do throws(LedgerFault) {
                try ledger.add(event)
                Issue.record("accepted two million tonnes")
            } catch { #expect(error.code == code && error.description.contains("000")) }
        }
        // Used up, the lot cannot be filled a second time either: what was ever in it has the same limit.
        try ledger.add(
            site.transformation(["a": Mass.limit.milligrams / 1000], to: ["d": Mass.limit.milligrams / 1000]))
        #expect(throws: LedgerFault.self) { try ledger.add(site.weighing("a", adjustment: Mass(milligrams: 1000))) }
    }

    @Test func untracedUseIsCountedApart() throws {
        let site = Bench()
        var ledger = MaterialLedger()
        try ledger.add(site.intake("spool", grams: 10, .virgin))
        var event = site.event(.object(.delete))
        event.quantityList = [Quantity(site.uri("spool"), Mass(milligrams: 4000))]
        event.isUntraced = true
        try ledger.add(event)
        #expect(ledger.totals.untraced.milligrams == 4000 && ledger.totals.disposed == .zero)
    }
}

/// Events of a small site, each with its own id.
final class Bench {
    let namespace = Namespace(baseURL: "https://maak.example", site: "leuven")
    private var count: Int64 = 0

    func uri(_ lot: String) -> String { namespace.lotClass(lot) }

    func event(_ kind: EPCISEvent.Kind) -> EPCISEvent {
        count += 1
        var event = EPCISEvent(kind, at: Timestamp(milliseconds: count), vocabulary: namespace.vocabulary)
        event.eventID = EventID(
            time: event.eventTime, entropy: [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: 10))
        return event
    }

    func intake(_ lot: String, grams: Int64, _ origin: Origin) -> EPCISEvent {
        var event = event(.object(.add))
        event.bizStep = "commissioning"
        event.quantityList = [Quantity(uri(lot), Mass(milligrams: grams * 1000))]
        event.describe([LotDescription(lot: uri(lot), form: "waste", material: "PETG", origin: origin)])
        return event
    }

    func transformation(
        _ inputs: KeyValuePairs<String, Int64>, to outputs: KeyValuePairs<String, Int64>, lossGrams: Int64 = 0
    ) -> EPCISEvent {
        var event = event(.transformation)
        event.bizStep = "commissioning"
        event.inputs = inputs.map { Quantity(uri($0.key), Mass(milligrams: $0.value * 1000)) }
        event.outputs = outputs.map { Quantity(uri($0.key), Mass(milligrams: $0.value * 1000)) }
        event.loss = Mass(milligrams: lossGrams * 1000)
        return event
    }

    func weighing(_ lot: String, adjustment: Mass) -> EPCISEvent {
        var event = event(.object(.observe))
        event.bizStep = "inspecting"
        event.epcList = [namespace.object(lot)]
        event.adjustment = adjustment
        return event
    }
}
