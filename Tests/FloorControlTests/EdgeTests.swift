import FloorControl
import FloorModel
import Testing

/// Sequences that once led somewhere wrong.
@Suite struct EdgeTests {
    private let op1 = OperationID(number: 1)
    private let gone = Fault(.linkLost, machine: Scene.mk3, detail: "switched off")

    private func printing() -> Scene {
        var scene = Scene.ready()
        scene.submit("a")
        scene.report(Scene.mk3, .started(op1))
        return scene
    }

    private func pass(_ duration: Duration, in scene: inout Scene) {
        scene.now.monotonic = scene.now.monotonic + duration
        scene.put(.tick)
    }

    private func isNotSafe(_ scene: Scene) -> Bool {
        scene.state.alarms.contains { $0.isActive && $0.fault.code == .notSafe && $0.fault.machine == Scene.mk3 }
    }

    @Test("After a stop of everything an idle machine starts nothing before a person has released it anew")
    func stopTakesTheRelease() throws {
        var scene = Scene.ready()
        scene.ask(.stopAll)
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: nil))
        scene.submit("a")
        #expect(scene.orders.isEmpty)
        scene.ask(.answer(try scene.prompt(.machineReady).id, choice: nil, weights: .init()))
        #expect(scene.orders.count == 1)
    }

    @Test("A stop on a finished part asks once and books once")
    func stopOnFinishedPart() {
        var scene = printing()
        scene.report(Scene.mk3, .completed(op1))
        scene.ask(.stopAll)
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: nil))
        #expect(scene.state.prompts.map(\.kind) == [.plateClear])
        for prompt in scene.state.prompts { scene.ask(.answer(prompt.id, choice: nil, weights: .init())) }
        let booked = scene.journal.filter {
            if case .materialMoved(let moved) = $0.event, moved.operation != nil { true } else { false }
        }
        #expect(booked.count == 1)
    }

    @Test("Asking for a stop again and again does not put off notSafe")
    func repeatedStops() {
        var scene = printing()
        for _ in 0..<5 {
            scene.ask(.machine(Scene.mk3, .stop))
            pass(.seconds(3), in: &scene)
        }
        #expect(isNotSafe(scene))
    }

    @Test("That a machine is held does not confirm its stop")
    func heldIsNotStopped() {
        var scene = printing()
        scene.ask(.machine(Scene.mk3, .hold))
        scene.ask(.machine(Scene.mk3, .stop))
        scene.report(Scene.mk3, .held)
        pass(.seconds(60), in: &scene)
        #expect(isNotSafe(scene))
    }

    @Test("A hold that waits for a heat-up is no alarm")
    func holdInHeatUp() {
        var scene = printing()
        scene.ask(.machine(Scene.mk3, .hold))
        pass(.seconds(60), in: &scene)
        #expect(!isNotSafe(scene))
    }

    @Test("A stop of an aborted machine is sent, and nothing is waited for")
    func stopOfAborted() {
        var scene = printing()
        scene.ask(.machine(Scene.mk3, .abort))
        scene.report(Scene.mk3, .aborted(lastAcknowledgedLine: 1))
        scene.ask(.stopAll)
        #expect(scene.last.safing.contains(SafingEffect(.stop, Scene.mk3)))
        pass(.seconds(60), in: &scene)
        #expect(!isNotSafe(scene))
    }

    @Test("A firmware that paused goes on when somebody has answered it")
    func firmwarePause() throws {
        var scene = printing()
        scene.report(Scene.mk3, .needsPerson("//action:pause"))
        scene.report(Scene.mk3, .held)
        #expect(try scene.machine(Scene.mk3).packML == .held)
        scene.ask(.answer(try scene.prompt(.machineAsks).id, choice: nil, weights: .init()))
        #expect(scene.orders == [.resume])
        scene.report(Scene.mk3, .resumed)
        #expect(try scene.machine(Scene.mk3).packML == .execute)
    }

    @Test("A plate that was cleared while the printer was off does not leave it silent for ever")
    func completeWhileOff() throws {
        var scene = printing()
        scene.report(Scene.mk3, .completed(op1))
        scene.report(Scene.mk3, .disconnected(gone, lastAcknowledgedLine: nil))
        scene.ask(.answer(try scene.prompt(.plateClear).id, choice: nil, weights: .init()))
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        #expect(try scene.prompt(.machineReady).machine == Scene.mk3)
    }

    @Test("A loose cable makes one alarm until somebody has seen it")
    func flapping() throws {
        var scene = Scene.ready()
        for _ in 0..<50 {
            scene.report(Scene.mk3, .disconnected(gone, lastAcknowledgedLine: nil))
            #expect(scene.state.alarms.filter(\.isActive).count == 1)
            scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        }
        #expect(scene.state.alarms.count == 1)
    }

    @Test("A print that begins, or goes on, while the journal is down is held", arguments: [true, false])
    func beginsWithoutJournal(begins: Bool) {
        var scene = begins ? Scene.ready() : printing()
        if begins {
            scene.submit("a")
        } else {
            scene.ask(.machine(Scene.mk3, .hold))
            scene.report(Scene.mk3, .held)
            scene.ask(.machine(Scene.mk3, .unhold))
        }
        scene.put(.journal(Fault(.journalUnavailable, detail: "full")))
        scene.report(Scene.mk3, begins ? .started(op1) : .resumed)
        #expect(scene.last.safing == [SafingEffect(.hold, Scene.mk3)])
    }

    @Test("A thermal fault stays until somebody has cleared the machine, whatever happens to link and daemon")
    func latchedFault() throws {
        var scene = printing()
        let fault = Fault(.thermalFault, machine: Scene.mk3, detail: "Thermal Runaway")
        scene.report(Scene.mk3, .failed(fault, lastAcknowledgedLine: 3))
        scene.report(Scene.mk3, .aborted(lastAcknowledgedLine: 3))
        scene.ask(.machine(Scene.mk3, .clear))
        scene.report(Scene.mk3, .disconnected(gone, lastAcknowledgedLine: nil))
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        #expect(try scene.machine(Scene.mk3).packML == .aborted)
        scene = scene.restarted()
        #expect(scene.state.alarms.contains { $0.isActive && $0.fault.code == .thermalFault })
        #expect(try scene.machine(Scene.mk3).packML == .aborted)
    }

    @Test("A fault of one print is over when the next has begun")
    func faultOfOnePrint() throws {
        var scene = printing()
        let fault = Fault(.acknowledgementLost, machine: Scene.mk3, detail: "no ok")
        scene.report(Scene.mk3, .failed(fault, lastAcknowledgedLine: 3))
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: 3))
        scene.ask(.answer(try scene.prompt(.interrupted).id, choice: nil, weights: .init()))
        scene.ask(.reprint(JobID(number: 1)))
        #expect(scene.state.alarms.contains { $0.isActive })
        scene.report(Scene.mk3, .started(op1))
        #expect(!scene.state.alarms.contains { $0.isActive })
    }

    @Test("A start that the floor does not want any more is stopped")
    func unwantedStart() {
        var scene = Scene.ready()
        scene.submit("a")
        scene.ask(.machine(Scene.mk3, .stop))
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: nil))
        scene.report(Scene.mk3, .started(op1))
        #expect(scene.last.safing == [SafingEffect(.stop, Scene.mk3)])
    }

    @Test("A plate is not cleared under a printer that is still being stopped")
    func plateBeforeStop() throws {
        var scene = printing()
        scene.submit("b")
        let fault = Fault(.acknowledgementLost, machine: Scene.mk3, detail: "no ok")
        scene.report(Scene.mk3, .failed(fault, lastAcknowledgedLine: 3))
        let prompt = try scene.prompt(.interrupted)
        guard case .refused = scene.ask(.answer(prompt.id, choice: nil, weights: .init())) else {
            Issue.record("cleared while it moves")
            return
        }
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: 3))
        #expect(scene.ask(.answer(prompt.id, choice: nil, weights: .init())) == .done)
    }

    @Test("A held job is not started from the plan of before")
    func heldJob() throws {
        var scene = printing()
        scene.submit("b")
        scene.report(Scene.mk3, .completed(op1))
        let plate = try scene.prompt(.plateClear)
        let request = FloorRequest(by: nil, command: .hold(JobID(number: 2)))
        // No planner answers here: the floor has only the plan that it adopted before.
        _ = scene.floor.decide(.request(request, replyTo: nil), at: scene.now)
        let answer = FloorRequest(by: nil, command: .answer(plate.id, choice: nil, weights: .init()))
        let decision = scene.floor.decide(.request(answer, replyTo: nil), at: scene.now)
        #expect(!decision.permissive.contains { if case .order = $0 { true } else { false } })
    }

    @Test("A spool that turned out empty is not printed from")
    func emptySpool() throws {
        var scene = printing()
        scene.submit("b")
        scene.report(Scene.mk3, .completed(op1))
        scene.ask(.answer(try scene.prompt(.plateClear).id, choice: nil, weights: .init(product: Milligrams(750_000))))
        #expect(scene.orders.isEmpty)
        #expect(try scene.job(2).state == .queued)
    }

    @Test("A daemon that ends stops what runs and begins nothing")
    func closing() throws {
        var scene = printing()
        scene.submit("b")
        scene.put(.closing)
        #expect(scene.last.safing == [SafingEffect(.stop, Scene.mk3)])
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: 9))
        scene.ask(.answer(try scene.prompt(.interrupted).id, choice: nil, weights: .init()))
        #expect(scene.orders.isEmpty)
    }

    @Test("A thousand jobs of a hundred copies are planned a bounded way ahead, and in turn")
    func horizon() {
        var scene = Scene.ready()
        for number in 0..<200 { scene.submit("j\(number)", quantity: 100) }
        #expect(scene.state.plan.count <= FloorLimits.planHorizon)
        #expect(scene.state.plan.map(\.operation.number) == Array(2...(scene.state.plan.count + 1)))
    }

    @Test("A held job is held on every machine, begins no further copy, and goes on everywhere")
    func holdOnTwoMachines() throws {
        var scene = Scene.ready()
        scene.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)))
        scene.ask(.mount(LotID(number: 2), Scene.ender))
        scene.submit("a", quantity: 3)
        for machine in scene.state.machines {
            scene.report(machine.id, .started(try #require(machine.operation)))
        }
        scene.ask(.hold(JobID(number: 1)))
        #expect(scene.last.safing == [SafingEffect(.hold, Scene.ender), SafingEffect(.hold, Scene.mk3)])
        scene.report(Scene.ender, .held)
        scene.report(Scene.mk3, .held)
        #expect(scene.state.plan.isEmpty)
        scene.ask(.release(JobID(number: 1)))
        #expect(scene.orders == [.resume, .resume])
        #expect(scene.state.plan.count == 1)
    }

    @Test("A hold that comes while a print is starting holds it as soon as it runs")
    func holdWhileStarting() {
        var scene = Scene.ready()
        scene.submit("a")
        #expect(scene.ask(.hold(JobID(number: 1))) == .done)
        scene.report(Scene.mk3, .started(op1))
        #expect(scene.last.safing == [SafingEffect(.hold, Scene.mk3)])
    }

    @Test("A stop that was not confirmed before a restart is not confirmed by it")
    func notSafeOutlivesTheDaemon() {
        var scene = printing()
        scene.ask(.machine(Scene.mk3, .stop))
        pass(.seconds(60), in: &scene)
        #expect(isNotSafe(scene))
        scene = scene.restarted()
        #expect(isNotSafe(scene))
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        #expect(!isNotSafe(scene))
    }

    @Test(
        "A colour is a few printable characters", arguments: ["", "\u{1B}[31mred", String(repeating: "x", count: 41)])
    func colours(colour: String) {
        var scene = Scene.ready()
        let command = FloorCommand.receiveLot(
            .init(form: .filament, material: "PLA", colour: colour), mass: Milligrams(1_000))
        guard case .refused(let refusals) = scene.ask(command) else {
            Issue.record("accepted")
            return
        }
        #expect(refusals.map(\.field) == ["colour"])
    }
}
