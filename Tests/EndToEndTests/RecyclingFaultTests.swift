import FloorAPITypes
import FloorModel
import Foundation
import Glibc
import Testing

/// What goes wrong with machines that shred and melt: each ends in the safe state that its file names, in the time
/// that it names, or the floor says what is not confirmed; and every gram in the machine is asked for.
@Suite(.serialized) struct RecyclingFaultTests {
    /// In time: an unconfirmed safe state would have raised the alarm.
    private func expectSafe(_ shop: Shop, _ recycler: Recycler) throws {
        try shop.waitUntil("\(recycler.rawValue) is at rest") {
            let state = try shop.virtual(recycler)
            return !state.moving && !state.heating
        }
        #expect(try !shop.alarms().contains { $0.name == "not_safe" })
    }

    @Test("The lid is opened: the shredder stops, and is not used again before somebody has answered")
    func lid() throws {
        let shop = try Shop(speed: 5, recycling: Recycler.all)
        try shop.startDaemon()
        try shop.begin(.shredder, feedstock: ["--form", "waste"])
        try shop.waitUntilRunning(.shredder, phase: "shred")
        try shop.waitUntil("it shreds") { try shop.virtual(.shredder).masses.productG > 1 }
        try shop.spoil(.shredder, "lid", seconds: 3)
        try shop.waitUntil("it has stopped") { try shop.machine("shred-1").state == .stopped }
        try expectSafe(shop, .shredder)
        #expect(try shop.alarms().contains { $0.name == "interlock_open" && $0.detail.contains("lid") })
        try shop.waitUntil("the lid is closed again") {
            try !shop.machine("shred-1").unmetInterlocks.contains { $0.hasPrefix("lid") }
        }
        #expect(try !shop.virtual(.shredder).moving)
        #expect(try shop.machine("shred-1").state == .stopped)
        try shop.account(for: .shredder)
    }

    @Test("A hard jam: reversed, held, cleared by a person, and shredded to the end")
    func jam() throws {
        let shop = try Shop(speed: 20, recycling: Recycler.all)
        try shop.startDaemon()
        try shop.begin(.shredder, feedstock: ["--form", "waste"])
        try shop.waitUntil("it shreds") { try shop.virtual(.shredder).masses.productG > 1 }
        try shop.spoil(.shredder, "jam-hard")
        let prompt = try shop.prompt(.clearFault)
        try shop.waitUntil("it is held") { try shop.machine("shred-1").state == .held }
        #expect(try !shop.virtual(.shredder).moving)
        #expect(try shop.alarms().contains { $0.name == "jammed" && $0.active })
        try shop.hands("clear-jam", "shred-1")
        try shop.confirm(prompt)
        let done = try shop.prompt(.collectOutput)
        try expectSafe(shop, .shredder)
        try shop.confirm(done)
        #expect(try shop.balance("machine/shred-1") == 0)
    }

    @Test("The drive falls silent: its own watchdog stops it, and until it is seen the floor says what is not")
    func silentDrive() throws {
        let shop = try Shop(speed: 5, recycling: Recycler.all)
        try shop.startDaemon()
        try shop.begin(.shredder, feedstock: ["--form", "waste"])
        try shop.waitUntil("it shreds") { try shop.virtual(.shredder).masses.productG > 1 }
        try shop.spoil(.shredder, "unit-silence", seconds: 12)
        try shop.waitUntil("not safe is raised") { try shop.alarms().contains { $0.name == "not_safe" && $0.active } }
        let alarm = try #require(try shop.alarms().first { $0.name == "not_safe" })
        #expect(alarm.detail.contains("shaft_state"), "\(alarm.detail)")
        #expect(try !shop.virtual(.shredder).moving, "the drive's watchdog has stopped it")
        try shop.waitUntil("it is seen again") { try !shop.alarms().contains { $0.name == "not_safe" && $0.active } }
        try shop.account(for: .shredder)
    }

