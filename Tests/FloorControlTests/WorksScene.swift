import FloorControl
import FloorModel
import Scheduling
import Testing

/// The works under test: the core, three obedient machines and a clock.
struct WorksScene {
    var scene: Scene
    var machines: [MachineID: FakeProcessor] = [:]
    /// Orders and safing commands that left, with the machine's state then.
    var sent: [(machine: MachineID, writes: [PointWrite])] = []

    init(speed: Double = 1000) {
        scene = Scene(description: Works.description, speed: speed)
        connectAll()
    }

    /// All four machines connected and released by a person.
    static func ready(speed: Double = 1000) -> WorksScene {
        var works = WorksScene(speed: speed)
        for prompt in works.state.prompts { works.ask(.answer(prompt.id, choice: nil, weights: .init())) }
        return works
    }

    var state: FloorState { scene.state }

    mutating func connectAll() {
        for id in Works.processors {
            machines[id] = FakeProcessor(id)
            report(id, .connected(firmware: "test", found: .atRest))
            report(id, .signals(machines[id]?.signals ?? []))
        }
        report(Works.printer, .connected(firmware: "Marlin", found: .atRest))
    }

    mutating func put(_ input: FloorInput) {
        scene.put(input)
        carryOut(scene.last)
    }

    mutating func report(_ machine: MachineID, _ report: MachineReport) { put(.machine(machine, report)) }

    @discardableResult
    mutating func ask(_ command: FloorCommand) -> FloorReply? {
        let reply = scene.ask(command)
        carryOut(scene.last)
        return reply
    }

    /// Why a command is refused; nil when it is not.
    mutating func refusal(_ command: FloorCommand) -> Refusal? {
        guard case .refused(let refusals)? = ask(command) else { return nil }
        return refusals.first
    }

    private mutating func carryOut(_ decision: Decision) {
        for effect in decision.safing { safe(effect) }
        for effect in decision.permissive {
            guard case .order(let id, .write(let writes)) = effect else { continue }
            sent.append((id, writes))
            machines[id]?.write(writes)
        }
    }

    private mutating func safe(_ effect: SafingEffect) {
        guard let process = Works.description.machine(effect.machine)?.process, var machine = machines[effect.machine]
        else { return }
        let safe =
            switch effect.command {
            case .hold: process.hold
            case .stop: process.stop
            case .abort: process.abort
            }
        sent.append((effect.machine, safe.writes))
        machine.write(safe.writes)
        machines[effect.machine] = machine
        let missing = machine.unconfirmed(safe)
        guard missing.isEmpty else { return report(effect.machine, .unconfirmed(missing)) }
        switch effect.command {
        case .hold: report(effect.machine, .held)
        case .stop: report(effect.machine, .stopped(lastAcknowledgedLine: nil))
        case .abort: report(effect.machine, .aborted(lastAcknowledgedLine: nil))
        }
    }

    /// Lets time pass in steps of a poll, with every machine reporting.
    mutating func run(_ time: Duration) {
        var passed: Duration = .zero
        while passed < time {
            passed += .milliseconds(100)
            scene.now.monotonic = scene.now.monotonic + .milliseconds(90)
            scene.now.wallClock.milliseconds += 90
            for id in Works.processors {
                machines[id]?.look()
                report(id, .signals(machines[id]?.signals ?? []))
            }
            put(.tick)
        }
    }

    /// Runs until a prompt of this kind stands.
    mutating func run(until kind: PromptKind) throws -> Prompt {
        for _ in 0..<600 {
            if let prompt = state.prompts.first(where: { $0.kind == kind }) { return prompt }
            run(.milliseconds(500))
        }
        let machines = state.machines.map { "\($0.id) \($0.packML.rawValue) (\($0.reason))" }
        Issue.record("no prompt \(kind): \(state.prompts.map(\.kind)) \(machines) \(state.alarms.map(\.fault.detail))")
        return try #require(state.prompts.first { $0.kind == kind })
    }

    mutating func answer(_ prompt: Prompt, choice: String? = nil, _ weights: AnswerWeights = .init()) -> FloorReply? {
        ask(.answer(prompt.id, choice: choice, weights: weights))
    }

    /// Material for the hopper is there again.
    mutating func refill(_ id: MachineID) { machines[id]?.looksUntilEmpty = 40 }

    /// 500 g of white waste and a job that needs 2.983 g of filament.
    mutating func begin() {
        ask(
            .receiveLot(
                LotFacts(form: .waste, material: "PLA", colour: "white", source: .postConsumer),
                mass: Milligrams(500_000)))
        scene.submit("part")
        carryOut(scene.last)
    }

    /// Brings the route to the point at which this machine runs.
    mutating func begin(_ id: MachineID) throws {
        begin()
        for machine in Works.processors {
            let load = try run(until: .loadHopper)
            #expect(load.machine == machine)
            refill(machine)
            #expect(answer(load) == .done)
            run(.milliseconds(500))
            if machine == id { return }
            #expect(answer(try run(until: .collectOutput)) == .done)
        }
    }
}
