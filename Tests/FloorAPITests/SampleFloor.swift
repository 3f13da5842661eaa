import FloorModel

@testable import FloorAPI
@testable import FloorControl

/// A small floor, built by events as the daemon builds it.
enum SampleFloor {
    static let first = MachineID("mk3-1")
    static let second = MachineID("mk3-2")
    static let epoch = WallClock(milliseconds: 1_700_000_000_000)
    static let moment = Moment(monotonic: MonotonicTime(elapsed: .seconds(100)), wallClock: epoch)

    static var description: FloorDescription {
        let printer = PrinterDescription(
            dialect: "auto", baud: 115_200, xMillimetres: Limits(0, 250), yMillimetres: Limits(0, 210),
            zMillimetres: Limits(0, 210), nozzleMillimetres: 0.4, filamentMillimetres: 1.75,
            nozzleMaximumCelsius: 280, bedMaximumCelsius: 110, materials: ["PLA", "PETG"],
            stopWithin: .seconds(5), staleAfter: .seconds(10))
        let type = MachineType(name: "prusa-mk3s", title: "Prusa i3 MK3S+", kind: .printer(printer))
        return FloorDescription(
            site: SiteDescription(id: "leuven", baseURL: nil, timezone: "Europe/Brussels", isVirtual: true),
            broker: nil,
            machines: [first, second].map { MachineDescription(id: $0, type: type, port: "/dev/machina/\($0)") },
            materials: Material.common)
    }

    /// Two printers, new on the floor, of which nothing is known.
    static func new() -> Floor {
        var state = FloorState()
        for machine in [first, second] {
            state.evolve(.machineAdded(.init(machine: machine, type: "prusa-mk3s")), at: epoch)
        }
        return Floor(description: description, state: state)
    }

    /// The same, with both connected and idle and a full white spool of PLA on the first.
    static func ready() -> Floor {
        var floor = new()
        for machine in [first, second] {
            floor.happen(.machineStateChanged(.init(machine: machine, state: .idle, reason: "ready")))
            floor.connect(machine)
        }
        floor.happen(.lotReceived(lot(1, "PLA", "white", grams: 750)))
        floor.happen(.lotMounted(.init(lot: LotID(number: 1), machine: first, by: nil)))
        return floor
    }

    static func lot(_ number: Int, _ material: String, _ colour: String?, grams: Double) -> LotReceived {
        LotReceived(
            lot: LotID(number: number), facts: LotFacts(form: .filament, material: material, colour: colour),
            mass: Milligrams(grams: grams) ?? .zero, by: PersonID("p-1"))
    }

    /// Job `number`, whose operations are numbered on from `firstOperation`.
    static func job(
        _ number: Int, firstOperation: Int? = nil, material: String = "PLA", colour: String? = "white",
        quantity: Int = 1,
        facts: PrintFileFacts = PrintFileFacts(
            lines: 1_000, bytes: 30_000, seconds: 3_600, filamentMillimetres: 1_000, material: "PLA")
    ) -> FloorEvent {
        let order = JobOrder(
            person: PersonID("p-1"), submission: KeyedDigest("s\(number)"), body: KeyedDigest("b\(number)"),
            file: FileDigest(String(repeating: "a", count: 64)), facts: facts, material: material, colour: colour,
            quantity: quantity, due: nil, priority: 5)
        let start = firstOperation ?? number
        return .jobAccepted(
            .init(
                job: JobID(number: number), order: order,
                operations: (start..<(start + quantity)).map { OperationID(number: $0) }))
    }

    static func assignment(_ operation: Int, _ machine: MachineID, lot: Int = 1) -> PlannedAssignment {
        PlannedAssignment(operation: OperationID(number: operation), machine: machine, lot: LotID(number: lot))
    }

    static func started(_ operation: Int, _ machine: MachineID) -> FloorEvent {
        .operationStarted(
            .init(operation: OperationID(number: operation), machine: machine, lot: LotID(number: 1)))
    }

    static func prompt(_ number: Int, _ kind: PromptKind, _ machine: MachineID, operation: Int? = nil) -> FloorEvent {
        .promptRaised(
            .init(
                prompt: Prompt(
                    id: PromptID(number: number), kind: kind, machine: machine,
                    operation: operation.map { OperationID(number: $0) },
                    lot: kind == .mountSpool ? LotID(number: 1) : nil, raisedAt: epoch)))
    }
}

extension Floor {
    mutating func happen(_ event: FloorEvent, at time: WallClock = SampleFloor.epoch) { state.evolve(event, at: time) }

    mutating func observe(_ machine: MachineID, _ change: (inout MachineObservation) -> Void) {
        guard let index = description.machines.firstIndex(where: { $0.id == machine }) else {
            preconditionFailure("no machine \(machine)")
        }
        change(&observations.machines[index])
    }

    mutating func connect(_ machine: MachineID) {
        observe(machine) {
            $0.link = .connected(firmware: "Marlin 2.1")
            $0.isAtRest = true
        }
    }

    var views: FloorViews { FloorViews(self, at: SampleFloor.moment) }
}
