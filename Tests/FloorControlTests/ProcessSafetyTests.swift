import FloorControl
import FloorModel
import Scheduling
import Testing

/// Each of these went wrong once: something turned, or would have, that nobody had asked for.
@Suite struct ProcessSafetyTests {
    /// Guard opened while the barrel heats: the screw must not be commanded on.
    @Test func screwStartsWithGuardOpen() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        works.machines[Works.extruder]?.values["guard"] = 0
        works.sent = []
        works.run(.seconds(5))
        #expect(!works.sent.contains { $0.writes.contains(PointWrite("screw_command", 18)) })
    }

    /// Opening and closing an abort interlock (emergency stop) of a loaded, idle machine starts it by itself.
    @Test func emergencyStopResetStartsMachine() throws {
        var works = WorksScene.ready()
        works.begin()
        let load = try works.run(until: .loadHopper)
        works.machines[Works.shredder]?.values["lid"] = 0
        works.run(.seconds(1))
        #expect(works.answer(load) != .done)
        works.run(.seconds(60))
        works.sent = []
        works.machines[Works.shredder]?.values["lid"] = 1
        works.run(.milliseconds(300))
        #expect(works.sent.isEmpty)
        // Loaded while it is stopped, and opened before it is released: the release is asked for again.
        works.ask(.machine(Works.shredder, .stop))
        #expect(works.answer(load) == .done)
        works.machines[Works.shredder]?.values["lid"] = 0
        works.run(.milliseconds(300))
        works.sent = []
        let ready = try works.run(until: .machineReady)
        #expect(works.refusal(.answer(ready.id, choice: nil, weights: .init()))?.code == .interlockOpen)
        works.machines[Works.shredder]?.values["lid"] = 1
        works.run(.seconds(2))
        #expect(works.sent.isEmpty)
        #expect(works.answer(ready) == .done)
        works.run(.milliseconds(300))
        #expect(works.state.machine(Works.shredder)?.packML == .execute)
    }

    private func manualExtruder() -> WorksScene {
        var works = WorksScene(speed: 1)
        works.ask(.setMode(Works.extruder, .manual))
        works.ask(.heat(Works.extruder, heater: "nozzle", celsius: 200))
        works.run(.seconds(1))
        return works
    }

    /// A jog whose end is not confirmed: nobody notices, the drive turns on.
    @Test func jogThatDoesNotEnd() throws {
        var works = manualExtruder()
        #expect(
            works.ask(.jog(Works.extruder, JogOrder(drive: "screw", reverse: false, speed: nil, time: .seconds(1))))
                == .done)
        works.run(.milliseconds(500))
        works.machines[Works.extruder]?.frozen = ["screw_state"]
        works.run(.seconds(60))
        #expect(works.machines[Works.extruder]?.values["screw_state"] == 3)
        #expect(works.state.machine(Works.extruder)?.packML != .execute)
        #expect(works.state.alarms.contains { $0.isActive })
        // Nor is a guard that opens then looked at.
        works.machines[Works.extruder]?.values["guard"] = 0
        works.run(.seconds(1))
        #expect(works.state.machine(Works.extruder)?.packML != .execute)
    }

    /// A drive that `hold` leaves on is not ended by the end of its jog.
    @Test func jogOfDriveThatHoldKeeps() throws {
        var description = Works.description
        let index = try #require(description.machines.firstIndex { $0.id == Works.dryer })
        var dryer = try #require(description.machines[index].process)
        dryer.hold = SafeState(
            writes: [PointWrite("contactor", 0)], confirmedBy: [Condition("contactor_closed", .equal, 0)],
            within: .seconds(3))
        description.machines[index].type.kind = .process(dryer)
        var scene = Scene(description: description)
        var fake = FakeProcessor(Works.dryer)
        func deliver() {
            for effect in scene.last.safing where effect.machine == Works.dryer {
                fake.write(effect.command == .hold ? dryer.hold.writes : dryer.stop.writes)
            }
            for order in scene.orders { if case .write(let writes) = order { fake.write(writes) } }
        }
        scene.report(Works.dryer, .connected(firmware: "x", found: .atRest))
        scene.report(Works.dryer, .signals(fake.signals))
        scene.ask(.setMode(Works.dryer, .manual))
        scene.ask(.jog(Works.dryer, JogOrder(drive: "blower", reverse: false, speed: nil, time: .seconds(1))))
        deliver()
        for _ in 0..<300 {
            scene.now.monotonic = scene.now.monotonic + .milliseconds(90)
            scene.report(Works.dryer, .signals(fake.signals))
            deliver()
            scene.put(.tick)
            deliver()
        }
        #expect(fake.values["blower_state"] == 0)
    }

    /// A failed write reported late takes an aborted machine out of Aborted without `clear`.
    @Test func failedLeavesAborted() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.machines[Works.shredder]?.values["lid"] = 0
        works.run(.milliseconds(200))
        #expect(works.state.machine(Works.shredder)?.packML == .aborted)
        works.machines[Works.shredder]?.values["lid"] = 1
        works.report(
            Works.shredder,
            .failed(Fault(.writeUnconfirmed, machine: Works.shredder, detail: "x"), lastAcknowledgedLine: nil))
        #expect(works.state.machine(Works.shredder)?.packML == .aborted)
    }

    /// A lid that is opened while the finished shredder runs down makes a done batch an interrupted one.
    @Test func completingIsTripped() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        while works.machines[Works.extruder]?.values["puller_state"] != 3 { works.run(.milliseconds(100)) }
        works.machines[Works.extruder]?.frozen = ["screw_state"]
        while works.state.machine(Works.extruder)?.packML == .execute { works.run(.milliseconds(100)) }
        #expect(works.state.machine(Works.extruder)?.packML == .completing)
        works.machines[Works.extruder]?.values["guard"] = 0
        works.run(.milliseconds(500))
        works.machines[Works.extruder]?.frozen = []
        works.machines[Works.extruder]?.values["screw_state"] = 0
        works.report(Works.extruder, .stopped(lastAcknowledgedLine: nil))
        works.run(.seconds(1))
        #expect(works.state.prompts.map(\.kind).contains(.collectOutput))
    }

    /// Alarms of process faults have no end, and the next of the kind raises nothing.
    @Test func faultAlarmStays() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.report(
            Works.shredder,
            .failed(Fault(.writeUnconfirmed, machine: Works.shredder, detail: "first"), lastAcknowledgedLine: nil))
        let alarm = try #require(works.state.alarms.first { $0.fault.code == .writeUnconfirmed })
        works.ask(.acknowledge(alarm.id))
        _ = works.answer(try works.run(until: .emptyMachine), choice: "discarded")
        works.refill(Works.shredder)
        _ = works.answer(try works.run(until: .loadHopper))
        works.run(.milliseconds(300))
        #expect(works.state.machine(Works.shredder)?.packML == .execute)
        #expect(!works.state.alarms.contains { $0.fault.code == .writeUnconfirmed && $0.isActive })
        works.report(
            Works.shredder,
            .failed(Fault(.writeUnconfirmed, machine: Works.shredder, detail: "second"), lastAcknowledgedLine: nil))
        #expect(works.state.alarms.contains { $0.fault.detail == "second" })
    }

    /// A jam that is given up stays an alarm.
    @Test func jamAlarmStays() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.machines[Works.shredder]?.frozen = ["main_current"]
        works.machines[Works.shredder]?.values["main_current"] = 12
        _ = works.answer(try works.run(until: .clearFault), choice: "give_up")
        works.machines[Works.shredder]?.frozen = []
        _ = works.answer(try works.run(until: .emptyMachine), choice: "discarded")
        works.refill(Works.shredder)
        _ = works.answer(try works.run(until: .loadHopper))
        _ = works.answer(try works.run(until: .collectOutput))
        #expect(!works.state.alarms.contains { $0.fault.code == .jammed && $0.isActive })
    }

    /// The lid is opened in the pause of a reversal: the drive must not start the other way.
    @Test func reversalWithLidOpen() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        while works.machines[Works.shredder]?.values["main_state"] != 3 { works.run(.milliseconds(100)) }
        while works.machines[Works.shredder]?.values["main_state"] == 3 { works.run(.milliseconds(100)) }
        works.machines[Works.shredder]?.values["lid"] = 0
        works.sent = []
        works.run(.milliseconds(300))
        #expect(!works.sent.contains { $0.writes.contains(PointWrite("main_command", 18)) })
    }

    /// A second jog while the end of the first is not confirmed: the driver refuses such an order and the core stops all.
    @Test func jogDuringRunDown() throws {
        var works = manualExtruder()
        let jog = FloorCommand.jog(
            Works.extruder, JogOrder(drive: "screw", reverse: false, speed: nil, time: .seconds(1)))
        works.ask(jog)
        works.run(.milliseconds(500))
        works.machines[Works.extruder]?.frozen = ["screw_state"]
        works.run(.seconds(1))
        #expect(works.refusal(jog) != nil)
    }

    /// Loaded and kept waiting for hours, dry flake starts wet.
    @Test func startsWet() throws {
        var works = WorksScene.ready()
        works.begin()
        for machine in [Works.shredder, Works.dryer] {
            works.refill(machine)
            _ = works.answer(try works.run(until: .loadHopper))
            _ = works.answer(try works.run(until: .collectOutput))
        }
        let load = try works.run(until: .loadHopper)
        works.ask(.machine(Works.extruder, .stop))
        #expect(works.answer(load) == .done)
        works.scene.now.wallClock.milliseconds += 10 * 3600 * 1000
        _ = works.answer(try works.run(until: .machineReady))
        works.run(.seconds(1))
        #expect(works.state.machine(Works.extruder)?.packML != .execute)
        #expect(works.answer(try works.run(until: .emptyMachine), choice: "discarded") == .done)
    }

    /// An overdue extrusion that a person clears is overdue again at once, having started the screw for a moment.
    @Test func overdueAgain() throws {
        var works = WorksScene.ready()
        try works.begin(Works.extruder)
        while works.machines[Works.extruder]?.values["puller_state"] != 3 { works.run(.milliseconds(100)) }
        works.machines[Works.extruder]?.frozen = ["hopper"]
        works.machines[Works.extruder]?.values["hopper"] = 1
        let first = try works.run(until: .clearFault)
        works.machines[Works.extruder]?.frozen = []
        works.refill(Works.extruder)
        works.sent = []
        #expect(works.answer(first) == .done)
        works.run(.milliseconds(500))
        #expect(!works.state.prompts.contains { $0.kind == .clearFault })
        #expect(
            !works.sent.contains { $0.writes.contains(PointWrite("screw_command", 18)) }
                || works.state.machine(Works.extruder)?.packML == .execute)
    }

    /// A current that is not seen for a while counts as idle.
    @Test func idleGap() throws {
        var works = WorksScene.ready(speed: 1)
        try works.begin(Works.shredder)
        works.run(.seconds(4))
        works.machines[Works.shredder]?.frozen = ["main_current"]
        works.machines[Works.shredder]?.values["main_current"] = 1
        works.run(.milliseconds(300))
        works.machines[Works.shredder]?.quality["main_current"] = .bad
        works.machines[Works.shredder]?.values["main_current"] = 4
        works.run(.seconds(5))
        works.machines[Works.shredder]?.quality["main_current"] = nil
        works.machines[Works.shredder]?.values["main_current"] = 1
        works.run(.milliseconds(200))
        #expect(works.state.machine(Works.shredder)?.packML == .execute)
    }

    /// A stop while clearing leaves the machine clearing for ever.
    @Test func stopWhileClearing() throws {
        var works = WorksScene.ready()
        works.ask(.machine(Works.shredder, .abort))
        #expect(works.state.machine(Works.shredder)?.packML == .aborted)
        works.ask(.machine(Works.shredder, .clear))
        works.ask(.machine(Works.shredder, .stop))
        works.run(.seconds(30))
        #expect(works.state.machine(Works.shredder)?.packML != .clearing)
    }

    /// answer to empty_machine brings a machine in manual mode to Idle
    @Test func idleInManual() throws {
        var works = WorksScene.ready()
        try works.begin(Works.shredder)
        works.ask(.machine(Works.shredder, .stop))
        works.ask(.setMode(Works.shredder, .manual))
        _ = works.answer(try works.run(until: .emptyMachine), choice: "discarded")
        #expect(works.state.machine(Works.shredder)?.packML == .stopped)
        #expect(
            works.refusal(.jog(Works.shredder, JogOrder(drive: "main", reverse: false, speed: nil, time: .seconds(1))))
                == nil)
    }
}
