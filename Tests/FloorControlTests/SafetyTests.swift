import FloorControl
import FloorModel
import Testing

@Suite struct SafetyTests {
    private let op1 = OperationID(number: 1)

    private func printing() -> Scene {
        var scene = Scene.ready()
        scene.submit("a")
        scene.report(Scene.mk3, .started(op1))
        return scene
    }

    @Test("After a restart the print is interrupted at its line, and nothing is sent to any machine")
    func restart() throws {
        let before = printing()
        let hint = PrintProgress(operation: op1, acknowledgedLine: 400, lines: 1000)
        var scene = before.restarted(hints: [hint])
        #expect(scene.last.safing.isEmpty)
        #expect(scene.orders.isEmpty)
        #expect(scene.state.operations[op1]?.state == .interrupted)
        #expect(scene.state.operations[op1]?.acknowledgedLine == 400)
        #expect(try scene.job(1).state == .interrupted)
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        #expect(try scene.machine(Scene.mk3).packML == .stopped)
        #expect(scene.orders.isEmpty)
        guard case .refused = scene.ask(.reprint(JobID(number: 1))) else {
            Issue.record("reprinted onto a full plate")
            return
        }
        scene.ask(.answer(try scene.prompt(.interrupted).id, choice: nil, weights: .init()))
        #expect(scene.orders.isEmpty)
        #expect(try scene.machine(Scene.mk3).packML == .idle)
        scene.ask(.reprint(JobID(number: 1)))
        #expect(scene.orders.count == 1)
    }

    @Test("A machine that is found active after a restart is stopped")
    func foundActive() throws {
        var scene = printing().restarted()
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .active(detail: "nozzle target 210 °C")))
        #expect(scene.last.safing == [SafingEffect(.stop, Scene.mk3)])
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: nil))
        #expect(try scene.machine(Scene.mk3).packML == .stopped)
    }

    @Test("A stop that nobody confirms raises notSafe in the machine's own time, and a confirmation ends it")
    func notSafe() throws {
        var scene = printing()
        scene.ask(.machine(Scene.mk3, .stop))
        scene.put(.tick)
        #expect(scene.state.alarms.isEmpty)
        scene.now.monotonic = scene.now.monotonic + .seconds(11)
        scene.put(.tick)
        let alarm = try #require(scene.state.alarms.first)
        #expect(alarm.fault.code == .notSafe)
        #expect(alarm.fault.machine == Scene.mk3)
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: 3))
        #expect(scene.state.alarms.first?.isActive == false)
        scene.ask(.acknowledge(alarm.id))
        #expect(scene.state.alarms.isEmpty)
    }

    @Test("Stop and abort are never refused, whatever the state")
    func stopAlways() {
        var scene = Scene()
        for command in [PackMLCommand.stop, .stop, .abort, .abort, .stop] {
            #expect(scene.ask(.machine(Scene.mk3, command)) == .done)
            #expect(scene.last.safing.map(\.machine) == [Scene.mk3])
        }
        #expect(scene.ask(.stopAll) == .done)
        #expect(scene.last.safing.map(\.machine) == [Scene.ender, Scene.mk3])
    }

    @Test("Unplugged in mid-print: interrupted, unconfirmed, and nothing goes on by itself when it is back")
    func unplugged() throws {
        var scene = printing()
        let fault = Fault(.linkLost, machine: Scene.mk3, detail: "hung up")
        scene.report(Scene.mk3, .disconnected(fault, lastAcknowledgedLine: 77))
        #expect(scene.state.operations[op1]?.acknowledgedLine == 77)
        #expect(try scene.machine(Scene.mk3).packML == .stopping)
        #expect(scene.state.alarms.map(\.fault.code) == [.linkLost])
        scene.submit("b")
        #expect(scene.state.plan.allSatisfy { $0.operation != op1 })
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        #expect(scene.orders.isEmpty)
        #expect(try scene.machine(Scene.mk3).packML == .stopped)
    }

    @Test("A halted firmware is aborted until somebody clears it")
    func halted() throws {
        var scene = printing()
        let fault = Fault(.thermalFault, machine: Scene.mk3, detail: "Error:Thermal Runaway")
        scene.report(Scene.mk3, .failed(fault, lastAcknowledgedLine: 12))
        #expect(scene.last.safing == [SafingEffect(.abort, Scene.mk3)])
        scene.report(Scene.mk3, .aborted(lastAcknowledgedLine: 12))
        #expect(try scene.machine(Scene.mk3).packML == .aborted)
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        #expect(try scene.machine(Scene.mk3).packML == .aborted)
        scene.ask(.machine(Scene.mk3, .clear))
        #expect(scene.orders == [.clear])
        scene.report(Scene.mk3, .cleared)
        scene.report(Scene.mk3, .connected(firmware: "Marlin", found: .atRest))
        #expect(try scene.machine(Scene.mk3).packML == .stopped)
        #expect(scene.state.alarms.allSatisfy { !$0.isActive })
    }

    @Test("Without a journal: what runs is held, requests are refused, stops are not")
    func journalDown() throws {
        var scene = printing()
        scene.put(.journal(Fault(.journalUnavailable, detail: "disk full")))
        #expect(scene.last.safing == [SafingEffect(.hold, Scene.mk3)])
        guard case .refused(let refusals) = scene.submit("b") else {
            Issue.record("accepted without a journal")
            return
        }
        #expect(refusals.map(\.code) == [.journalUnavailable])
        #expect(refusals.allSatisfy { $0.retry })
        #expect(scene.ask(.machine(Scene.mk3, .stop)) == .done)
        scene.put(.journal(nil))
        #expect(scene.submit("b") == .accepted(JobID(number: 2)))
    }
}
