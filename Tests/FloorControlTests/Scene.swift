import FloorControl
import FloorModel
import Scheduling
import Testing

/// A floor under test with its clock; inputs in, decisions out, and everything that was ever journalled.
struct Scene {
    var floor: Floor
    var journal: [TimedEvent] = []
    /// Effects of the latest input.
    var last = Decision()
    var now = Moment(monotonic: .init(elapsed: .zero), wallClock: .init(milliseconds: 1_790_000_000_000))

    /// Who asks, and what that person writes that is nobody else's business.
    var person = PersonID("p-1")
    var title: String?
    var fileName: String?
    var origin: String?
    /// Before every submission's id and digest.
    var mark = ""

    static let mk3 = MachineID("mk3-1")
    static let ender = MachineID("ender-1")

    static let description = FloorDescription(
        site: SiteDescription(id: "test", baseURL: nil, timezone: "UTC", isVirtual: true), broker: nil,
        machines: [printer(mk3), printer(ender)], materials: Material.common)

    static func printer(_ id: MachineID) -> MachineDescription {
        MachineDescription(
            id: id,
            type: MachineType(
                name: "test-printer", title: "Test printer",
                kind: .printer(
                    PrinterDescription(
                        dialect: "auto", baud: 115_200, xMillimetres: Limits(0, 200), yMillimetres: Limits(0, 200),
                        zMillimetres: Limits(0, 200), nozzleMillimetres: 0.4, filamentMillimetres: 1.75,
                        nozzleMaximumCelsius: 280, bedMaximumCelsius: 110, materials: ["PLA", "PETG"],
                        stopWithin: .seconds(10), staleAfter: .seconds(20)))), port: "/dev/null")
    }

    /// A floor as a daemon finds it on an empty journal.
    init(description: FloorDescription = Scene.description, speed: Double = 1) {
        floor = Floor(description: description, speed: speed)
        put(.started(version: "test", hints: []))
    }

    /// Both printers connected and released by a person, one spool of white PLA mounted on `mk3-1`.
    static func ready() -> Scene {
        var scene = Scene()
        for machine in [mk3, ender] { scene.report(machine, .connected(firmware: "Marlin", found: .atRest)) }
        for prompt in scene.floor.state.prompts { scene.ask(.answer(prompt.id, choice: nil, weights: .init())) }
        scene.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(750_000)))
        scene.ask(.mount(LotID(number: 1), mk3))
        return scene
    }

    mutating func put(_ input: FloorInput) {
        now.monotonic = now.monotonic + .milliseconds(10)
        now.wallClock.milliseconds += 10
        last = floor.decide(input, at: now)
        journal += last.events.map { TimedEvent($0, at: now.wallClock) }
        for effect in last.permissive {
            if case .plan(let problem) = effect {
                let rest = last
                put(.planProposed(FirstComeFirstServed.plan(problem)))
                last.events = rest.events + last.events
                last.safing = rest.safing + last.safing
                last.permissive = rest.permissive + last.permissive
            }
        }
    }

    mutating func report(_ machine: MachineID, _ report: MachineReport) { put(.machine(machine, report)) }

    @discardableResult
    mutating func ask(_ command: FloorCommand) -> FloorReply? {
        put(.request(FloorRequest(by: person, command: command), replyTo: ReplyToken(number: 1)))
        return last.permissive.compactMap { if case .reply(_, let reply) = $0 { reply } else { nil } }.first
    }

    @discardableResult
    mutating func submit(_ id: String, quantity: Int = 1, material: String = "PLA", priority: Int = 5) -> FloorReply? {
        var order = Self.order(mark + id, quantity: quantity, material: material, priority: priority)
        order.person = person
        return ask(.submit(order, JobDetails(submissionID: mark + id, title: title, fileName: fileName)))
    }

    static func order(_ id: String, quantity: Int = 1, material: String = "PLA", priority: Int = 5) -> JobOrder {
        JobOrder(
            person: PersonID("p-1"), submission: KeyedDigest(id), body: KeyedDigest(id + material + "\(quantity)"),
            file: FileDigest(String(repeating: "0", count: 64)),
            facts: PrintFileFacts(lines: 1000, bytes: 30_000, filamentMillimetres: 1000), material: material,
            colour: nil, quantity: quantity, due: nil, priority: priority)
    }

    /// The orders that left with the latest input.
    var orders: [MachineOrder] {
        last.permissive.compactMap { if case .order(_, let order) = $0 { order } else { nil } }
    }

    var state: FloorState { floor.state }

    func machine(_ id: MachineID) throws -> MachineState { try #require(state.machine(id)) }
    func job(_ number: Int) throws -> Job { try #require(state.jobs[JobID(number: number)]) }

    func prompt(_ kind: PromptKind) throws -> Prompt { try #require(state.prompts.first { $0.kind == kind }) }

    /// What a daemon that starts on this journal knows.
    func restarted(hints: [PrintProgress] = []) -> Scene {
        var state = FloorState()
        for entry in journal { state.evolve(entry.event, at: entry.at) }
        var scene = self
        scene.floor = Floor(description: floor.description, state: state, speed: floor.speed)
        scene.put(.started(version: "test", hints: hints))
        return scene
    }
}
