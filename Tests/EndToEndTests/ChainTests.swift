import FloorAPITypes
import FloorModel
import Foundation
import Glibc
import Testing

/// The provenance log of the built daemon, read by a judge that shares no code with it.
@Suite(.serialized) struct ChainTests {
    @Test("Killed again and again: each accepted lot has its event once, and every head ever seen is of one history")
    func killed() throws {
        let shop = try Shop()
        var seen: Set<ChainJudge.Head> = []
        var accepted: [LotID] = []
        var random = SystemRandomNumberGenerator()
        for round in 0..<6 {
            try shop.startDaemon()
            let judge = try shop.judge()
            // However slow the programs start, something happens in each life.
            accepted.append(
                try Self.lot(of: try shop.machina("lot", "add", "--material", "PLA", "--grams", "50", "--json")))
            let requests = try (0..<8).map { number in
                try shop.begin(
                    "machina",
                    ["lot", "add", "--material", "PLA", "--grams", "\(100 * round + number + 1)", "--json"])
            }
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                seen.insert(try judge.head())
                usleep(10_000)
            }
            try shop.endDaemon(by: SIGKILL)
            seen.insert(try judge.head())
            // What is under the head right after the kill verifies as it lies there.
            _ = try judge.entries()
            for request in requests {
                let outcome = request.wait()
                guard outcome.code == 0 else { continue }
                accepted.append(try Self.lot(of: outcome))
            }
        }
        try shop.startDaemon()
        try shop.waitUntilChained()
        let judge = try shop.judge()
        let entries = try judge.entries()
        for head in seen { #expect(judge.holds(head, in: entries), "\(head) is not of this history") }
        let made = try entries.map(Entry.init).filter { $0.step == "commissioning" }
        let lots = try shop.json(LotList.self, "lots").lots
        #expect(Set(accepted).isSubset(of: Set(lots.map(\.id))))
        #expect(made.count == lots.count, "each lot is commissioned once")
        #expect(Set(try entries.map(Entry.init).map(\.id)).count == entries.count, "an event id came twice")
        #expect(made.reduce(0) { $0 + $1.kilograms * 1000 }.rounded() == lots.reduce(0) { $0 + $1.massG }.rounded())
    }

    private static func lot(of outcome: Outcome) throws -> LotID {
        let receipt = try FloorJSON.decoder().decode(Receipt.self, from: Data(outcome.output.utf8))
        return try #require(receipt.lot, "\(outcome)")
    }

    @Test("A changed log: nothing is signed, an alarm says so, machines carry on; put right, it goes on where it was")
    func changed() throws {
        let shop = try Shop()
        try shop.startDaemon()
        try shop.makeReady()
        try shop.waitUntilChained()
        try shop.endDaemon(by: SIGTERM)
        let bundle = try #require(try shop.entryFiles().last)
        let good = try Data(contentsOf: bundle)
        var bad = good
        bad[bad.count / 2] ^= 1
        try bad.write(to: bundle)
        let checkpoint = try Data(contentsOf: shop.chain.appending(path: "checkpoint"))

        try shop.startDaemon()
        try shop.waitUntil("the alarm is raised") { try shop.alarms().contains { $0.name == "chain_mismatch" } }
        try shop.waitUntil("the printer asks") { try !shop.prompts().isEmpty }
        for prompt in try shop.prompts() { try shop.machina("confirm", "\(prompt.id)") }
        #expect(try shop.submit("a").code == 0)
        #expect(try shop.finish("job-1").state == .completed, "a machine waited for the log")
        #expect(try Data(contentsOf: shop.chain.appending(path: "checkpoint")) == checkpoint, "something was signed")
        #expect(try Data(contentsOf: bundle) == bad, "evidence was overwritten")
        try shop.endDaemon(by: SIGTERM)

        try good.write(to: bundle)
        try shop.startDaemon()
        try shop.waitUntilChained()
        #expect(try shop.alarms().allSatisfy { $0.name != "chain_mismatch" || !$0.active })
        let judge = try shop.judge()
        let steps = try judge.entries().map { try Entry($0).step }
        #expect(judge.holds(try judge.head(of: checkpoint), in: try judge.entries()))
        #expect(steps.contains { $0.hasSuffix("print_started") })
    }

    @Test("A disk that was full while material moved: every event is in the log once, in order")
    func fullDisk() throws {
        let shop = try Shop()
        try shop.startDaemon()
        try shop.makeReady()
        try shop.waitUntilChained()
        let full = shop.disk.appending(path: "full")
        try Data().write(to: full)
        #expect(try shop.machina("lot", "add", "--material", "PLA", "--grams", "5").code != 0)
        try FileManager.default.removeItem(at: full)
        try shop.waitUntil("there is room again") {
            try shop.machina("lot", "add", "--material", "PLA", "--grams", "7").code == 0
        }
        try shop.waitUntilChained()
        let entries = try shop.judge().entries().map(Entry.init)
        #expect(entries.filter { $0.step == "commissioning" }.map(\.kilograms) == [0.75, 0.007])
        #expect(try shop.alarms().allSatisfy { $0.name != "chain_unavailable" || !$0.active })
    }
}

/// What these tests read of an entry.
struct Entry {
    var id: String
    var step: String
    var kilograms: Double
    var isSimulated: Bool

    init(_ bytes: Data) throws {
        struct Quantity: Decodable { var quantity: Double? }
        struct MasterData: Decodable {
            var netKg: Double?
            enum CodingKeys: String, CodingKey { case netKg = "machina:netKg" }
        }
        struct Event: Decodable {
            var eventID: String
            var bizStep: String
            var quantityList: [Quantity]?
            var ilmd: MasterData?
            var simulated: Bool?
            enum CodingKeys: String, CodingKey {
                case eventID, bizStep, quantityList, ilmd
                case simulated = "machina:simulated"
            }
        }
        let event = try JSONDecoder().decode(Event.self, from: bytes)
        id = event.eventID
        step = event.bizStep
        kilograms = event.quantityList?.reduce(0) { $0 + ($1.quantity ?? 0) } ?? event.ilmd?.netKg ?? 0
        isSimulated = event.simulated ?? false
    }
}

extension Shop {
    var chain: URL { state.appending(path: "chain") }

    private struct Status: Decodable {
        var vkey: String
        var size: Int
        var pending: Int
        var state: String
    }

    func judge() throws -> ChainJudge {
        try waitUntil("the log is open") {
            FileManager.default.fileExists(atPath: chain.appending(path: "checkpoint").path)
        }
        return try ChainJudge(folder: chain, vkey: try json(Status.self, "chain", "status").vkey)
    }

    /// Waits until everything that happened is under a signed head.
    func waitUntilChained() throws {
        try waitUntil("all events are in the log") {
            let status = try json(Status.self, "chain", "status")
            return status.state == "open" && status.pending == 0 && status.size > 0
        }
    }

    /// The files of entries, as a web server would serve them.
    func entryFiles() throws -> [URL] {
        let folder = chain.appending(path: "tile/entries")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (files?.compactMap { $0 as? URL } ?? []).filter { !$0.hasDirectoryPath }.sorted { $0.path < $1.path }
    }
}
