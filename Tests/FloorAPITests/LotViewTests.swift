import FloorAPITypes
import FloorClient
import FloorModel
import Foundation
import Synchronization
import Testing

@testable import FloorAPI
@testable import FloorControl

/// Waste that became flake and filament, with everything that the journal has of it.
struct LotViewTests {
    private static let waste = LotID(number: 2)
    private static let flake = LotID(number: 3)
    private static let operation = OperationID(number: 1)
    private static let shredder = Account.machine(MachineID("shred-1"))

    private static let facts = LotFacts(
        form: .waste, material: "PLA", colour: "white", source: .postConsumer, grade: "A", moisturePPM: 900,
        origin: "beach", tare: Milligrams(20_500), location: "bin 4")

    private static var events: [FloorEvent] {
        let flakeFacts = LotFacts(form: .flake, material: "PLA", colour: "white", source: .postConsumer)
        return [
            SampleFloor.job(1),
            .lotReceived(.init(lot: waste, facts: facts, mass: Milligrams(500_000), by: PersonID("p-1"))),
            .lotWeighed(.init(lot: waste, net: Milligrams(490_000), scale: SensorID("bench"), by: PersonID("p-2"))),
            .materialMoved(
                .init(
                    movements: [Movement(Milligrams(10_000), from: .lot(waste), to: .difference, .weighed)],
                    by: PersonID("p-2"), scale: SensorID("bench"), basis: .weighed)),
            .lotMoved(.init(lot: waste, location: "bin 5", by: PersonID("p-3"))),
            .materialMoved(
                .init(
                    movements: [Movement(Milligrams(400_000), from: .lot(waste), to: shredder, .loaded)],
                    operation: operation, by: PersonID("p-1"), basis: .weighed)),
            .lotProduced(
                .init(
                    lot: flake, facts: flakeFacts, operation: operation,
                    parents: [LotShare(waste, Milligrams(400_000))], isDried: true)),
            .materialMoved(
                .init(
                    movements: [
                        Movement(Milligrams(390_000), from: shredder, to: .lot(flake), .produced),
                        Movement(Milligrams(9_999), from: shredder, to: .loss, .lost),
                    ], operation: operation, by: PersonID("p-1"), basis: .weighed)),
            .materialMoved(
                .init(
                    movements: [Movement(Milligrams(1), from: .lot(waste), to: .disposed, .disposed)],
                    adjustment: .contaminated, basis: .weighed)),
        ]
    }

    private static func floor() -> Floor {
        var floor = SampleFloor.ready()
        for event in events { floor.happen(event) }
        return floor
    }

    private static var journal: [JournalledEvent] {
        events.enumerated().map {
            JournalledEvent(sequence: Int64($0.offset), event: $0.element, at: SampleFloor.epoch)
        }
    }

