import FloorControl
import FloorModel
import SeededRandom
import Testing

/// Random people, lying machines and crashes; what must hold is checked after every input.
@Suite struct HistoryTests {
    @Test("Random histories keep every invariant", arguments: 1...24)
    func randomHistory(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        var scene = Scene.ready()
        for step in 0..<300 {
            let before = scene
            if Int.random(in: 0..<60, using: &random) == 0 {
                scene = scene.restarted()
                #expect(scene.orders.isEmpty && scene.last.safing.isEmpty, "seed \(seed), step \(step)")
            } else {
                scene.put(Self.input(scene, &random))
            }
            check(scene, after: before, "seed \(seed), step \(step): \(scene.last.events)")
        }
        var replayed = FloorState()
        for entry in scene.journal { replayed.evolve(entry.event, at: entry.at) }
        #expect(replayed == scene.state, "seed \(seed): replay differs")
    }

    private func check(_ scene: Scene, after before: Scene, _ context: String) {
        let state = scene.state
        #expect(state.lots.allSatisfy { $0.mass >= .zero }, "a lot is negative; \(context)")
        let running = state.operations.filter { $0.state == .running }
        for operation in running {
            let machines = state.machines.filter { $0.operation == operation.id }
            #expect(machines.count == 1, "\(operation.id) runs on \(machines.count) machines; \(context)")
        }
        for machine in state.machines where machine.packML.isProducing {
            #expect(machine.operation != nil && machine.isPlateOccupied, "\(machine.id) produces nothing; \(context)")
        }
        for job in state.jobs {
            #expect(state.openJobs.contains(job.id) == !job.state.isOver, "\(job.id) is lost; \(context)")
        }
        #expect(Set(state.prompts.map(\.id)).count == state.prompts.count)
        checkEffects(scene, after: before, context)
    }

