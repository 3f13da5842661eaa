import FloorAPITypes
import FloorControl
import FloorModel
import FloorStore
import Foundation
import LogStore
import Provenance
import Testing
import TransparencyLog

@testable import machinad

@Suite(.timeLimit(.minutes(10))) struct ChainServiceTests {
    private let bench: ChainBench
    init() throws { bench = try ChainBench() }

    @Test("What is committed stands in the log in order, once, and what came last is flushed at the end")
    func appended() async throws {
        try await bench.receive(300)
        try await bench.run { service in
            await Bench.until { service.view.appended == 300 }
            try await bench.receive(1)
            service.wake()
            await Bench.until { service.view.appended == 301 }
            // Nobody rings for these: the end takes them along.
            try await bench.receive(3)
        }
        #expect(try bench.published() == bench.outbox())
        #expect(try bench.outbox().count == 304)
        #expect(bench.faults.isEmpty)
        let mode = try FileManager.default.attributesOfItem(atPath: bench.provenance.keyFile)[.posixPermissions]
        #expect(mode as? NSNumber == 0o600)
        let folder = try FileManager.default.attributesOfItem(atPath: bench.directory.path + "/keys")
        #expect(folder[.posixPermissions] as? NSNumber == 0o700)
        try await bench.run { service in
            await Bench.until { service.view.state == .running }
            #expect(service.view.appended == 304 && service.view.origin == "local/test/virtual")
        }
        let key = try #require(try bench.store.chainVerifierKey())
        let policy = try TrustPolicy(logs: [VerifierKey(key)])
        let note = try #require(try LogDirectory(bench.provenance.folder).file("checkpoint"))
        #expect(try policy.verify(note, requiringQuorum: false).size == 304)
    }

    @Test("Nothing is opened before intake is; a stop before that ends at once")
    func beforeIntake() async throws {
        let service = bench.service()
        service.wake()
        #expect(service.view.state == .opening)
        #expect(!FileManager.default.fileExists(atPath: bench.provenance.folder))
    }

    @Test(
        "Wherever the daemon died, the next one appends what is missing and nothing twice", arguments: [0, 1, 256, 299])
    func died(afterAppending count: Int) async throws {
        try await bench.receive(300)
        let log = try bench.provenance.open()
        let entries = try bench.outbox()
        if count > 0 { _ = try log.append(Array(entries.prefix(count))) }
        try log.close()
        try await bench.run { service in await Bench.until { service.view.appended == 300 } }
        #expect(try bench.published() == entries)
    }

    @Test("A log that was lost is written again, the same to the byte of its entries; its key is never made anew")
    func lost() async throws {
        try await bench.receive(5)
        try await bench.run { service in await Bench.until { service.view.appended == 5 } }
        let key = try Data(contentsOf: URL(filePath: bench.provenance.keyFile))
        try FileManager.default.removeItem(atPath: bench.provenance.folder)
        try await bench.run { service in await Bench.until { service.view.appended == 5 } }
        #expect(try bench.published() == bench.outbox())
        try FileManager.default.removeItem(atPath: bench.provenance.keyFile)
        try await bench.run { service in await Bench.until { service.view.state == .unavailable } }
        #expect(bench.faults.last??.code == .chainUnavailable)
        #expect(bench.faults.last??.detail.contains("backup") == true)
        #expect(!FileManager.default.fileExists(atPath: bench.provenance.keyFile))
        try key.write(to: URL(filePath: bench.provenance.keyFile))
        try await bench.run { service in await Bench.until { service.view.state == .unavailable } }
        #expect(bench.faults.last??.detail.contains("chmod 600") == true)
    }

    @Test("An outbox that says something else, or less, than was signed: named, nothing signed, entries wait")
    func mismatch() async throws {
        try await bench.receive(300)
        try await bench.run { service in await Bench.until { service.view.appended == 300 } }
        let note = try LogDirectory(bench.provenance.folder).file("checkpoint")
        for (count, index) in [(300, 299), (120, 120)] {
            let state = try ChainBench()
            // A lot fewer, or the last one another: `machina.sqlite` of another day, or edited.
            try await state.receive(count == 300 ? 299 : count)
            if count == 300 { try await state.receive(1, mass: Milligrams(999)) }
            for (from, to) in [
                (bench.provenance.folder, state.provenance.folder),
                (bench.directory.path + "/keys", state.directory.path + "/keys"),
            ] { try FileManager.default.copyItem(atPath: from, toPath: to) }
            try await state.run { service in
                await Bench.until { service.view.state == .mismatch }
                try await state.receive(2)
                service.wake()
            }
            #expect(state.faults.map(\.?.code) == [.chainMismatch])
            #expect(state.faults.first??.detail.contains("index \(index) ") == true)
            #expect(try LogDirectory(state.provenance.folder).file("checkpoint") == note)
        }
    }

    @Test("A disk that takes nothing is told of and tried again; when it works again that is told too")
    func unavailable() async throws {
        try await bench.receive(2)
        // A file in the folder's place: not even the superuser can make a log there.
        try Data().write(to: URL(filePath: bench.provenance.folder))
        try await bench.run { service in
            await Bench.until { service.view.state == .unavailable }
            #expect(service.view.detail != nil)
            try FileManager.default.removeItem(atPath: bench.provenance.folder)
            await Bench.until { service.view.state == .running }
            #expect(service.view.appended == 2 && service.view.detail == nil)
        }
        #expect(bench.faults.map(\.?.code) == [.chainUnavailable, nil])
    }

    @Test("A passport verifies with nothing but the log's key; before its events are under a checkpoint there is none")
    func passport() async throws {
        let desk = PassportDesk(bench.provenance, site: "test")
        try await bench.receive(3)
        let lot = LotID(number: 2)
        let early = await #expect(throws: Refusal.self) { try await desk.passport(of: lot, on: bench.floor) }
        #expect(early?.code == .stateForbids && early?.retry == true)
        #expect(try await desk.file("checkpoint") == nil)
        try await bench.run { service in await Bench.until { service.view.appended == 3 } }
        let unknown = await #expect(throws: Refusal.self) {
            try await desk.passport(of: LotID(number: 9), on: bench.floor)
        }
        #expect(unknown?.code == .notFound)
        let passport = try Passport(parsing: try await desk.passport(of: lot, on: bench.floor))
        let policy = try TrustPolicy(logs: [VerifierKey(#require(try bench.store.chainVerifierKey()))])
        let facts = try passport.verify(policy: policy, allowSimulated: true)
        #expect(facts.claims.mass == Mass(milligrams: 1000) && facts.isSimulated && facts.events == 1)
        #expect(try await desk.file("checkpoint") == passport.checkpoint)
        try await bench.receive(1)
        let waiting = await #expect(throws: Refusal.self) {
            try await desk.passport(of: LotID(number: 4), on: bench.floor)
        }
        #expect(waiting?.code == .stateForbids && waiting?.retry == true)
    }
}
