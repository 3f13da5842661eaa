import Testing

@testable import Provenance

/// Everything that somebody may try with a good history, and the name by which each is refused.
struct LedgerRefusalTests {
    typealias Change = @Sendable (inout [EPCISEvent]) -> Bool

    struct Attack: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: LedgerFault.Code
        /// false where the history offers nothing to change.
        var change: Change
    }

    private static let histories = [3, 5].map { RandomHistory(seed: $0, steps: 120).events }

    @Test func theHistoriesAreGood() throws {
        for events in Self.histories { _ = try MaterialLedgerTests.ledger(events) }
    }

    @Test(arguments: Self.attacks, Self.histories.indices)
    func refuses(attack: Attack, history: Int) throws {
        var events = Self.histories[history]
        #expect(attack.change(&events), "nothing to change")
        do throws(LedgerFault) {
            _ = try MaterialLedgerTests.ledger(events)
            Issue.record("accepted: \(attack.testDescription)")
        } catch {
            #expect(error.code == attack.code, "\(error)")
            #expect(!error.description.isEmpty)
        }
    }

    @Test func everyRefusalIsTried() {
        #expect(Set(Self.attacks.map(\.code)) == Set(LedgerFault.Code.allCases))
    }

    /// A refused event leaves the ledger as it was.
    @Test func refusalsBookNothing() throws {
        var ledger = MaterialLedger()
        var refusals = 0
        for event in Self.histories[0] {
            for attack in Self.attacks {
                var attempt = [event]
                guard attack.change(&attempt), attempt.count == 1, attempt != [event] else { continue }
                var trial = ledger
                do throws(LedgerFault) {
                    try trial.add(attempt[0])
                } catch {
                    refusals += 1
                    #expect(trial.totals == ledger.totals && trial.lots == ledger.lots)
                }
            }
            try ledger.add(event)
        }
        #expect(refusals > 100)
    }

    private static func change(
        where suits: @escaping @Sendable (EPCISEvent) -> Bool, _ change: @escaping @Sendable (inout EPCISEvent) -> Void
    ) -> Change {
        { events in
            guard let index = events.firstIndex(where: suits) else { return false }
            change(&events[index])
            return true
        }
    }

    private static func isIntake(_ event: EPCISEvent) -> Bool {
        event.kind == .object(.add) && !event.quantityList.isEmpty && event.errorDeclaration == nil
    }

    private static func feeds(_ event: EPCISEvent) -> Bool { event.kind == .transformation && !event.inputs.isEmpty }

    private static let milligram = Mass(milligrams: 1)

    static let attacks: [Attack] = masses + orders + figures + declarations

    private static let masses: [Attack] = [
        Attack(
            testDescription: "an output 1 mg heavier", code: .unbalanced,
            change: change(where: { feeds($0) && !$0.outputs.isEmpty }) { $0.outputs[0].mass += milligram }),
        Attack(
            testDescription: "an input 1 mg lighter", code: .unbalanced,
            change: change(where: { feeds($0) && $0.inputs[0].mass > .zero }) { $0.inputs[0].mass -= milligram }),
        Attack(
            testDescription: "a part 1 mg heavier", code: .unbalanced,
            change: change(where: { !$0.outputEPCs.isEmpty }) { $0.netMass = ($0.netMass ?? .zero) + milligram }),
        Attack(
            testDescription: "1 mg more lost", code: .unbalanced,
            change: change(where: feeds) { $0.loss = ($0.loss ?? .zero) + milligram }),
        Attack(
            testDescription: "the loss left out", code: .unbalanced,
            change: change(where: { ($0.loss ?? .zero) > .zero }) { $0.loss = nil }),
        Attack(
            testDescription: "a negative output", code: .negativeMass,
            change: change(where: { !$0.outputs.isEmpty }) { $0.outputs[0].mass = -milligram }),
        Attack(
            testDescription: "a negative loss", code: .negativeMass,
            change: change(where: feeds) { $0.loss = -milligram }),
        Attack(
            testDescription: "a negative part", code: .negativeMass,
            change: change(where: { !$0.outputEPCs.isEmpty }) { $0.netMass = -milligram }),
        Attack(
            testDescription: "more used than there is", code: .overdrawn,
            change: change(where: feeds) {
                $0.inputs[0].mass += Mass(milligrams: 1_000_000_000_000)
                $0.loss = ($0.loss ?? .zero) + Mass(milligrams: 1_000_000_000_000)
            }),
        Attack(
            testDescription: "more weighed off than there is", code: .overdrawn,
            change: change(where: { $0.adjustment != nil }) { $0.adjustment = Mass(milligrams: -1_000_000_000_000) }),
        Attack(
            testDescription: "no inputs", code: .noInputs,
            change: change(where: feeds) {
                $0.inputs = []
                $0.inputEPCs = []
            }),
        Attack(
            testDescription: "a mass over a million tonnes", code: .massLimit,
            change: change(where: isIntake) { $0.quantityList[0].mass = Mass.limit + milligram }),
        Attack(
            testDescription: "weighed up over a million tonnes", code: .massLimit,
            change: change(where: { $0.adjustment != nil }) { $0.adjustment = Mass.limit }),
    ]

    private static let orders: [Attack] = [
        Attack(testDescription: "an event dropped", code: .unknownLot) { events in
            guard let used = events.first(where: feeds)?.inputs[0].epcClass,
                let index = events.firstIndex(where: { $0.made.map(LotReference.init).contains(LotReference(used)) })
            else { return false }
            let id = events[index].eventID
            events.removeAll { $0.eventID == id }
            return true
        },
        Attack(testDescription: "an event doubled", code: .duplicateEvent) { events in
            guard let event = events.first(where: feeds), let index = events.firstIndex(of: event) else { return false }
            events.insert(event, at: index + 1)
            return true
        },
        Attack(testDescription: "an event before what it uses", code: .unknownLot) { events in
            guard let index = events.firstIndex(where: feeds) else { return false }
            events.insert(events.remove(at: index), at: 0)
            return true
        },
        Attack(testDescription: "an intake brought forward", code: .recordTimeBack) { events in
            guard let index = events.lastIndex(where: isIntake) else { return false }
            events.insert(events.remove(at: index), at: 0)
            return true
        },
        Attack(testDescription: "an output made twice", code: .lotExists) { events in
            guard let index = events.lastIndex(where: { feeds($0) && !$0.outputs.isEmpty }),
                let earlier = events[..<index].first(where: isIntake),
                events[index].inputs.allSatisfy({ $0.epcClass != earlier.quantityList[0].epcClass })
            else { return false }
            events[index].outputs[0].epcClass = earlier.quantityList[0].epcClass
            return true
        },
        Attack(testDescription: "an intake doubled under a new id", code: .lotExists) { events in
            guard let index = events.firstIndex(where: isIntake) else { return false }
            var event = events[index]
            event.eventID = EventID(time: event.eventTime, entropy: [UInt8](repeating: 0, count: 10))
            events.insert(event, at: index + 1)
            return true
        },
        Attack(
            testDescription: "an unknown lot", code: .unknownLot,
            change: change(where: feeds) { $0.inputs[0].epcClass += "0000" }),
        Attack(
            testDescription: "an unknown lot observed", code: .unknownLot,
            change: change(where: { $0.bizStep == "receiving" }) { $0.quantityList[0].epcClass += "0000" }),
        Attack(
            testDescription: "an unknown spool mounted", code: .unknownLot,
            change: change(where: { $0.kind == .association(.add) }) { $0.childEPCs[0] += "0000" }),
        Attack(testDescription: "a part handed over twice", code: .lotGone) { events in
            guard let index = events.firstIndex(where: { $0.bizStep == "shipping" }) else { return false }
            var event = events[index]
            event.eventID = EventID(time: event.eventTime, entropy: [UInt8](repeating: 0, count: 10))
            events.insert(event, at: index + 1)
            return true
        },
        Attack(
            testDescription: "no event id", code: .missingEventID, change: change(where: feeds) { $0.eventID = nil }),
    ]

    private static let figures: [Attack] = [
        Attack(
            testDescription: "a lot named twice", code: .lotTwice,
            change: change(where: feeds) { $0.inputs.append(Quantity($0.inputs[0].epcClass, .zero)) }),
        Attack(
            testDescription: "a lot made of itself", code: .lotTwice,
            change: change(where: { feeds($0) && !$0.outputs.isEmpty }) {
                $0.outputs[0].epcClass = $0.inputs[0].epcClass
            }),
        Attack(
            testDescription: "a part without mass", code: .missingMass,
            change: change(where: { !$0.outputEPCs.isEmpty }) { $0.netMass = nil }),
        Attack(
            testDescription: "one mass for two parts", code: .missingMass,
            change: change(where: { !$0.outputEPCs.isEmpty }) { $0.outputEPCs.append("https://maak.example/obj/other") }
        ),
        Attack(
            testDescription: "a net mass without a thing", code: .misplacedFigure,
            change: change(where: isIntake) { $0.netMass = .zero }),
        Attack(
            testDescription: "a loss in an intake", code: .misplacedFigure,
            change: change(where: isIntake) { $0.loss = .zero }),
        Attack(
            testDescription: "an adjustment in a transformation", code: .misplacedFigure,
            change: change(where: feeds) { $0.adjustment = .zero }),
        Attack(
            testDescription: "an adjustment of two lots", code: .misplacedFigure,
            change: change(where: { $0.adjustment != nil }) { $0.epcList.append("https://maak.example/obj/other") }),
        Attack(testDescription: "a made lot called recycled", code: .originOfMade) { events in
            guard let index = events.firstIndex(where: { feeds($0) && !$0.outputs.isEmpty }) else { return false }
            let lot = events[index].outputs[0].epcClass
            events[index].describe([LotDescription(lot: lot, form: "flake", material: "PETG", origin: .postConsumer)])
            return true
        },
    ]

    private static let declarations: [Attack] = [
        Attack(
            testDescription: "an error declared of nothing", code: .declaredEventUnknown,
            change: change(where: { $0.errorDeclaration != nil }) {
                $0.eventID = EventID(time: $0.eventTime, entropy: [UInt8](repeating: 0, count: 10))
            }),
        Attack(
            testDescription: "an error declared of another content", code: .declarationDiffers,
            change: change(where: { $0.errorDeclaration != nil }) { $0.bizStep = "storing" }),
    ]
}
