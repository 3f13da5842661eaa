import FloorControl
import FloorModel
import SeededRandom

/// What random people, faults and machines do to the works under test; and how they put everything in order again.
enum WorksHistory {
    /// Machines in order again, and people who answer everything.
    static func settle(_ works: inout WorksScene) {
        for id in Works.processors {
            works.machines[id]?.frozen = []
            works.machines[id]?.quality = [:]
            works.machines[id]?.values.merge(FakeProcessor(id).values.filter { isSafety($0.key) }) { $1 }
            if works.state.machine(id)?.packML == .held { works.ask(.machine(id, .stop)) }
            if works.state.machine(id)?.packML == .aborted { works.ask(.machine(id, .clear)) }
            if works.state.machine(id)?.packML == .clearing {
                works.report(id, .cleared)
                works.report(id, .connected(firmware: "test", found: .atRest))
            }
            if !works.scene.floor.observation(of: id).link.isConnected {
                works.report(id, .connected(firmware: "test", found: .atRest))
            }
            if works.state.machine(id)?.packML == .stopping {
                works.report(id, .stopped(lastAcknowledgedLine: nil))
            }
            if works.state.machine(id)?.packML == .aborting {
                works.report(id, .aborted(lastAcknowledgedLine: nil))
            }
            works.ask(.setMode(id, .production))
        }
        works.run(.seconds(10))
        for prompt in works.state.prompts {
            _ = works.answer(prompt, choice: prompt.kind == .emptyMachine ? "discarded" : nil)
        }
    }

    private static func isSafety(_ point: String) -> Bool { ["lid", "door", "guard", "pressure"].contains(point) }

