import FloorControl
import FloorModel
import Testing

@Suite struct PrintingTests {
    private let op1 = OperationID(number: 1)

    @Test("From submission to verdict: durable first, one print, grams off the spool")
    func straightPath() throws {
        var scene = Scene.ready()
        #expect(scene.submit("a") == .accepted(JobID(number: 1)))
        #expect(scene.orders.count == 1)
        #expect(try scene.machine(Scene.mk3).packML == .starting)
        scene.report(Scene.mk3, .started(op1))
        #expect(try scene.machine(Scene.mk3).packML == .execute)
        #expect(try scene.job(1).state == .running)
        scene.report(Scene.mk3, .completed(op1))
        #expect(try scene.machine(Scene.mk3).packML == .complete)
        scene.ask(.answer(try scene.prompt(.plateClear).id, choice: nil, weights: .init()))
        #expect(try scene.job(1).state == .completed)
        #expect(try scene.machine(Scene.mk3).packML == .idle)
        #expect(scene.state.lots[LotID(number: 1)]?.mass == Milligrams(750_000 - 2_983))
    }

    @Test("The same submission again is a duplicate, another body under its id a conflict")
    func duplicates() {
        var scene = Scene.ready()
        scene.submit("a")
        let before = scene.state
        #expect(scene.submit("a") == .duplicate(JobID(number: 1), .running))
        #expect(scene.submit("a", quantity: 2) == .conflict(JobID(number: 1)))
        #expect(scene.state == before)
    }

    @Test("A job without stock waits, and starts when a spool is received and mounted")
    func waitsForStock() throws {
        var scene = Scene.ready()
        scene.submit("a", material: "PETG")
        #expect(scene.orders.isEmpty)
        scene.ask(.receiveLot(.init(form: .filament, material: "PETG", colour: nil), mass: Milligrams(500_000)))
        let prompt = try scene.prompt(.mountSpool)
        #expect(prompt.lot == LotID(number: 2))
        scene.ask(.answer(prompt.id, choice: nil, weights: .init()))
        #expect(scene.orders.count == 1)
        #expect(try scene.machine(prompt.machine).spool == LotID(number: 2))
    }

    @Test("Too little on the spool is no stock")
    func tooLittleFilament() throws {
        var scene = Scene.ready()
        scene.ask(.receiveLot(.init(form: .filament, material: "PETG", colour: nil), mass: Milligrams(3_000)))
        scene.submit("a", material: "PETG")
        #expect(scene.state.prompts.isEmpty)
        #expect(try scene.job(1).state == .queued)
    }

    @Test("Priority decides before order of arrival")
    func priority() {
        var scene = Scene.ready()
        scene.submit("running")
        scene.submit("later", priority: 1)
        scene.submit("sooner", priority: 9)
        let waiting = scene.state.plan.map(\.operation.number)
        #expect(waiting == [3, 2])
    }

    @Test("Unknown material, quantity and reach are refused with a remedy, and nothing is kept")
    func refusals() {
        var scene = Scene.ready()
        let before = scene.state
        var far = Scene.order("far")
        far.facts.xMillimetres = Limits(0, 900)
        let details = JobDetails(submissionID: "x", title: nil, fileName: nil)
        let refused: [(FloorCommand, FaultCode)] = [
            (.submit(Scene.order("a", material: "UNOBTAINIUM"), details), .unknownMaterial),
            (.submit(Scene.order("a", quantity: 0), details), .quantityInvalid),
            (.submit(Scene.order("a", quantity: 101), details), .quantityInvalid),
            (.submit(Scene.order("a", priority: 10), details), .fieldInvalid),
            (.submit(far, details), .noMachineFits),
            (.cancel(JobID(number: 9), weighed: nil), .notFound),
            (.mount(LotID(number: 9), Scene.mk3), .notFound),
            (.machine(MachineID("nobody"), .hold), .notFound),
            (.machine(Scene.mk3, .unhold), .stateForbids),
            (.machine(Scene.mk3, .start), .stateForbids),
            (.receiveLot(.init(form: .filament, material: "PLA", colour: nil), mass: .zero), .massInvalid),
        ]
        for (command, code) in refused {
            guard case .refused(let refusals) = scene.ask(command) else {
                Issue.record("\(command) was not refused")
                continue
            }
            #expect(refusals.map(\.code) == [code])
            #expect(refusals.allSatisfy { !$0.message.isEmpty && !$0.remedy.isEmpty })
        }
        #expect(scene.state == before)
    }

    @Test("Cancelling a running job stops its machine and asks for the plate; the rest goes on")
    func cancelRunning() throws {
        var scene = Scene.ready()
        scene.submit("a")
        scene.report(Scene.mk3, .started(op1))
        scene.ask(.cancel(JobID(number: 1), weighed: nil))
        #expect(scene.last.safing == [SafingEffect(.stop, Scene.mk3)])
        #expect(try scene.job(1).state == .cancelled)
        scene.report(Scene.mk3, .stopped(lastAcknowledgedLine: 500))
        #expect(scene.state.operations[op1]?.state == .cancelled)
        scene.ask(.answer(try scene.prompt(.interrupted).id, choice: nil, weights: .init(product: Milligrams(1_200))))
        #expect(scene.state.lots[LotID(number: 1)]?.mass == Milligrams(748_800))
        #expect(try scene.machine(Scene.mk3).packML == .idle)
    }

    @Test("A held print goes on only after release")
    func holdAndRelease() throws {
        var scene = Scene.ready()
        scene.submit("a")
        scene.report(Scene.mk3, .started(op1))
        scene.ask(.hold(JobID(number: 1)))
        #expect(scene.last.safing == [SafingEffect(.hold, Scene.mk3)])
        scene.report(Scene.mk3, .held)
        #expect(try scene.machine(Scene.mk3).packML == .held)
        scene.ask(.release(JobID(number: 1)))
        #expect(scene.orders == [.resume])
        scene.report(Scene.mk3, .resumed)
        #expect(try scene.machine(Scene.mk3).packML == .execute)
    }

    @Test("A failed part can be printed again")
    func failedVerdict() throws {
        var scene = Scene.ready()
        scene.submit("a")
        scene.report(Scene.mk3, .completed(op1))
        scene.ask(.answer(try scene.prompt(.plateClear).id, choice: "failed", weights: .init()))
        #expect(try scene.job(1).state == .failed)
        scene.ask(.reprint(JobID(number: 1)))
        #expect(scene.orders.count == 1)
        #expect(try scene.job(1).state == .running)
    }
}
