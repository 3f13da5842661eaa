import FloorAPI
import FloorAPITypes
import FloorControl
import FloorModel
import FloorStore
import Foundation
import LogStore
import Scheduling
import Testing

@testable import machinad

/// What becomes of a log that is changed behind the daemon's back.
@Suite(.timeLimit(.minutes(10))) struct ChainCheckTests {
    private let bench: ChainBench
    init() throws { bench = try ChainBench() }

    private func path(_ name: String) -> String { bench.provenance.folder + "/" + name }

    private func fill(_ count: Int) async throws {
        try await bench.receive(count)
        let all = try bench.store.outboxCount()
        try await bench.run { service in await Bench.until { service.view.appended == all } }
    }

    /// Turns one bit in the middle of a file.
    private func damage(_ name: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: path(name)))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: path(name)))
    }

    @Test(
        "A file that is changed or gone is found while the daemon runs; after a restart key and size are still told",
        arguments: ["tile/entries/000.p/5", "tile/0/000.p/5", "checkpoint"], [true, false])
    func changed(name: String, isRemoved: Bool) async throws {
        try await bench.receive(5)
        try await bench.run(checkEvery: .milliseconds(20)) { service in
            await Bench.until { service.view.checkedAt != nil }
            #expect(service.view.state == .running && bench.faults.isEmpty)
            if isRemoved {
                try FileManager.default.removeItem(atPath: path(name))
            } else {
                try damage(name)
            }
            await Bench.until { service.view.state == .mismatch }
            #expect(service.view.appended == 5)
            try await bench.receive(1)
            service.wake()
        }
        #expect(bench.faults.map(\.?.code) == [.chainMismatch])
        // A tile that is gone is written again from chain/journal or stays a mismatch; nothing else is ever mended.
        guard name == "checkpoint" || !isRemoved else { return }
        try await bench.run { service in
            await Bench.until { service.view.state == .mismatch }
            let key = try bench.store.chainVerifierKey()
            #expect(key != nil && service.view.vkey == key)
            #expect(service.view.appended == (name == "checkpoint" ? 0 : 5))
        }
        #expect(bench.faults.last??.code == .chainMismatch)
    }

    @Test("Asked for, the check is made at once, and says when")
    func onDemand() async throws {
        try await bench.receive(300)
        try await bench.run { service in
            await Bench.until { service.view.appended == 300 }
            #expect(try await service.check().checkedAt != nil)
            try damage("tile/entries/000")
            let view = try await service.check()
            #expect(view.state == .mismatch && view.vkey != nil && view.appended == 300)
        }
    }

    @Test("Under appending the check finds nothing that is not there")
    func underLoad() async throws {
        try await bench.run(checkEvery: .milliseconds(1)) { service in
            for round in 1...40 {
                try await bench.receive(17)
                service.wake()
                if round % 10 == 0 { _ = try await service.check() }
            }
            await Bench.until { service.view.appended == 680 }
            #expect(service.view.state == .running)
        }
        #expect(bench.faults.isEmpty)
    }

    @Test("In a mismatch nobody is given a passport, and is told to come again")
    func noPassport() async throws {
        try await fill(2)
        try damage("tile/entries/000.p/2")
        try await bench.run { service in
            await Bench.until { service.view.state == .mismatch }
            let writer = FloorWriter(
                floor: Floor(description: Bench.description, state: bench.floor),
                surroundings: .init(
                    journal: bench.store, now: SystemClock.now, plan: FirstComeFirstServed.plan,
                    committed: { _, _ in }))
            let backend = DaemonBackend(
                writer: writer, events: EventFeed(), store: bench.store, files: FileStore(bench.directory),
                chain: service, passports: PassportDesk(bench.provenance, site: "test"), brokerPatience: nil)
            let refusal = await #expect(throws: Refusal.self) { try await backend.passport(of: LotID(number: 1)) }
            #expect(refusal?.code == .chainMismatch && refusal?.retry == true && refusal?.message.isEmpty == false)
        }
    }

    @Test("A folder that is gone, and an older copy, are completed and told with their figures")
    func completed() async throws {
        try await fill(3)
        let copy = bench.directory.path + "/copy"
        try FileManager.default.copyItem(atPath: bench.provenance.folder, toPath: copy)
        try await fill(2)
        #expect(bench.warnings.isEmpty)
        try FileManager.default.removeItem(atPath: bench.provenance.folder)
        try FileManager.default.moveItem(atPath: copy, toPath: bench.provenance.folder)
        try await fill(0)
        #expect(bench.warnings.count == 1)
        #expect(bench.warnings.last?.contains("had 3 of the 5 entries that were signed: 2 are added") == true)
        try FileManager.default.removeItem(atPath: bench.provenance.folder)
        try await fill(0)
        #expect(bench.warnings.count == 2 && bench.warnings.last?.contains("written anew") == true)
        #expect(bench.warnings.last?.contains("5 entries") == true)
        #expect(try bench.published() == bench.outbox())
    }
}
