public import FloorModel

extension Floor {
    /// Decides what follows from one input: events, safing effects that leave at once, and permissive effects
    /// that leave after the events are committed. Returns what was also applied to this floor.
    public mutating func decide(_ input: FloorInput, at moment: Moment) -> Decision {
        var turn = Turn(floor: self, moment: moment)
        switch input {
        case .started(let version, let hints): turn.start(version: version, hints: hints)
        case .machine(let machine, let report):
            if turn.index(of: machine) != nil { turn.take(report, from: machine) }
        case .request(let request, let token):
            let reply = turn.answer(request)
            if let token { turn.decision.permissive.append(.reply(token, reply)) }
        case .planProposed(let plan): turn.consider(plan)
        case .sensor(let sensor, let readings): turn.take(readings, from: sensor)
        case .broker(let fault):
            turn.setAlarm(.brokerUnavailable, fault)
            if fault != nil { turn.floor.observations.loseSensors() }
        case .journal(let fault): turn.journalChanged(fault)
        case .chain(let fault): turn.chainChanged(fault)
        case .orderRefused(let machine): turn.orderRefused(by: machine)
        case .closing: turn.close()
        case .tick: turn.lookAtDeadlines()
        }
        turn.dispatch()
        turn.askPlanner()
        self = turn.floor
        return turn.decision
    }
}

/// One input being decided: the floor as it changes, and what has been decided so far.
struct Turn {
    var floor: Floor
    let moment: Moment
    var decision = Decision()

    var state: FloorState { floor.state }

    /// Records that something has happened and applies it.
    mutating func emit(_ event: FloorEvent) {
        floor.state.evolve(event, at: moment.wallClock)
        decision.events.append(event)
        if event.bearsOnPlan { floor.observations.planIsDue = true }
    }

    func index(of machine: MachineID) -> Int? { floor.description.machines.firstIndex { $0.id == machine } }

    /// The state of a machine that is in the floor file; it was added when the daemon started.
    func machine(_ id: MachineID) -> MachineState {
        guard let machine = state.machine(id) else { preconditionFailure("machine \(id) was never added") }
        return machine
    }

    mutating func observe(_ machine: MachineID, _ change: (inout MachineObservation) -> Void) {
        guard let index = index(of: machine) else { preconditionFailure("machine \(machine) is not of this floor") }
        change(&floor.observations.machines[index])
    }

    mutating func move(_ machine: MachineID, to packML: PackMLState, reason: String, by: PersonID? = nil) {
        emit(.machineStateChanged(.init(machine: machine, state: packML, reason: reason, by: by)))
    }

    /// Sends a safing command now. A stop or an abort must be confirmed in time; a hold may take as long as the
    /// heat-up that it interrupts.
    mutating func safe(_ command: SafingCommand, _ machine: MachineID) {
        decision.safing.append(SafingEffect(command, machine))
        if command != .hold { watch(command, machine) }
    }

    /// From now on the machine has so long to confirm that it is safe. Asking again gives it no more time.
    mutating func watch(_ command: SafingCommand, _ machine: MachineID) {
        guard let description = floor.description.machine(machine) else { return }
        let deadline = moment.monotonic + description.confirms(abort: command == .abort)
        observe(machine) {
            let pending = $0.pendingSafing
            $0.pendingSafing = PendingSafing(
                command: max(command, pending?.command ?? command),
                deadline: min(deadline, pending?.deadline ?? deadline))
        }
    }

    /// Raises an alarm once per code and machine while it is active, or clears it when `fault` is nil.
    mutating func setAlarm(_ code: FaultCode, machine: MachineID? = nil, _ fault: Fault?) {
        let active = state.alarms.first { $0.isActive && $0.fault.code == code && $0.fault.machine == machine }
        switch (active, fault) {
        case (nil, let fault?):
            // One that nobody has seen yet comes back under its old number: a loose cable makes one alarm, not many.
            let unseen = state.alarms.first { $0.fault.code == code && $0.fault.machine == machine }
            let id = unseen?.id ?? AlarmID(number: state.alarmsRaised + 1)
            emit(.alarmRaised(.init(alarm: id, fault: fault)))
        case (let alarm?, nil): emit(.alarmCleared(.init(alarm: alarm.id)))
        default: break
        }
    }

    /// Machines carry on whatever the provenance log does: what it is to hold waits beside the journal.
    mutating func chainChanged(_ fault: Fault?) {
        for code in [FaultCode.chainMismatch, .chainUnavailable] {
            setAlarm(code, fault?.code == code ? fault : nil)
        }
    }

    mutating func prompt(
        _ kind: PromptKind, _ machine: MachineID, operation: OperationID? = nil, lot: LotID? = nil,
        shares: [LotShare]? = nil, detail: String? = nil
    ) {
        guard !state.prompts.contains(where: { $0.machine == machine && $0.kind == kind }) else { return }
        emit(
            .promptRaised(
                .init(
                    prompt: Prompt(
                        id: PromptID(number: state.promptsRaised + 1), kind: kind, machine: machine,
                        job: operation.flatMap { state.operations[$0]?.job }, operation: operation, lot: lot,
                        shares: shares, detail: detail, raisedAt: moment.wallClock))))
    }

    /// A sensor's latest values; nothing rests on them before a person or a scale's weighing asks for them.
    mutating func take(_ readings: [SignalReading], from sensor: SensorID) {
        guard let index = floor.description.sensors.firstIndex(where: { $0.id == sensor }) else { return }
        floor.observations.sensors[index].record(readings, at: moment.monotonic)
    }

    mutating func withdrawPrompts(of machine: MachineID, _ kinds: PromptKind...) {
        for prompt in state.prompts where prompt.machine == machine && kinds.contains(prompt.kind) {
            emit(.promptWithdrawn(.init(prompt: prompt.id)))
        }
    }
}

extension FloorEvent {
    /// Whether a plan made before this event may be wrong after it.
    fileprivate var bearsOnPlan: Bool {
        switch self {
        case .jobAccepted, .jobHeld, .jobReleased, .jobCancelled, .jobReprinted, .operationStarted, .operationEnded,
            .operationInterrupted, .lotReceived, .lotProduced, .lotMounted, .materialMoved, .filamentConsumed,
            .machineAdded, .machineRemoved, .machineModeChanged, .plateCleared, .routeAbandoned:
            true
        case .routeAdopted, .hopperLoaded, .processStarted, .phaseStarted, .phaseEnded, .lotWeighed, .lotMoved,
            .daemonStarted, .machineStateChanged, .planAdopted, .operationFinished, .promptRaised, .promptAnswered,
            .promptWithdrawn, .alarmRaised, .alarmCleared, .alarmAcknowledged:
            false
        }
    }
}
