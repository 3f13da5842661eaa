import FloorControl
import FloorModel
import FloorProvenance
import Provenance
import Testing

/// Events as no core decides them now: from old journals, and at the bounds of what a core may decide.
@Suite struct OldJournalTests {
    private let job = JobID(number: 1)
    private let print = OperationID(number: 1)
    private let shredding = OperationID(number: 2)
    private let time = WallClock(milliseconds: 1_790_000_000_000)

    private func accepted() -> [FloorEvent] {
        [
            .machineAdded(.init(machine: Works.printer, type: "printer")),
            .machineAdded(.init(machine: Works.shredder, type: "shredder")),
            .jobAccepted(.init(job: job, order: Scene.order("a"), operations: [print])),
        ]
    }

    private func told(_ events: [FloorEvent], _ site: SiteDescription = Chronicle.site) -> Chronicle {
        var chronicle = Chronicle(site: site)
        chronicle.tell(events.map { TimedEvent($0, at: time) })
        return chronicle
    }

    @Test("Filament that went into parts before parts were lots is deleted, untraced")
    func untraced() {
        let spool = LotID(number: 1)
        let chronicle = told(
            accepted() + [
                .lotReceived(.init(lot: spool, facts: .init(form: .filament, material: "PLA"), mass: .zero, by: nil)),
                .lotReceived(
                    .init(
                        lot: LotID(number: 2), facts: .init(form: .filament, material: "PLA"),
                        mass: Milligrams(9_000), by: nil)),
                .operationStarted(.init(operation: print, machine: Works.printer, lot: LotID(number: 2))),
                .filamentConsumed(
                    .init(lot: LotID(number: 2), operation: print, mass: Milligrams(1_656), basis: .weighed)),
                .filamentConsumed(.init(lot: spool, operation: print, mass: .zero, basis: .estimated)),
            ])
        let deleted = chronicle.entries.map(\.event).filter { $0.kind == .object(.delete) }
        #expect(deleted.count == 1 && deleted[0].isUntraced)
        #expect(chronicle.ledger.totals.untraced.milligrams == 1_656)
    }

    @Test("A batch of as many lots as the floor takes fits into one entry, if need be without its sensors")
    func widestBatch() throws {
        let base = "https://" + String(repeating: "a", count: 188) + ".org"
        let site = SiteDescription(id: "test", baseURL: base, timezone: "UTC", isVirtual: true)
        let shares = (1...FloorLimits.batchLots).map { LotShare(LotID(number: $0), Milligrams(1_234_567)) }
        let total = Milligrams(1_234_567 * Int64(shares.count))
        let made = LotID(number: shares.count + 1)
        let chronicle = told(loaded(shares, total) + shredded(shares, into: made, total), site)
        let widest = try #require(chronicle.entries.last)
        #expect(widest.event.inputs.count == shares.count && widest.event.sensorElements.isEmpty)
        #expect(widest.bytes.count > 40_000 && widest.bytes.count <= EPCISEvent.byteLimit)
        let draft = try #require(chronicle.drafts.last)
        #expect(draft.event.sensorElements.count == 32 * 16)
        #expect(chronicle.ledger.balance(chronicle.names.lotClass(made.description))?.milligrams == total.count)
    }

    private func loaded(_ shares: [LotShare], _ total: Milligrams) -> [FloorEvent] {
        let step = RouteStep(
            operation: shredding, recipe: "shred/pla", process: .shred, machine: Works.shredder, mass: total,
            inputs: shares, after: nil)
        let movements = shares.map { Movement($0.mass, from: .lot($0.lot), to: machine, .loaded) }
        let waste = LotFacts(form: .waste, material: "PLA")
        return accepted() + shares.map { .lotReceived(.init(lot: $0.lot, facts: waste, mass: $0.mass, by: nil)) } + [
            .routeAdopted(.init(job: job, steps: [step])),
            .hopperLoaded(.init(operation: shredding, machine: Works.shredder, shares: shares, by: nil)),
            .materialMoved(.init(movements: movements, operation: shredding, basis: .estimated)),
        ]
    }

    private func shredded(_ shares: [LotShare], into made: LotID, _ total: Milligrams) -> [FloorEvent] {
        let readings = (0..<20).map { SignalReading(name: "zone_\($0)", value: 180.125, unit: .celsius) }
        let flake = LotFacts(form: .flake, material: "PLA")
        let movement = Movement(total, from: machine, to: .lot(made), .produced)
        return [.processStarted(.init(operation: shredding, machine: Works.shredder, recipe: Works.shred))]
            + (0..<40).map { .phaseEnded(.init(operation: shredding, index: $0, results: readings)) } + [
                .operationFinished(.init(operation: shredding)),
                .lotProduced(.init(lot: made, facts: flake, operation: shredding, parents: shares, isDried: false)),
                .materialMoved(.init(movements: [movement], operation: shredding, basis: .weighed)),
            ]
    }

    private var machine: Account { .machine(Works.shredder) }
}
