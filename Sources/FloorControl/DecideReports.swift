internal import FloorModel

/// What the core makes of a machine's reports.
extension Turn {
    mutating func take(_ report: MachineReport, from id: MachineID) {
        switch report {
        case .connected(let firmware, let found): connected(id, firmware: firmware, found: found)
        case .active(let detail): foundActive(id, detail: detail)
        case .disconnected(let fault, let line): disconnected(id, fault, line: line)
        case .started(let operation): started(operation, on: id)
        case .held: held(id)
        case .resumed: resumed(id)
        case .completed(let operation): completed(operation, on: id)
        case .stopped(let line): stopped(id, line: line)
        case .aborted(let line): aborted(id, line: line)
        case .cleared: cleared(id)
        case .failed(let fault, let line): failed(id, fault, line: line)
        case .progress(let progress): observe(id) { $0.progress = progress }
        case .signals(let readings): record(readings, from: id)
        case .needsPerson(let text):
            prompt(.machineAsks, id, operation: machine(id).operation, detail: text)
        case .personDone: withdrawPrompts(of: id, .machineAsks)
        case .unconfirmed(let conditions): observe(id) { $0.unconfirmed = conditions }
        }
    }

    private mutating func record(_ readings: [SignalReading], from id: MachineID) {
        let now = moment.monotonic
        observe(id) { $0.record(readings, at: now) }
        attend(id)
    }

    /// A firmware that pauses by itself is Held too: it does not go on before somebody says so.
    private mutating func held(_ id: MachineID) {
        // A process machine is halted within a phase too, and goes on by itself.
        let isProcess = floor.description.machine(id)?.process != nil
        observe(id) {
            $0.run?.isHalted = true
            $0.unconfirmed = []
        }
        if machine(id).packML == .execute, !isProcess { move(id, to: .holding, reason: "the firmware paused") }
        if machine(id).packML == .holding { move(id, to: .held, reason: machine(id).reason) }
    }

    private mutating func resumed(_ id: MachineID) {
        if machine(id).packML == .held { move(id, to: .unholding, reason: "the firmware went on") }
        if machine(id).packML == .unholding { move(id, to: .execute, reason: "resumed") }
        holdWithoutJournal(id)
    }

    /// The firmware is back; what it is found to be doing is reported next.
    private mutating func cleared(_ id: MachineID) {
        guard machine(id).packML == .clearing else { return }
        confirmSafing(id)
        for code in FaultCode.allCases where code.isLatched { setAlarm(code, machine: id, nil) }
        move(id, to: .stopped, reason: "cleared")
    }

    private mutating func connected(_ id: MachineID, firmware: String, found: FoundCondition) {
        observe(id) {
            $0.link = .connected(firmware: firmware)
            $0.isAtRest = found == .atRest
            $0.isReleasedByPerson = false
            $0.run = nil
        }
        setAlarm(.linkLost, machine: id, nil)
        setAlarm(.portUnavailable, machine: id, nil)
        withdrawPrompts(of: id, .machineAsks)
        interruptOperation(of: id, line: nil, reason: "the machine was found anew")
        switch found {
        case .atRest:
            confirmSafing(id)
            foundAtRest(id)
        case .active(let detail): foundActive(id, detail: detail)
        }
    }

    /// Running, and nobody here asked for it: a safing stop.
    mutating func foundActive(_ id: MachineID, detail: String) {
        let state = machine(id).packML
        if state != .stopping && state != .aborting && state != .aborted {
            interruptOperation(of: id, line: nil, reason: "the machine was found anew")
            move(id, to: .stopping, reason: "found active: \(detail)")
        }
        observe(id) { $0.isReleasedByPerson = false }
        safe(.stop, id)
    }

    /// A finished print still waits for its verdict, and an abort for its `clear`; anything else is Stopped now.
    private mutating func foundAtRest(_ id: MachineID) {
        switch machine(id).packML {
        case .stopped, .aborted: break
        case .complete where machine(id).isPlateOccupied: break
        case .aborting, .clearing: move(id, to: .aborted, reason: machine(id).reason)
        default: move(id, to: .stopped, reason: "found at rest")
        }
        settle(id)
    }

