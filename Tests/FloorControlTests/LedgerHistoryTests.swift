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
                WorksHistory.act(&works, &random)
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
        for _ in 0..<160 { WorksHistory.act(&works, &random) }
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
        for _ in 0..<200 { WorksHistory.act(&works, &random) }
        works.put(.journal(nil))
        for job in works.state.openJobs { works.ask(.cancel(job, weighed: nil)) }
        for _ in 0..<60 where !Self.isEmpty(works.state) { WorksHistory.settle(&works) }
        let machines = works.state.machines.map { "\($0.id) \($0.packML.rawValue) \($0.reason)" }
        #expect(Self.isEmpty(works.state), "seed \(seed): \(works.state.prompts.map(\.kind)) \(machines)")
        #expect(works.state.sumOfAllAccounts == .zero)
    }

    private static func isEmpty(_ state: FloorState) -> Bool {
        Works.processors.allSatisfy { state.balance(of: .machine($0)) == .zero }
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
        var (received, handedOver) = (Milligrams.zero, Milligrams.zero)
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
                    if movement.to == .outside { handedOver += movement.mass }
                    balances[movement.from, default: .zero] -= movement.mass
                    balances[movement.to, default: .zero] += movement.mass
                }
            default: break
            }
        }
        #expect(state.balance(of: .outside) == handedOver - received, "\(context)")
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
