import FloorControl
import FloorModel
import SeededRandom
import Testing

/// Random people, faults and crashes on a floor that shreds, dries, extrudes and prints: the book always balances.
@Suite struct LedgerHistoryTests {
    @Test("Random histories keep the book balanced and every lot in its bounds", arguments: 1...10)
    func randomHistory(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed) &* 6_364_136_223)
        var works = WorksScene.ready()
        works.begin()
        for step in 0..<250 {
            if Int.random(in: 0..<80, using: &random) == 0 {
                works.scene = works.scene.restarted()
                #expect(!works.scene.last.permissive.contains { $0.isOrder }, "seed \(seed), step \(step): an order")
                works.connectAll()
            } else {
                Self.act(&works, &random)
            }
            Self.check(works.state, "seed \(seed), step \(step): \(works.scene.last.events)")
        }
        var replayed = FloorState()
        for entry in works.scene.journal { replayed.evolve(entry.event, at: entry.at) }
        #expect(replayed == works.state, "seed \(seed): replay differs")
        Self.checkBooks(works.scene.journal.map(\.event), works.state, "seed \(seed)")
    }

    @Test("A restart at every journal position starts nothing and loses no gram", arguments: 1...2)
    func restartEverywhere(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed) &* 2_862_933_555)
        var works = WorksScene.ready()
        works.begin()
        for _ in 0..<160 { Self.act(&works, &random) }
        let journal = works.scene.journal
        var state = FloorState()
        for position in journal.indices {
            state.evolve(journal[position].event, at: journal[position].at)
            // A crash falls between commits; events of one commit stand or fall together.
            guard position + 1 == journal.count || journal[position + 1].at != journal[position].at else { continue }
            var again = works
            again.scene.journal = Array(journal[...position])
            again.scene = again.scene.restarted()
            #expect(!again.scene.last.permissive.contains { $0.isOrder }, "position \(position): an order")
            #expect(again.scene.last.safing.isEmpty, "position \(position): a command before any report")
            Self.check(again.state, "restart at \(position)")
            #expect(again.state.sumOfAllAccounts == state.sumOfAllAccounts, "position \(position)")
            #expect(again.state.balance(of: .outside) == state.balance(of: .outside), "position \(position)")
        }
    }

    @Test("Every gram in a machine comes out again once people answer", arguments: 1...6)
    func machinesEmpty(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed) &* 104_729)
        var works = WorksScene.ready()
        works.begin()
        for _ in 0..<200 { Self.act(&works, &random) }
        works.put(.journal(nil))
        for job in works.state.openJobs { works.ask(.cancel(job, weighed: nil)) }
        for _ in 0..<60 where !Self.isEmpty(works.state) { Self.settle(&works) }
        let machines = works.state.machines.map { "\($0.id) \($0.packML.rawValue) \($0.reason)" }
        #expect(Self.isEmpty(works.state), "seed \(seed): \(works.state.prompts.map(\.kind)) \(machines)")
        #expect(works.state.sumOfAllAccounts == .zero)
    }

    private static func isEmpty(_ state: FloorState) -> Bool {
        Works.processors.allSatisfy { state.balance(of: .machine($0)) == .zero }
    }

    /// Machines in order again, and people who answer everything.
    private static func settle(_ works: inout WorksScene) {
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

    private static func act(_ works: inout WorksScene, _ random: inout SplitMix64) {
        let machine = Works.processors.randomElement(using: &random) ?? Works.shredder
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7:
            guard let prompt = works.state.prompts.randomElement(using: &random) else { return works.put(.tick) }
            works.refill(prompt.machine)
            _ = works.answer(prompt, choice: prompt.kind.choices.randomElement(using: &random), weights(&random))
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

    private static func weights(_ random: inout SplitMix64) -> AnswerWeights {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: AnswerWeights(product: mass(&random, 4_000))
        case 1: AnswerWeights(product: mass(&random), scrap: mass(&random, 2_000), left: mass(&random, 10_000))
        case 2: AnswerWeights(left: mass(&random))
        default: AnswerWeights()
        }
    }

    private static func stockCommand(_ works: WorksScene, _ random: inout SplitMix64) -> FloorCommand {
        let lot = LotID(number: Int.random(in: 1...max(1, works.state.lots.count), using: &random))
        let form = MaterialForm.allCases.randomElement(using: &random) ?? .waste
        let commands: [FloorCommand] = [
            .weighLot(lot, .net(mass(&random))), .weighLot(lot, .gross(mass(&random))),
            .adjustLot(lot, by: mass(&random) - Milligrams(30_000), .miscounted),
            .disposeLot(lot, mass: Bool.random(using: &random) ? nil : mass(&random), .contaminated),
            .moveLot(lot, location: "shelf 2"), .mount(lot, Works.printer),
            .receiveLot(LotFacts(form: form, material: "PLA", colour: "white"), mass: mass(&random)),
            .receiveLot(LotFacts(form: .waste, material: "PLA", colour: "white"), mass: mass(&random)),
        ]
        return commands.randomElement(using: &random) ?? .stopAll
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

    private static func check(_ state: FloorState, _ context: String) {
        for lot in state.lots where lot.mass < .zero { Issue.record("\(lot.id) is \(lot.mass); \(context)") }
        for machine in Works.processors {
            let balance = state.balance(of: .machine(machine))
            #expect(balance >= .zero, "\(machine) is negative; \(context)")
            #expect(
                balance == .zero || state.machine(machine)?.isPlateOccupied == true,
                "\(machine) holds \(balance) that nobody asks for; \(context)")
        }
        #expect(state.sumOfAllAccounts == .zero, "\(context)")
        for id in state.openRoutes {
            #expect(state.operations[id]?.state.isOver == false, "\(id) is over and open; \(context)")
        }
    }

    /// The books again, from the events alone.
    private static func checkBooks(_ events: [FloorEvent], _ state: FloorState, _ context: String) {
        var received = Milligrams.zero
        var balances: [Account: Milligrams] = [:]
        var loaded: Set<OperationID> = []
        for event in events {
            switch event {
            case .lotReceived(let payload):
                received += payload.mass
                balances[.lot(payload.lot), default: .zero] += payload.mass
            case .hopperLoaded(let payload):
                #expect(loaded.insert(payload.operation).inserted, "\(payload.operation) is loaded twice; \(context)")
            case .materialMoved(let payload):
                for movement in payload.movements {
                    #expect(movement.mass > .zero, "\(context)")
                    balances[movement.from, default: .zero] -= movement.mass
                    balances[movement.to, default: .zero] += movement.mass
                }
            default: break
            }
        }
        #expect(state.balance(of: .outside) == -received, "\(context)")
        for lot in state.lots { #expect(balances[.lot(lot.id), default: .zero] == lot.mass, "\(lot.id); \(context)") }
        let total = balances.values.reduce(Milligrams.zero) { $0 + $1 }
        #expect(total == received, "what was received is not what there is; \(context)")
    }
}

extension PermissiveEffect {
    fileprivate var isOrder: Bool {
        if case .order = self { true } else { false }
    }
}