    private mutating func disconnected(_ id: MachineID, _ fault: Fault, line: Int?) {
        observe(id) {
            $0.link = .disconnected(fault)
            $0.isAtRest = false
            $0.isReleasedByPerson = false
            $0.run = nil
            $0.signals = $0.signals.map { reading in
                var reading = reading
                reading.quality = .stale
                return reading
            }
        }
        // One alarm for one loss: that the port cannot be opened again says nothing new.
        let isKnown = state.alarms.contains {
            $0.isActive && $0.fault.machine == id && ($0.fault.code == .linkLost || $0.fault.code == .portUnavailable)
        }
        if !isKnown { setAlarm(fault.code, machine: id, fault) }
        withdrawPrompts(of: id, .machineAsks, .machineReady, .clearFault, .loadHopper)
        let state = machine(id).packML
        interruptOperation(of: id, line: line, reason: fault.detail)
        if state == .clearing { return move(id, to: .aborted, reason: "link lost: \(fault.detail)") }
        guard state.isActing || state.isProducing else { return }
        if state != .stopping && state != .aborting { move(id, to: .stopping, reason: "link lost: \(fault.detail)") }
        safe(.stop, id)
    }

    private mutating func started(_ operation: OperationID, on id: MachineID) {
        observe(id) { $0.isAtRest = false }
        guard machine(id).operation == operation, machine(id).packML == .starting else {
            // Whatever it has begun, the floor does not want it any more.
            if !machine(id).packML.isProducing { safe(.stop, id) }
            return
        }
        for code in FaultCode.allCases where code.endsWithTheNextPrint { setAlarm(code, machine: id, nil) }
        move(id, to: .execute, reason: "printing")
        holdWithoutJournal(id)
        // The hold came while it was starting.
        if let job = state.operations[operation]?.job, state.jobs[job]?.isHeld == true {
            holdWhatRuns(on: id, reason: "hold")
        }
    }

    private mutating func completed(_ operation: OperationID, on id: MachineID) {
        guard machine(id).operation == operation, state.operations[operation]?.state == .running else { return }
        if machine(id).packML == .starting { move(id, to: .execute, reason: "printing") }
        move(id, to: .completing, reason: "every line is executed")
        emit(.operationFinished(.init(operation: operation)))
        move(id, to: .complete, reason: "the print is done")
        withdrawPrompts(of: id, .machineAsks)
        observe(id) { $0.isAtRest = true }
        prompt(.plateClear, id, operation: operation)
    }

    private mutating func stopped(_ id: MachineID, line: Int?) {
        if machine(id).packML == .completing, floor.description.machine(id)?.process != nil {
            confirmSafing(id)
            return completedProcess(id)
        }
        if floor.observation(of: id).pendingSafing?.command != .abort { confirmSafing(id) }
        interruptOperation(of: id, line: line, reason: machine(id).reason)
        observe(id) {
            $0.isAtRest = true
            $0.run = nil
        }
        switch machine(id).packML {
        case .stopped, .aborting, .aborted: break
        case .clearing: move(id, to: .aborted, reason: "stopped before it was cleared")
        case .stopping: move(id, to: .stopped, reason: machine(id).reason)
        default: move(id, to: .stopped, reason: "stopped")
        }
        settle(id)
    }

    private mutating func aborted(_ id: MachineID, line: Int?) {
        confirmSafing(id)
        observe(id) { $0.run = nil }
        interruptOperation(of: id, line: line, reason: machine(id).reason)
        if machine(id).packML != .aborted {
            if machine(id).packML != .aborting { move(id, to: .aborting, reason: "the firmware halted") }
            move(id, to: .aborted, reason: machine(id).reason)
        }
    }

    mutating func failed(_ id: MachineID, _ fault: Fault, line: Int?) {
        setAlarm(fault.code, machine: id, fault)
        interruptOperation(of: id, line: line, reason: fault.detail)
        switch fault.code {
        case .firmwareHalted, .thermalFault:
            if machine(id).packML != .aborted {
                if machine(id).packML != .aborting { move(id, to: .aborting, reason: fault.detail) }
                safe(.abort, id)
            }
        default:
            stop(id, reason: fault.detail, by: nil)
        }
    }

