import FloorModel

/// One event of every type, with every optional field filled that version 1 had when the type came into being.
/// `later` has the fields that were added since, and what an event says without its optional ones.
enum SampleEvents {
    private static let job = JobID(number: 1)
    private static let operation = OperationID(number: 2)
    private static let lot = LotID(number: 3)
    private static let machine = MachineID("mk3-1")
    private static let person = PersonID("p-00112233aabbccdd")
    private static let changed = JobChanged(job: job, by: person)
    private static let fault = Fault(
        .thermalFault, machine: machine, detail: "Error:Thermal Runaway, system stopped! Heater_ID: 0")

    private static let order = JobOrder(
        person: person, submission: KeyedDigest(String(repeating: "1a", count: 32)),
        body: KeyedDigest(String(repeating: "2b", count: 32)), file: FileDigest(String(repeating: "3c", count: 32)),
        facts: PrintFileFacts(
            lines: 1234, bytes: 45_678, seconds: 420.5, filamentMillimetres: 542.1, material: "PETG",
            nozzleMillimetres: 0.4, xMillimetres: Limits(73.5, 126.5), yMillimetres: Limits(0, 119),
            zMillimetres: Limits(0.35, 20), nozzleMaximumCelsius: 245, bedMaximumCelsius: 85), material: "PETG",
        colour: "white", quantity: 1, due: WallClock(milliseconds: 1_800_000_000_000), priority: 7)

    private static let prompt = Prompt(
        id: PromptID(number: 4), kind: .interrupted, machine: machine, job: job, operation: operation, lot: lot,
        detail: "line 17 of 1234 was the last acknowledged", raisedAt: WallClock(milliseconds: 1_790_000_000_123))

    private static let shredder = MachineID("shred-1")
    private static let scale = SensorID("bench")

    /// Every fact that a lot may have.
    private static let flake = LotFacts(
        form: .flake, material: "PLA", colour: "white", source: .postConsumer, grade: "A", generation: 1,
        moisturePPM: 250, origin: "beach clean-up", tare: Milligrams(150_500), location: "shelf B2")

    /// Second samples of version 1, `Golden/<type>.1-<name>.json`.
    static let later: [(name: String, event: FloorEvent)] = [
        ("facts", .lotReceived(.init(lot: lot, facts: flake, mass: Milligrams(500_000), by: nil))),
        (
            "shares",
            .promptRaised(
                .init(
                    prompt: Prompt(
                        id: PromptID(number: 4), kind: .loadHopper, machine: shredder, job: job, operation: operation,
                        shares: [LotShare(lot, Milligrams(500_000))],
                        raisedAt: WallClock(milliseconds: 1_790_000_000_123))))
        ),
        (
            "weights",
            .promptAnswered(
                .init(
                    prompt: prompt.id, choice: "good",
                    weights: AnswerWeights(
                        product: Milligrams(480_000), scrap: Milligrams(5_000), left: Milligrams(10_000), scale: scale),
                    by: person))
        ),
        (
            "bare",
            .materialMoved(
                .init(
                    movements: [
                        Movement(Milligrams(1), from: .outside, to: .difference, .adjusted),
                        Movement(Milligrams(2), from: .untraced, to: .disposed, .disposed),
                    ], basis: .estimated))
        ),
        (
            "bare",
            .lotProduced(
                .init(
                    lot: lot, facts: LotFacts(form: .part, material: "PLA"), operation: operation, parents: [],
                    isDried: false))
        ),
        (
            "bare",
            .processStarted(.init(operation: operation, machine: shredder, recipe: SampleRecipe.bare))
        ),
        (
            "meter",
            .processStarted(
                .init(operation: operation, machine: shredder, recipe: SampleRecipe.bare, meterWattHours: 1_234_567))
        ),
        ("meter", .operationFinished(.init(operation: operation, meterWattHours: 1_235_067))),
        (
            "meter",
            .operationInterrupted(
                .init(operation: operation, acknowledgedLine: nil, reason: "stop", meterWattHours: 1_235_067))
        ),
        (
            "handover",
            .materialMoved(
                .init(
                    movements: [Movement(Milligrams(38_000), from: .lot(lot), to: .outside, .handedOver)],
                    basis: .weighed))
        ),
    ]