    @Test("A sensor breaks: the extruder goes cold and its screw stands")
    func sensorBreak() throws {
        let shop = try Shop(speed: 250, recycling: Recycler.all)
        try shop.startDaemon()
        try shop.begin(.extruder, feedstock: ["--form", "flake", "--moisture-ppm", "200"])
        try shop.waitUntilRunning(.extruder, phase: "purge")
        try shop.spoil(.extruder, "sensor-break", seconds: 5)
        try shop.waitUntil("it has stopped") { try [.stopped, .aborted].contains(shop.machine("extruder-1").state) }
        try expectSafe(shop, .extruder)
        try shop.account(for: .extruder)
    }

    @Test("A blocked nozzle: the screw is held and the barrel kept hot; given up, everything goes off")
    func blockedNozzle() throws {
        let shop = try Shop(speed: 250, recycling: Recycler.all)
        try shop.startDaemon()
        try shop.begin(.extruder, feedstock: ["--form", "flake", "--moisture-ppm", "200"])
        try shop.waitUntilRunning(.extruder, phase: "extrude")
        try shop.spoil(.extruder, "blocked-nozzle")
        let prompt = try shop.prompt(.clearFault)
        try shop.waitUntil("it is held") { try shop.machine("extruder-1").state == .held }
        #expect(try !shop.virtual(.extruder).moving)
        #expect(try shop.machine("extruder-1").switchedOn.contains("nozzle"))
        try shop.confirm(prompt, "--choice", "give_up")
        try shop.waitUntil("it is stopped") { try shop.machine("extruder-1").state == .stopped }
        try expectSafe(shop, .extruder)
        try shop.account(for: .extruder)
    }

    @Test("The daemon is killed: the machine's own watchdogs make it safe, and nothing goes on by itself")
    func killed() throws {
        let shop = try Shop(speed: 250, recycling: Recycler.all)
        try shop.startDaemon()
        try shop.begin(.extruder, feedstock: ["--form", "flake", "--moisture-ppm", "200"])
        try shop.waitUntilRunning(.extruder, phase: "purge")
        try shop.endDaemon(by: SIGKILL)
        try shop.waitUntil("it is at rest by itself") {
            let state = try shop.virtual(.extruder)
            return !state.moving && !state.heating
        }
        #expect(try shop.virtual(.extruder).watchdogTrips > 0)
        try shop.startDaemon()
        try shop.waitUntil("it is known again") { try shop.machine("extruder-1").link == .connected }
        #expect(try shop.machine("extruder-1").state == .stopped)
        #expect(try !shop.virtual(.extruder).heating)
        try shop.hands("collect", "extruder-1")
        try shop.account(for: .extruder)
        // What its watchdogs latched is reset, and the next batch runs.
        try shop.load(.extruder)
        try shop.waitUntilRunning(.extruder, phase: "extrude")
    }

    @Test("A stop that is not obeyed: not safe, with the name of what still runs")
    func notObeyed() throws {
        let shop = try Shop(speed: 5, recycling: Recycler.all)
        try shop.startDaemon()
        try shop.begin(.shredder, feedstock: ["--form", "waste"])
        try shop.waitUntil("it shreds") { try shop.virtual(.shredder).masses.productG > 1 }
        try shop.spoil(.shredder, "stuck-output", seconds: 6)
        #expect(try shop.machina("stop", "shred-1").code == 0)
        try shop.waitUntil("not safe is raised") { try shop.alarms().contains { $0.name == "not_safe" && $0.active } }
        #expect(try shop.alarms().contains { $0.detail.contains("shaft_state") })
        try shop.waitUntil("it obeys") { try !shop.alarms().contains { $0.name == "not_safe" && $0.active } }
        try expectStopped(shop)
    }

    private func expectStopped(_ shop: Shop) throws {
        try shop.waitUntil("it is stopped") { try shop.machine("shred-1").state == .stopped }
        #expect(try !shop.virtual(.shredder).moving)
        try shop.account(for: .shredder)
    }
}
