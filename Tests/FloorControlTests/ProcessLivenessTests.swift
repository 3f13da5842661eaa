import FloorControl
import FloorModel
import Scheduling
import Testing

/// Each of these went wrong once: a floor that waited and told nobody why.
@Suite struct ProcessLivenessTests {
    /// A route's steps stay on a machine that is out of production, though an equal one is free.
    @Test func pinnedToMaintenance() throws {
        var description = Works.description
        var second = try #require(description.machines.first { $0.id == Works.shredder })
        second.id = MachineID("shred-2")
        description.machines.append(second)
        var scene = Scene(description: description, speed: 1000)
        for machine in description.machines { scene.report(machine.id, .connected(firmware: "x", found: .atRest)) }
        for prompt in scene.state.prompts { scene.ask(.answer(prompt.id, choice: nil, weights: .init())) }
        scene.ask(.receiveLot(LotFacts(form: .waste, material: "PLA", colour: "white"), mass: Milligrams(500_000)))
        scene.submit("a")
        #expect(scene.state.openRoutes.compactMap { scene.state.operations[$0]?.machine?.name }.first == "shred-1")
        #expect(scene.ask(.setMode(Works.shredder, .maintenance)) == .done)
        for _ in 0..<50 { scene.put(.tick) }
        #expect(scene.state.openRoutes.contains { scene.state.operations[$0]?.machine == second.id })
        #expect(scene.state.prompts.contains { $0.kind == .loadHopper })
    }

    /// After a journal outage a held machine is held, and nobody is asked; then its batch is cut off.
    @Test func journalHoldAsksNobody() throws {
        var works = WorksScene.ready(speed: 1)
        try works.begin(Works.shredder)
        works.run(.seconds(3))
        works.put(.journal(Fault(.journalUnavailable, detail: "disk full")))
        works.run(.seconds(1))
        works.put(.journal(nil))
        works.run(.seconds(1))
        #expect(works.state.machine(Works.shredder)?.packML == .held)
        #expect(
            works.state.prompts.contains { $0.machine == Works.shredder } || works.state.alarms.contains { $0.isActive }
        )
    }

    /// A drive that turns though nothing was asked of it (keypad, welded contactor) on an idle, released machine.
    @Test func idleDriveTurns() throws {
        var works = WorksScene.ready()
        works.machines[Works.shredder]?.values["main_state"] = 3
        works.sent = []
        works.run(.seconds(5))
        #expect(works.sent.contains { $0.machine == Works.shredder } || works.state.alarms.contains { $0.isActive })
    }

    /// The same before it is loaded: a person is asked to reach into a hopper whose shafts turn.
    @Test func asksToLoadWhileTurning() throws {
        var works = WorksScene.ready()
        works.machines[Works.shredder]?.values["main_state"] = 3
        works.run(.milliseconds(300))
        works.begin()
        works.run(.seconds(2))
        #expect(!works.state.prompts.contains { $0.kind == .loadHopper })
    }
}