    static let all: [FloorEvent] = [
        .daemonStarted(.init(version: "0.1.0")),
        .machineAdded(.init(machine: machine, type: "prusa-mk3s")),
        .machineRemoved(.init(machine: machine)),
        .machineStateChanged(.init(machine: machine, state: .stopping, reason: "stop", by: person)),
        .jobAccepted(.init(job: job, order: order, operations: [operation])),
        .jobHeld(changed), .jobReleased(changed), .jobCancelled(changed),
        .jobReprinted(.init(job: job, operations: [operation], by: person)),
        .planAdopted(.init(assignments: [.init(operation: operation, machine: machine, lot: lot)])),
        .operationStarted(.init(operation: operation, machine: machine, lot: lot)),
        .operationFinished(.init(operation: operation)),
        .operationInterrupted(.init(operation: operation, acknowledgedLine: 17, reason: "the daemon was restarted")),
        .operationEnded(.init(operation: operation, outcome: .completed, by: person)),
        .plateCleared(.init(machine: machine, by: person)),
        .lotReceived(
            .init(
                lot: lot, facts: LotFacts(form: .filament, material: "PETG", colour: "white"),
                mass: Milligrams(750_000), by: person)),
        .lotMounted(.init(lot: lot, machine: machine, by: person)),
        .filamentConsumed(.init(lot: lot, operation: operation, mass: Milligrams(1_656), basis: .weighed)),
        .lotProduced(
            .init(
                lot: lot, facts: flake, operation: operation,
                parents: [LotShare(LotID(number: 1), Milligrams(500_000))],
                isDried: true)),
        .lotWeighed(.init(lot: lot, net: Milligrams(481_250), scale: scale, by: person)),
        .lotMoved(.init(lot: lot, location: "shelf B2", by: person)),
        .materialMoved(
            .init(
                movements: [
                    Movement(Milligrams(480_000), from: .machine(shredder), to: .lot(lot), .produced),
                    Movement(Milligrams(20_000), from: .machine(shredder), to: .loss, .lost),
                ], operation: operation, by: person, scale: scale, adjustment: .spilled, basis: .weighed)),
        .machineModeChanged(.init(machine: shredder, mode: .maintenance, by: person)),
        .routeAdopted(
            .init(
                job: job,
                steps: [
                    RouteStep(
                        operation: operation, recipe: "shred/pla", process: .shred, machine: shredder,
                        mass: Milligrams(500_000), inputs: [LotShare(lot, Milligrams(500_000))],
                        after: OperationID(number: 1))
                ])),
        .routeAbandoned(.init(operations: [operation], reason: "lot-1 was disposed of")),
        .hopperLoaded(
            .init(operation: operation, machine: shredder, shares: [LotShare(lot, Milligrams(500_000))], by: person)),
        .processStarted(.init(operation: operation, machine: shredder, recipe: SampleRecipe.everyPhase)),
        .phaseStarted(.init(operation: operation, index: 0)),
        .phaseEnded(
            .init(
                operation: operation, index: 0,
                results: [SignalReading(name: "drive_current", value: 1.25, unit: .ampere)])),
        .promptRaised(.init(prompt: prompt)),
        .promptAnswered(
            .init(prompt: prompt.id, choice: "done", weights: AnswerWeights(product: Milligrams(1_200)), by: person)),
        .promptWithdrawn(.init(prompt: prompt.id)),
        .alarmRaised(.init(alarm: AlarmID(number: 5), fault: fault)),
        .alarmCleared(.init(alarm: AlarmID(number: 5))),
        .alarmAcknowledged(.init(alarm: AlarmID(number: 5), by: person)),
    ]
}
