import FloorModel

/// One event of every type, with every optional field filled where there is one.
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
            .init(lot: lot, form: .filament, material: "PETG", colour: "white", mass: Milligrams(750_000), by: person)),
        .lotMounted(.init(lot: lot, machine: machine, by: person)),
        .filamentConsumed(.init(lot: lot, operation: operation, mass: Milligrams(1_656), basis: .weighed)),
        .promptRaised(.init(prompt: prompt)),
        .promptAnswered(.init(prompt: prompt.id, choice: "done", mass: Milligrams(1_200), by: person)),
        .promptWithdrawn(.init(prompt: prompt.id)),
        .alarmRaised(.init(alarm: AlarmID(number: 5), fault: fault)),
        .alarmCleared(.init(alarm: AlarmID(number: 5))),
        .alarmAcknowledged(.init(alarm: AlarmID(number: 5), by: person)),
    ]
}