    @Test func aLotShowsAllFactsAndWhatIsFree() throws {
        let view = try #require(Self.floor().views.lot(Self.waste))
        var facts = Self.facts
        facts.location = "bin 5"
        let expected = LotView(
            id: Self.waste, facts: facts, massG: 89.999, reservedG: 0, freeG: 89.999,
            receivedAt: UTCTime(SampleFloor.epoch))
        #expect(view == expected)
        let json = String(decoding: try FloorJSON.encoder().encode(view), as: UTF8.self)
        for part in [
            #""free_g":89.999"#, #""generation":0"#, #""moisture_ppm":900"#, #""source":"post_consumer""#,
            #""tare_g":20.5"#, #""location":"bin 5""#, #""origin":"beach""#, #""reserved_g":0"#, #""form":"waste""#,
        ] { #expect(json.contains(part), "\(part)") }
        #expect(Self.floor().views.lot(Self.flake)?.driedAt == UTCTime(SampleFloor.epoch))
    }

    @Test func theStoryHasParentsChildrenAndEveryMovement() throws {
        let views = Self.floor().views
        let names = [PersonID("p-1"): "ada", PersonID("p-2"): "bob"]
        let waste = try #require(views.lotDetail(Self.waste, history: Self.journal, names: names))
        #expect(waste.uri == "machina:leuven/lot-2" && waste.madeBy == nil && waste.parents.isEmpty)
        #expect(waste.children.map(\.lot) == [Self.flake] && waste.children.map(\.massG) == [400])
        // One entry an event, but one for each movement that touches the lot.
        #expect(
            waste.history.filter { $0.from != nil }.map { "\($0.from!) \($0.to!) \($0.massG!) \($0.reason!)" }
                == [
                    "outside lot-2 500.0 received", "lot-2 difference 10.0 weighed",
                    "lot-2 machine/shred-1 400.0 loaded", "lot-2 disposed 0.001 disposed",
                ])
        #expect(waste.history.map(\.who) == ["ada", "bob", "bob", nil, "ada", nil, nil])
        #expect(waste.history.map(\.by).compactMap { $0?.name } == ["p-1", "p-2", "p-2", "p-3", "p-1"])
        #expect(waste.history.last?.adjustment == .contaminated && waste.history[1].scale == SensorID("bench"))
        #expect(waste.history[3].location == "bin 5" && waste.history[4].operation == Self.operation)

        let ofFlake = Self.journal.filter { $0.sequence >= 6 }
        let flake = try #require(views.lotDetail(Self.flake, history: ofFlake, names: names))
        #expect(flake.madeBy?.operation == Self.operation && flake.madeBy?.job == JobID(number: 1))
        #expect(flake.parents.map(\.lot) == [Self.waste] && flake.parents[0].origin == "beach")
        #expect(flake.history.map(\.type) == ["lot_produced", "material_moved"])
        #expect(views.lotDetail(LotID(number: 9), history: [], names: [:]) == nil)
    }

    @Test func ancestryHasABoundAndKeepsTheNearest() throws {
        var floor = SampleFloor.ready()
        floor.happen(SampleFloor.job(1))
        // Each generation is made of the one before it twice: 2^n ways lead to the first.
        for number in 2...40 {
            let parent = LotShare(LotID(number: number - 1), Milligrams(1))
            floor.happen(
                .lotProduced(
                    .init(
                        lot: LotID(number: number), facts: LotFacts(form: .flake, material: "PLA"),
                        operation: Self.operation, parents: [parent, parent], isDried: false)))
        }
        func count(_ lots: [LotAncestorView]) -> Int { lots.reduce(0) { $0 + 1 + count($1.parents) } }
        let detail = try #require(floor.views.lotDetail(LotID(number: 40), history: [], names: [:]))
        #expect(detail.parents.count == 2 && count(detail.parents) == LotDetailView.maximumAncestors)
    }

    @Test func theLedgerAddsUpToNothing() {
        let ledger = Self.floor().views.ledger
        #expect(ledger.sumG == 0)
        // To the milligram: grams as numbers do not add up exactly.
        #expect(ledger.accounts.reduce(0) { $0 + Int64(($1.balanceG * 1000).rounded()) } == 0)
        #expect(
            ledger.accounts.map { "\($0.account) \($0.balanceG)" } == [
                "difference 10.0", "disposed 0.001", "loss 9.999", "machine/shred-1 0.001", "outside -1250.0",
                "lot-1 750.0", "lot-2 89.999", "lot-3 390.0",
            ])
        #expect(
            ledger.totals == [
                StockView(form: .waste, material: "PLA", massG: 89.999, lots: 1),
                StockView(form: .flake, material: "PLA", massG: 390, lots: 1),
                StockView(form: .filament, material: "PLA", massG: 750, lots: 1),
            ])
    }

    @Test func theWholeStoryCrossesTheSocket() async throws {
        let floor = Self.floor()
        try await RunningServer.with(floor) { server in
            server.backend.memory.withLock {
                $0.history[Self.waste] = Self.journal
                $0.names = [PersonID("p-1"): "ada"]
            }
            let detail = try await server.client.lot(Self.waste)
            #expect(
                detail
                    == floor.views.lotDetail(Self.waste, history: Self.journal, names: [PersonID("p-1"): "ada"]))
            server.backend.memory.withLock { $0.isJournalUnreadable = true }
            let problem = await refusal { () throws(FloorClientError) in try await server.client.lot(Self.waste) }
            #expect(problem?.status == 503 && problem?.code == "journal_unavailable")
            let unknown = await refusal { () throws(FloorClientError) in
                try await server.client.lot(LotID(number: 99))
            }
            #expect(unknown?.status == 404)
        }
    }
}