    static func act(_ works: inout WorksScene, _ random: inout SplitMix64) {
        let machine = Works.processors.randomElement(using: &random) ?? Works.shredder
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7:
            guard let prompt = works.state.prompts.randomElement(using: &random) else { return works.put(.tick) }
            works.refill(prompt.machine)
            _ = works.answer(
                prompt, choice: prompt.kind.choices.randomElement(using: &random), weights(works, prompt, &random))
        case 7..<12: works.run(.milliseconds(Int.random(in: 1...30, using: &random) * 100))
        case 12: spoil(&works, machine, &random)
        case 13..<16: _ = works.ask(stockCommand(works, &random))
        case 16: _ = works.ask(machineCommand(machine, &random))
        case 17:
            works.scene.submit("s\(Int.random(in: 0..<40, using: &random))")
            works.put(.tick)
        case 18:
            let job = JobID(number: Int.random(in: 1...max(1, works.state.jobs.count), using: &random))
            let commands: [FloorCommand] = [
                .cancel(job, weighed: nil), .hold(job), .release(job), .reprint(job),
            ]
            _ = works.ask(commands.randomElement(using: &random) ?? .hold(job))
        default: print(&works, &random)
        }
    }

    private static func print(_ works: inout WorksScene, _ random: inout SplitMix64) {
        guard let operation = works.state.machine(Works.printer)?.operation else { return works.put(.tick) }
        let reports: [MachineReport] = [
            .started(operation), .started(operation), .completed(operation), .completed(operation),
            .stopped(lastAcknowledgedLine: 500),
            .failed(Fault(.firmwareReset, machine: Works.printer, detail: "start"), lastAcknowledgedLine: 300),
            .connected(firmware: "Marlin", found: .atRest),
        ]
        works.report(Works.printer, reports.randomElement(using: &random) ?? .held)
    }

    private static func spoil(_ works: inout WorksScene, _ id: MachineID, _ random: inout SplitMix64) {
        let values = ["lid", "door", "guard", "pressure", "main_current", "nozzle", "air"]
        let point = values.randomElement(using: &random) ?? "lid"
        switch Int.random(in: 0..<5, using: &random) {
        case 0: works.machines[id]?.values[point] = Double(Int.random(in: 0...200, using: &random))
        case 1: works.machines[id]?.quality[point] = [.good, .stale, .bad].randomElement(using: &random)
        case 2:
            let fault = Fault(.linkLost, machine: id, detail: "gone")
            works.report(id, .disconnected(fault, lastAcknowledgedLine: nil))
            works.report(id, .connected(firmware: "test", found: .atRest))
        case 3:
            works.put(.journal(Fault(.journalUnavailable, detail: "full")))
            works.run(.milliseconds(300))
            works.put(.journal(nil))
        default:
            works.machines[id] = FakeProcessor(id)
            works.report(id, .failed(Fault(.writeUnconfirmed, machine: id, detail: "x"), lastAcknowledgedLine: nil))
        }
    }

    private static func mass(_ random: inout SplitMix64, _ most: Int64 = 60_000) -> Milligrams {
        Milligrams(Int64.random(in: 0...most, using: &random))
    }

    /// Anything, or about what went in, a little more even.
    private static func weights(
        _ works: WorksScene, _ prompt: Prompt, _ random: inout SplitMix64
    ) -> AnswerWeights {
        let loaded = works.state.balance(of: .machine(prompt.machine))
        let left = min(loaded, mass(&random, 1_000))
        return switch Int.random(in: 0..<5, using: &random) {
        case 0: AnswerWeights(product: mass(&random, 4_000))
        case 1: AnswerWeights(product: mass(&random), scrap: mass(&random, 2_000), left: mass(&random, 10_000))
        case 2: AnswerWeights(left: mass(&random))
        case 3 where prompt.kind.takesLeft:
            AnswerWeights(product: loaded - left + mass(&random, 4_000), scrap: mass(&random, 500), left: left)
        default: AnswerWeights()
        }
    }

    private static func stockCommand(_ works: WorksScene, _ random: inout SplitMix64) -> FloorCommand {
        let lot = LotID(number: Int.random(in: 1...max(1, works.state.lots.count), using: &random))
        let form = MaterialForm.allCases.randomElement(using: &random) ?? .waste
        let commands: [FloorCommand] = [
            .weighLot(lot, .net(mass(&random))), .weighLot(lot, .gross(mass(&random))),
            .adjustLot(
                lot, by: mass(&random) - Milligrams(30_000),
                AdjustmentReason.allCases.randomElement(using: &random) ?? .other),
            .disposeLot(lot, mass: Bool.random(using: &random) ? nil : mass(&random), .contaminated),
            .moveLot(lot, location: "shelf 2"), .mount(lot, Works.printer), .handOverLot(lot),
            .receiveLot(facts(form, works.scene, &random), mass: mass(&random)),
            .receiveLot(facts(.waste, works.scene, &random), mass: mass(&random)),
        ]
        return commands.randomElement(using: &random) ?? .stopAll
    }

    private static func facts(_ form: MaterialForm, _ scene: Scene, _ random: inout SplitMix64) -> LotFacts {
        LotFacts(
            form: form, material: "PLA", colour: "white", source: MaterialSource.allCases.randomElement(using: &random),
            grade: Bool.random(using: &random) ? "B" : nil, origin: scene.origin)
    }

    private static func machineCommand(_ id: MachineID, _ random: inout SplitMix64) -> FloorCommand {
        let commands: [FloorCommand] = [
            .machine(id, PackMLCommand.allCases.randomElement(using: &random) ?? .hold), .machine(id, .hold),
            .machine(id, .unhold), .machine(id, .stop), .machine(id, .reset), .stopAll,
            .setMode(id, PackMLMode.allCases.randomElement(using: &random) ?? .manual), .setMode(id, .production),
            .jog(id, JogOrder(drive: "main", reverse: false, speed: nil, time: .seconds(1))),
            .heat(id, heater: "air", celsius: 60),
        ]
        return commands.randomElement(using: &random) ?? .stopAll
    }
}