    /// A print starts only on a machine that was free, in the open, and released by a person in this process.
    private func checkEffects(_ scene: Scene, after before: Scene, _ context: String) {
        for effect in scene.last.permissive {
            guard case .order(let machine, .print(let order)) = effect else { continue }
            #expect(scene.state.machine(machine)?.operation == order.operation, "\(context)")
            let started = scene.last.events.contains {
                if case .operationStarted(let payload) = $0 { payload.operation == order.operation } else { false }
            }
            #expect(started, "a print left without its event; \(context)")
            #expect(
                before.state.machine(machine)?.isPlateOccupied == false || wasCleared(machine, in: scene), "\(context)")
            let observation = scene.floor.observation(of: machine)
            #expect(observation.link.isConnected && observation.isReleasedByPerson, "\(context)")
            #expect(scene.floor.observations.journalFault == nil, "\(context)")
        }
    }

    private func wasCleared(_ machine: MachineID, in scene: Scene) -> Bool {
        scene.last.events.contains {
            if case .plateCleared(let payload) = $0 { payload.machine == machine } else { false }
        }
    }

    private static func input(_ scene: Scene, _ random: inout SplitMix64) -> FloorInput {
        let machine = Bool.random(using: &random) ? Scene.mk3 : Scene.ender
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: return .machine(machine, report(of: machine, scene, &random))
        case 4..<9:
            let request = FloorRequest(by: PersonID("p-1"), command: command(machine, scene, &random))
            return .request(request, replyTo: ReplyToken(number: 1))
        default:
            let fault = Fault(.journalUnavailable, detail: "disk full")
            return [.tick, .journal(nil), .journal(fault), .orderRefused(machine), .broker(nil), .chain(nil)]
                .randomElement(
                    using: &random)
                ?? .tick
        }
    }

    private static func report(of machine: MachineID, _ scene: Scene, _ random: inout SplitMix64) -> MachineReport {
        let operation = scene.state.machine(machine)?.operation ?? OperationID(number: 1)
        let line = Bool.random(using: &random) ? Int.random(in: 0...1000, using: &random) : nil
        let reports: [MachineReport] = [
            .connected(firmware: "Marlin", found: .atRest),
            .connected(firmware: "Marlin", found: .active(detail: "hot")),
            .disconnected(Fault(.linkLost, machine: machine, detail: "gone"), lastAcknowledgedLine: line),
            .active(detail: "busy"), .started(operation), .started(operation), .completed(operation),
            .completed(operation), .held, .resumed,
            .stopped(lastAcknowledgedLine: line), .aborted(lastAcknowledgedLine: line), .cleared,
            .failed(Fault(.firmwareReset, machine: machine, detail: "start"), lastAcknowledgedLine: line),
            .failed(Fault(.thermalFault, machine: machine, detail: "runaway"), lastAcknowledgedLine: line),
            .progress(PrintProgress(operation: operation, acknowledgedLine: line ?? 0, lines: 1000)),
            .needsPerson("filament runout"), .personDone,
        ]
        return reports.randomElement(using: &random) ?? .held
    }

    private static func command(_ machine: MachineID, _ scene: Scene, _ random: inout SplitMix64) -> FloorCommand {
        let job = JobID(number: Int.random(in: 1...max(1, scene.state.jobs.count), using: &random))
        let mass = Bool.random(using: &random) ? Milligrams(Int64.random(in: 0...3_000, using: &random)) : nil
        let prompt = scene.state.prompts.randomElement(using: &random)
        let answer = FloorCommand.answer(
            prompt?.id ?? PromptID(number: 1), choice: prompt?.kind.choices.randomElement(using: &random),
            weights: AnswerWeights(product: prompt?.kind.takesGrams == true ? mass : nil))
        let id = "s\(Int.random(in: 0..<200, using: &random))"
        let order = Scene.order(
            id, quantity: Int.random(in: 1...3, using: &random),
            material: ["PLA", "PETG"].randomElement(using: &random) ?? "PLA")
        let details = JobDetails(submissionID: id, title: nil, fileName: nil)
        let commands: [FloorCommand] = [
            answer, answer, answer, answer, .submit(order, details), .submit(order, details),
            .cancel(job, weighed: mass), .hold(job), .release(job), .reprint(job), .reprint(job), .stopAll,
            .machine(machine, PackMLCommand.allCases.randomElement(using: &random) ?? .hold),
            .machine(machine, .clear), .machine(machine, .reset),
            .acknowledge(scene.state.alarms.first?.id ?? AlarmID(number: 1)),
            .receiveLot(
                LotFacts(form: .filament, material: "PLA"),
                mass: Milligrams(Int64.random(in: 1...20_000, using: &random))),
            .mount(LotID(number: Int.random(in: 1...max(1, scene.state.lots.count), using: &random)), machine),
        ]
        return commands.randomElement(using: &random) ?? .stopAll
    }

    @Test("Every accepted job ends once faults stop and people answer", arguments: 1...20)
    func everyJobEnds(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed) &* 7919)
        var scene = Scene.ready()
        for _ in 0..<150 { scene.put(Self.input(scene, &random)) }
        scene.put(.journal(nil))
        for material in ["PLA", "PETG"] {
            scene.ask(.receiveLot(.init(form: .filament, material: material, colour: nil), mass: Milligrams(9_000_000)))
        }
        for round in 0..<4_000 where !scene.state.openJobs.isEmpty { settle(&scene, round) }
        #expect(scene.state.openJobs.isEmpty, "seed \(seed): \(scene.state.prompts) \(scene.state.machines)")
    }

    /// Machines that do as they are told, and a person who answers everything.
    private func settle(_ scene: inout Scene, _ round: Int) {
        for machine in scene.state.machines {
            switch machine.packML {
            case .starting: scene.report(machine.id, .started(machine.operation ?? OperationID(number: 1)))
            case .execute: scene.report(machine.id, .completed(machine.operation ?? OperationID(number: 1)))
            case .holding: scene.report(machine.id, .held)
            case .held: scene.ask(.machine(machine.id, .unhold))
            case .unholding: scene.report(machine.id, .resumed)
            case .stopping: scene.report(machine.id, .stopped(lastAcknowledgedLine: nil))
            case .aborting: scene.report(machine.id, .aborted(lastAcknowledgedLine: nil))
            case .aborted: scene.ask(.machine(machine.id, .clear))
            case .clearing:
                scene.report(machine.id, .cleared)
                scene.report(machine.id, .connected(firmware: "Marlin", found: .atRest))
            default: break
            }
            if !scene.floor.observation(of: machine.id).link.isConnected {
                scene.report(machine.id, .connected(firmware: "Marlin", found: .atRest))
            }
        }
        for prompt in scene.state.prompts { scene.ask(.answer(prompt.id, choice: nil, weights: .init())) }
        for job in scene.state.openJobs {
            scene.ask(.release(job))
            scene.ask(.reprint(job))
        }
        scene.ask(.machine(round.isMultiple(of: 2) ? Scene.mk3 : Scene.ender, .reset))
    }
}