    /// The machine has answered to what was asked of it for safety's sake.
    private mutating func confirmSafing(_ id: MachineID) {
        observe(id) {
            $0.pendingSafing = nil
            $0.unconfirmed = []
        }
        setAlarm(.notSafe, machine: id, nil)
    }

    /// Ends what the machine was running: interrupted, or cancelled when its job is.
    mutating func interruptOperation(of id: MachineID, line: Int?, reason: String) {
        guard let operation = machine(id).operation, state.operations[operation]?.state == .running else { return }
        cutOff(operation, on: id, line: line, reason: reason)
    }

    /// An operation ends before its time; what is in the machine or on its plate waits for a person's verdict.
    mutating func cutOff(_ operation: OperationID, on id: MachineID, line: Int?, reason: String) {
        withdrawPrompts(of: id, .machineAsks, .clearFault)
        let acknowledged =
            line
            ?? floor.observation(of: id).progress.flatMap {
                $0.operation == operation ? $0.acknowledgedLine : nil
            }
        emit(
            .operationInterrupted(
                .init(
                    operation: operation, acknowledgedLine: acknowledged, reason: reason,
                    meterWattHours: floor.meterWattHours(of: id))))
        if state.operations[operation]?.isPrint == false {
            return prompt(.emptyMachine, id, operation: operation, detail: loadedText(operation))
        }
        if let job = state.operations[operation]?.job, state.jobs[job]?.state == .cancelled {
            emit(.operationEnded(.init(operation: operation, outcome: .cancelled, by: nil)))
        }
        prompt(
            .interrupted, id, operation: operation,
            detail: acknowledged.map { "line \($0) of \(state.lines(of: operation)) was the last acknowledged" })
    }

    /// A machine that is stopped, at rest and free goes to Idle once a person has said that it may.
    mutating func settle(_ id: MachineID) {
        let machine = machine(id)
        let observation = floor.observation(of: id)
        guard machine.packML == .stopped, observation.link.isConnected, observation.isAtRest else { return }
        if let kind = verdictPrompt(of: machine) {
            prompt(kind, id, operation: machine.operation)
        } else if machine.mode != .production {
            return
        } else if !observation.isReleasedByPerson {
            prompt(.machineReady, id)
        } else if floor.observations.journalFault == nil {
            move(id, to: .resetting, reason: "free to use")
            move(id, to: .idle, reason: "ready")
        }
    }
}

extension Turn {
    /// What must be asked of a person before a machine with something on it or in it may be used again.
    private func verdictPrompt(of machine: MachineState) -> PromptKind? {
        guard machine.isPlateOccupied else { return nil }
        guard let operation = machine.operation.flatMap({ state.operations[$0] }), !operation.isPrint else {
            let isDone = machine.operation.flatMap { state.operations[$0]?.state } == .awaitingVerdict
            return isDone ? .plateClear : .interrupted
        }
        return switch operation.state {
        // Loaded and not begun: it may start when a person has released the machine.
        case .pending: nil
        case .awaitingVerdict: .collectOutput
        default: .emptyMachine
        }
    }

    private func loadedText(_ operation: OperationID) -> String? {
        guard let loaded = state.operations[operation]?.loaded, !loaded.isEmpty else { return nil }
        return "loaded were " + loaded.map { "\($0.mass) of \($0.lot)" }.joined(separator: ", ")
    }
}

extension MachineObservation {
    mutating func record(_ readings: [SignalReading], at time: MonotonicTime) {
        for reading in readings {
            if let index = signals.firstIndex(where: { $0.name == reading.name }) {
                signals[index] = reading
            } else {
                signals.append(reading)
            }
        }
        signals.sort { $0.name < $1.name }
        signalsAt = time
    }
}

extension FloorState {
    /// Lines that a machine is sent for an operation.
    func lines(of operation: OperationID) -> Int {
        operations[operation].flatMap { jobs[$0.job]?.order.facts.lines } ?? 0
    }
}
