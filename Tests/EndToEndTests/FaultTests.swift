import FloorAPITypes
import FloorModel
import Foundation
import Glibc
import LocalBroker
import Testing

/// What goes wrong around a daemon, and what it says about it.
@Suite(.serialized) struct FaultTests {
    @Test("Unplugged in mid-print: interrupted, told, and nothing goes on by itself when it is back")
    func unplugged() throws {
        let shop = try Shop(speed: 30)
        try shop.startDaemon()
        try shop.makeReady()
        try shop.submit("a")
        try shop.waitUntilPrinting()
        #expect(try shop.machina("fault", "mk3-1", "unplug", "--for", "1", "--control", shop.controlSocket).code == 0)
        try shop.waitUntil("the loss is noticed") { try shop.job("job-1").state == .interrupted }
        #expect(try shop.alarms().contains { $0.name == "link_lost" && !$0.remedy.isEmpty })
        try shop.waitUntil("the printer is back and stopped") {
            let machine = try shop.machine("mk3-1")
            return machine.link == .connected && machine.state == .stopped
        }
        #expect(try shop.alarms().allSatisfy { $0.name != "link_lost" || !$0.active })
        #expect(try shop.machine("mk3-1").progress?.acknowledgedLine != 1704)
        #expect(try shop.prompts().contains { $0.kind == .interrupted })
        let prompt = try #require(try shop.prompts().first { $0.kind == .interrupted })
        #expect(try shop.machina("confirm", "\(prompt.id)").code == 0)
        #expect(try shop.machina("reprint", "job-1").code == 0)
        #expect(try shop.finish("job-1").state == .completed)
    }

    @Test("A full disk: refused with the remedy, stops go on, and all is well when there is space again")
    func fullDisk() throws {
        let shop = try Shop(speed: 30)
        try shop.startDaemon()
        try shop.makeReady()
        #expect(try shop.submit("before").code == 0)
        try shop.waitUntilPrinting()
        let full = shop.disk.appending(path: "full")
        try Data().write(to: full)
        let refused = try shop.submit("during")
        #expect(refused.code != 0)
        #expect(refused.errors.contains("free"), "\(refused)")
        #expect(try shop.machina("stop", "--all").code == 0)
        try shop.waitUntil("the stop has arrived") { try shop.virtual("mk3-1").lastStopMonotonicNs != nil }
        #expect(try shop.virtual("mk3-1").nozzleTargetCelsius == 0)
        try FileManager.default.removeItem(at: full)
        try shop.waitUntil("the journal is back") { try shop.submit("during").code == 0 }
        try shop.waitUntil("the stop is in the journal") { try shop.job("job-1").state == .interrupted }
        try shop.endDaemon(by: SIGKILL)
        try shop.startDaemon()
        let jobs = try shop.json(JobPage.self, "jobs", "--state", "all").jobs
        #expect(jobs.compactMap(\.personal.submission) == ["before", "during"])
        #expect(try shop.job("job-1").state == .interrupted)
    }

    @Test("While a sync is stuck, a stop reaches every machine")
    func stuckDisk() throws {
        let shop = try Shop(speed: 30)
        try shop.startDaemon()
        try shop.makeReady()
        try shop.submit("a")
        try shop.waitUntilPrinting()
        let stuck = shop.disk.appending(path: "stuck")
        try Data().write(to: stuck)
        let hold = try shop.begin("machina", ["hold", "job-1"])
        let waiting = shop.disk.appending(path: "waiting").path
        try shop.waitUntil("a sync is stuck") { FileManager.default.fileExists(atPath: waiting) }
        #expect(try shop.machina("stop", "--all").code == 0)
        for machine in ["mk3-1", "ender-1"] {
            try shop.waitUntil("\(machine) has heard the stop") { try shop.virtual(machine).lastStopMonotonicNs != nil }
        }
        #expect(FileManager.default.fileExists(atPath: waiting), "the stop waited for the disk")
        #expect(hold.isRunning, "a reply left before its commit")
        try FileManager.default.removeItem(at: stuck)
        _ = hold.wait()
        try shop.waitUntil("the print is interrupted") { try shop.job("job-1").state == .interrupted }
    }

    @Test("Without a broker the daemon says so, serves everybody else, and takes the maker's job when it is back")
    func brokerDown() throws {
        let makers = BrokerAccount(name: "anna", password: "a")
        let folder = URL(filePath: "/tmp/machina-e2e-broker-\(UUID().uuidString.prefix(8))")
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(error)") } }
        let broker = try BrokerProcess.launch(
            BrokerConfiguration(directory: folder, accounts: [BrokerAccount(name: "machinad", password: "m"), makers]))
        try Data("m".utf8).write(to: folder.appending(path: "m.password"))
        broker.stop()
        let password = folder.appending(path: "m.password").path
        let shop = try Shop(
            mqtt: "mqtt: {host: 127.0.0.1, port: \(broker.port), user: machinad, password_file: \(password)}")
        try shop.startDaemon()
        try shop.waitUntil("the alarm is raised") {
            try shop.alarms().contains { $0.name == "broker_unavailable" && $0.active }
        }
        #expect(try shop.submit("local").code == 0)
        try broker.restart()
        try shop.waitUntil("the broker is found") {
            try shop.alarms().allSatisfy { $0.name != "broker_unavailable" || !$0.active }
        }
        broker.stop()
    }

    @Test("Wrong material, wrong file and no daemon: what, where and how to mend it")
    func badInput() throws {
        let shop = try Shop()
        let noDaemon = try shop.machina("status")
        #expect(noDaemon.code == 69)
        #expect(noDaemon.errors.contains(shop.daemonSocket))
        try shop.startDaemon()
        let material = try shop.machina("submit", Programs.part, "--material", "UNOBTAINIUM")
        #expect(material.code != 0)
        #expect(material.errors.contains("PLA"), "\(material)")
        let bad = shop.directory.appending(path: "bad.gcode")
        try Data("G28\nM112\nG1 X10 Y10 E1\n".utf8).write(to: bad)
        let gcode = try shop.machina("submit", bad.path, "--material", "PLA")
        #expect(gcode.code != 0)
        #expect(gcode.errors.contains("line 2"), "\(gcode)")
        #expect(try shop.json(JobPage.self, "jobs", "--state", "all").jobs.isEmpty)
        try Data("site: {id: test, timezone: UTC}\nmachine: {}\n".utf8).write(to: bad)
        let floor = try shop.run("machinad", ["--check", "--floor", bad.path])
        #expect(floor.code == 78)
        #expect(floor.errors.contains("\(bad.path):2:1: "), "\(floor)")
        #expect(floor.errors.contains("machines"), "\(floor)")
    }
}
