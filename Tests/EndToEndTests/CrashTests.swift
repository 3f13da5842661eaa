import FloorAPITypes
import FloorModel
import Foundation
import Glibc
import Testing

/// kill -9 and what comes after.
@Suite(.serialized) struct CrashTests {
    @Test("A print that was cut off comes back as interrupted with its line, moves nothing, and is finished by reprint")
    func interruptedPrint() throws {
        let shop = try Shop(speed: 30)
        try shop.startDaemon()
        try shop.makeReady()
        #expect(try shop.submit("a").code == 0)
        try shop.waitUntilPrinting()
        try shop.endDaemon(by: SIGKILL)
        try shop.waitUntil("the buffered moves are done") {
            let before = try shop.virtual("mk3-1").moves
            usleep(300_000)
            return try shop.virtual("mk3-1").moves == before
        }
        let moves = try shop.virtual("mk3-1").moves

        try shop.startDaemon()
        try shop.waitUntil("mk3-1 is stopped") {
            let machine = try shop.machine("mk3-1")
            return machine.confirmed && machine.state == .stopped
        }
        let job = try shop.job("job-1")
        #expect(job.state == .interrupted)
        let line = try #require(job.operations.first?.acknowledgedLine)
        // A hint, at most half a second old when the daemon died.
        #expect(line > 0 && line < 1704)
        #expect(try shop.virtual("mk3-1").moves == moves, "a restart moved the machine")
        #expect(try shop.virtual("mk3-1").nozzleTargetCelsius == 0, "the nozzle stayed hot without an owner")
        #expect(try shop.machina("reprint", "job-1").code != 0, "reprinted onto a full plate")

        let prompt = try #require(try shop.prompts().first { $0.kind == .interrupted })
        #expect(try shop.machina("confirm", "\(prompt.id)").code == 0)
        #expect(try shop.virtual("mk3-1").moves == moves, "a confirmation alone moved the machine")
        #expect(try shop.machina("reprint", "job-1").code == 0)
        let done = try shop.finish("job-1")
        #expect(done.state == .completed)
        #expect(done.operations.first?.attempts == 2)
    }

    @Test("Killed in a heat-up: the daemon that comes back turns the heaters off, though the firmware is blocked")
    func killedInHeatUp() throws {
        let shop = try Shop(speed: 4)
        try shop.startDaemon()
        try shop.makeReady()
        try shop.submit("a")
        try shop.waitUntil("the nozzle heats") { try shop.virtual("mk3-1").nozzleTargetCelsius > 0 }
        try shop.endDaemon(by: SIGKILL)
        try shop.startDaemon()
        try shop.waitUntil("the heaters are off") { try shop.virtual("mk3-1").nozzleTargetCelsius == 0 }
        try shop.waitUntil("mk3-1 is stopped") {
            let machine = try shop.machine("mk3-1")
            return machine.confirmed && machine.state == .stopped
        }
        #expect(try shop.job("job-1").state == .interrupted)
    }

    @Test("A job that was answered accepted is there once, whenever the daemon is killed", arguments: [1, 2, 3])
    func acceptedOnce(seed: UInt32) throws {
        let shop = try Shop()
        try shop.startDaemon()
        var accepted: Set<String> = []
        for round in 0..<4 {
            let requests = try (0..<6).map { number in
                let id = "j\(round)-\(number)"
                return (id, try shop.begin("machina", ["submit", Programs.part, "--id", id, "--json"]))
            }
            // Some are answered, some are not even read yet.
            usleep((seed &* 7919 &+ UInt32(round) &* 104_729) % 400_000)
            try shop.endDaemon(by: SIGKILL)
            for (id, request) in requests where request.wait().output.contains(#""result":"accepted""#) {
                accepted.insert(id)
            }
            try shop.startDaemon()
        }
        let jobs = try shop.json(JobPage.self, "jobs", "--state", "all").jobs
        let ids = jobs.compactMap(\.personal.submission)
        #expect(ids.count == jobs.count)
        #expect(Set(ids).count == ids.count, "a job is there twice")
        #expect(accepted.isSubset(of: ids), "lost: \(accepted.subtracting(ids))")
        for id in accepted {
            let again = try shop.machina("submit", Programs.part, "--id", id, "--json")
            #expect(again.output.contains(#""result":"duplicate""#), "\(again)")
        }
    }

    @Test("A graceful end in mid-print stops the printer before the daemon goes")
    func gracefulEnd() throws {
        let shop = try Shop(speed: 30)
        try shop.startDaemon()
        try shop.makeReady()
        try shop.submit("a")
        try shop.waitUntilPrinting()
        try shop.endDaemon(by: SIGTERM)
        #expect(try shop.virtual("mk3-1").nozzleTargetCelsius == 0)
        try shop.startDaemon()
        #expect(try shop.job("job-1").state == .interrupted)
    }

    @Test("A second daemon on the same state is refused, with the remedy, and disturbs nothing")
    func secondDaemon() throws {
        let shop = try Shop()
        try shop.startDaemon()
        let second = try shop.run(
            "machinad",
            ["--floor", shop.floorFile.path, "--state", shop.state.path, "--socket", shop.daemonSocket + "2"])
        #expect(second.code == 75)
        #expect(second.errors.contains("another machinad works with this state"))
        #expect(second.errors.contains("--state"))
        #expect(try shop.machina("status").code == 0)
    }
}
