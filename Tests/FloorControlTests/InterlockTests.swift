import FloorControl
import FloorModel
import Testing

/// What the core does when a machine's own conditions break while it runs.
@Suite struct InterlockTests {
    @Test("A lid that opens aborts the shredder at once, and its flake is accounted for")
    func lid() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.machines[Works.shredder]?.values["lid"] = 0
        works.sent = []
        works.report(Works.shredder, .signals(works.machines[Works.shredder]?.signals ?? []))
        #expect(works.sent.map(\.machine) == [Works.shredder])
        #expect(works.state.machine(Works.shredder)?.packML == .aborted)
        let alarm = try #require(works.state.alarms.first { $0.isActive })
        #expect(alarm.fault.detail == "lid closed: lid is 0, not == 1; close the lid")
        let prompt = try works.run(until: .emptyMachine)
        let loaded = works.state.balance(of: .machine(Works.shredder))
        let found = AnswerWeights(product: Milligrams(2_000), left: loaded - Milligrams(2_500))
        #expect(works.answer(prompt, found) == .done)
        #expect(works.state.balance(of: .machine(Works.shredder)) == .zero)
        #expect(works.state.balance(of: .loss) == Milligrams(500))
        #expect(works.state.sumOfAllAccounts == .zero)
    }

    @Test("A value that is not good trips like a bad one", arguments: [Quality.stale, .bad, .unknown])
    func notGood(quality: Quality) throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.machines[Works.shredder]?.quality["lid"] = quality
        works.report(Works.shredder, .signals(works.machines[Works.shredder]?.signals ?? []))
        #expect(works.state.machine(Works.shredder)?.packML == .aborted)
        #expect(works.state.alarms.contains { $0.fault.detail.contains("lid is \(quality.rawValue)") })
    }

    @Test("A machine that says nothing any more is tripped by its age")
    func silence() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        works.scene.now.monotonic = works.scene.now.monotonic + .seconds(2)
        works.put(.tick)
        #expect(works.state.machine(Works.extruder)?.packML.isProducing == false)
    }

    @Test("With an interlock open nothing starts, and why is said")
    func inhibits() throws {
        var works = WorksScene.ready()
        works.begin()
        works.machines[Works.shredder]?.values["lid"] = 0
        works.run(.seconds(1))
        works.sent = []
        let load = try works.run(until: .loadHopper)
        let refusal = works.refusal(.answer(load.id, choice: nil, weights: .init()))
        #expect(refusal?.message == "shred-1 must not start: lid closed: lid is 0, not == 1")
        works.machines[Works.shredder]?.values["lid"] = 1
        works.run(.seconds(5))
        #expect(works.sent.isEmpty, "closing the lid starts nothing")
        #expect(works.answer(load) == .done)
        works.run(.seconds(1))
        #expect(works.state.machine(Works.shredder)?.packML == .execute)
    }

    @Test("A jam is freed by reversing three times, then the machine is held and a person asked")
    func jam() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.machines[Works.shredder]?.frozen = ["main_current"]
        works.machines[Works.shredder]?.values["main_current"] = 12
        works.sent = []
        let prompt = try works.run(until: .clearFault)
        let reversals = works.sent.count { $0.writes.contains(PointWrite("main_command", 34)) }
        // One before the start, one for each of three tries.
        #expect((3...4).contains(reversals))
        #expect(works.state.machine(Works.shredder)?.packML == .held)
        #expect(works.machines[Works.shredder]?.values["main_state"] == 0)
        works.machines[Works.shredder]?.frozen = []
        #expect(works.answer(prompt) == .done)
        #expect(works.state.machine(Works.shredder)?.packML == .execute)
        #expect(works.answer(try works.run(until: .collectOutput)) == .done)
        #expect(works.state.sumOfAllAccounts == .zero)
    }

    @Test("A screw never turns in cold melt, whatever the recipe has reached")
    func coldScrew() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        while works.machines[Works.extruder]?.values["screw_state"] != 3 { works.run(.milliseconds(100)) }
        works.machines[Works.extruder]?.frozen = ["nozzle"]
        works.machines[Works.extruder]?.values["nozzle"] = 140
        works.run(.milliseconds(300))
        #expect(works.machines[Works.extruder]?.values["screw_state"] == 0)
        #expect(works.state.machine(Works.extruder)?.packML == .held)
        let prompt = try works.run(until: .clearFault)
        // Cleared while it is still cold: it goes on heating and does not turn the screw.
        works.sent = []
        _ = works.answer(prompt)
        works.run(.seconds(3))
        #expect(!works.sent.contains { $0.writes.contains(PointWrite("screw_command", 18)) })
    }

    @Test("Melt pressure holds the screw and keeps the heat; given up, everything goes off")
    func pressure() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        while works.machines[Works.extruder]?.values["screw_state"] != 3 { works.run(.milliseconds(100)) }
        works.machines[Works.extruder]?.values["pressure"] = 130
        works.run(.milliseconds(300))
        #expect(works.machines[Works.extruder]?.values["screw_state"] == 0)
        #expect(works.machines[Works.extruder]?.values["nozzle"] == 200)
        #expect(works.state.machine(Works.extruder)?.packML == .held)
        #expect(works.answer(try works.run(until: .clearFault), choice: "give_up") == .done)
        #expect(works.machines[Works.extruder]?.values["contactor_closed"] == 0)
        let prompt = try works.run(until: .emptyMachine)
        #expect(works.answer(prompt, choice: "discarded") == .done)
        #expect(works.state.balance(of: .machine(Works.extruder)) == .zero)
        #expect(works.state.sumOfAllAccounts == .zero)
    }

    @Test("Held hot for too long is switched off")
    func heldTooLong() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        while works.machines[Works.extruder]?.values["screw_state"] != 3 { works.run(.milliseconds(100)) }
        #expect(works.ask(.machine(Works.extruder, .hold)) == .done)
        #expect(works.state.machine(Works.extruder)?.packML == .held)
        works.scene.now.monotonic = works.scene.now.monotonic + .seconds(601)
        works.run(.milliseconds(200))
        #expect(works.state.machine(Works.extruder)?.packML == .stopped)
        #expect(works.machines[Works.extruder]?.values["nozzle"] == 22)
    }

    @Test("A stop that the machine does not show is an alarm that names what is missing")
    func notSafe() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        works.machines[Works.extruder]?.frozen = ["contactor_closed"]
        #expect(works.ask(.machine(Works.extruder, .stop)) == .done)
        works.run(.seconds(4))
        let alarm = try #require(works.state.alarms.first { $0.fault.code == .notSafe && $0.isActive })
        #expect(alarm.fault.detail.contains("contactor_closed == 0"))
        #expect(works.state.machine(Works.extruder)?.packML == .stopping)
    }

    @Test("After a restart nothing runs, and what was loaded waits for a person's word")
    func restart() throws {
        var works = WorksScene.ready()
        try works.begin(Works.dryer)
        let loaded = works.state.balance(of: .machine(Works.dryer))
        works.scene = works.scene.restarted()
        #expect(works.scene.last.permissive.allSatisfy { if case .order = $0 { false } else { true } })
        works.connectAll()
        works.run(.seconds(2))
        #expect(works.state.machine(Works.dryer)?.packML == .stopped)
        #expect(works.state.balance(of: .machine(Works.dryer)) == loaded)
        let prompt = try works.run(until: .emptyMachine)
        #expect(works.answer(prompt, AnswerWeights(left: loaded)) == .done)
        #expect(works.state.balance(of: .machine(Works.dryer)) == .zero)
    }

    @Test("By hand: only in manual mode, under interlocks, and it ends by itself")
    func manual() throws {
        var works = WorksScene.ready()
        let jog = FloorCommand.jog(
            Works.extruder, JogOrder(drive: "screw", reverse: false, speed: 5, time: .seconds(2)))
        #expect(works.refusal(jog)?.message.contains("production") == true)
        #expect(works.ask(.setMode(Works.extruder, .manual)) == .done)
        works.run(.milliseconds(300))
        #expect(works.refusal(jog)?.message.contains("melt hot") == true)
        #expect(works.ask(.heat(Works.extruder, heater: "nozzle", celsius: 180)) == .done)
        works.run(.seconds(1))
        #expect(works.ask(jog) == .done)
        #expect(works.machines[Works.extruder]?.values["screw_state"] == 3)
        works.run(.seconds(3))
        #expect(works.machines[Works.extruder]?.values["screw_state"] == 0)
        #expect(works.machines[Works.extruder]?.values["nozzle"] == 180)
        works.scene.now.monotonic = works.scene.now.monotonic + .seconds(901)
        works.run(.milliseconds(300))
        #expect(works.machines[Works.extruder]?.values["contactor_closed"] == 0)
        #expect(works.state.machine(Works.extruder)?.packML == .stopped)
        #expect(works.ask(.setMode(Works.extruder, .production)) == .done)
    }
}
