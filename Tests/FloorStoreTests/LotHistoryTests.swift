import FloorControl
import FloorModel
import Foundation
import Testing

@testable import FloorStore

@Suite struct LotHistoryTests {
    private static let lot = LotID(number: 1)
    private static let other = LotID(number: 11)
    private static let operation = OperationID(number: 1)

    private static func received(_ lot: LotID, location: String? = nil) -> FloorEvent {
        .lotReceived(
            .init(
                lot: lot, facts: LotFacts(form: .waste, material: "PLA", location: location), mass: Milligrams(5),
                by: nil))
    }

    private static func moved(_ from: Account, _ to: Account) -> FloorEvent {
        .materialMoved(.init(movements: [Movement(Milligrams(1), from: from, to: to, .loaded)], basis: .weighed))
    }

    private static let own: [FloorEvent] = [
        received(lot),
        .lotWeighed(.init(lot: lot, net: Milligrams(4), scale: nil, by: nil)),
        .lotMoved(.init(lot: lot, location: "B2", by: nil)),
        moved(.lot(lot), .machine(MachineID("shred-1"))),
        .hopperLoaded(
            .init(
                operation: operation, machine: MachineID("shred-1"), shares: [LotShare(lot, Milligrams(1))], by: nil)),
        .lotProduced(
            .init(
                lot: LotID(number: 2), facts: LotFacts(form: .flake, material: "PLA"), operation: operation,
                parents: [LotShare(lot, Milligrams(1))], isDried: false)),
        .lotMounted(.init(lot: lot, machine: MachineID("mk3-1"), by: nil)),
        .filamentConsumed(.init(lot: lot, operation: operation, mass: Milligrams(1), basis: .estimated)),
        moved(.machine(MachineID("shred-1")), .lot(lot)),
    ]

    /// Another lot, the same text in another field, and types that do not tell a lot's story.
    private static let foreign: [FloorEvent] = [
        received(other), received(LotID(number: 3), location: "lot-1"),
        .lotMoved(.init(lot: other, location: "lot-1", by: nil)), moved(.lot(other), .loss),
        .operationStarted(.init(operation: operation, machine: MachineID("mk3-1"), lot: lot)),
        .daemonStarted(.init(version: "lot-1")),
    ]

    @Test("Everything that names the lot comes back in order, and nothing else; the newest where there is too much")
    func history() async throws {
        let path = NSTemporaryDirectory() + "machina-history-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        do {
            let store = try FloorStore(try StateDirectory(path), siteID: "test", isVirtual: true)
            var batch = CommitBatch()
            for (index, event) in Self.own.enumerated() {
                batch.events.append(TimedEvent(event, at: WallClock(milliseconds: Int64(index))))
                batch.events += Self.foreign.map { TimedEvent($0, at: WallClock(milliseconds: 0)) }
            }
            _ = try await store.commit(batch)
            let all = try await store.lotHistory(Self.lot, limit: 100)
            #expect(all.map(\.event) == Self.own)
            #expect(all.map(\.at.milliseconds) == Self.own.indices.map { Int64($0) })
            #expect(all.map(\.sequence) == Self.own.indices.map { Int64($0 * (Self.foreign.count + 1) + 1) })
            for limit in 0...Self.own.count {
                #expect(try await store.lotHistory(Self.lot, limit: limit) == all.suffix(limit))
            }
            #expect(try await store.lotHistory(LotID(number: 9), limit: 100).isEmpty)
        }
        try FileManager.default.removeItem(atPath: path)
    }
}
