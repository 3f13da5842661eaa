internal import FloorModel

/// How a process machine runs its recipe.
extension Turn {
    /// Looks at a process machine after its values or the time have changed: interlocks first, then the phase.
    mutating func attend(_ id: MachineID) {
        guard let process = floor.description.machine(id)?.process else { return }
        clearInterlockAlarm(id)
        noticeUnasked(id, process)
        guard floor.observation(of: id).run != nil, state.machine(id)?.packML.isProducing == true else { return }
        if trip(id, process) { return }
        switch machine(id).packML {
        case .execute where floor.observation(of: id).run?.operation == nil: attendManual(id)
        case .execute: stepPhase(id, process)
        case .holding, .held: attendHold(id, process)
        default: break
        }
    }

    /// A drive that is seen turning though nobody here asked for it: at its keypad, or by a welded contactor.
    private mutating func noticeUnasked(_ id: MachineID, _ process: ProcessMachineDescription) {
        let observation = floor.observation(of: id)
        guard observation.run == nil, observation.isAtRest, observation.link.isConnected,
            machine(id).mode != .maintenance, !machine(id).packML.isProducing
        else { return }
        let turning = process.drives.first { drive in
            observation.signal(drive.running.point).map { $0.quality == .good && drive.running.holds(for: $0.value) }
                ?? false
        }
        guard let turning else { return }
        observe(id) { $0.isAtRest = false }
        foundActive(id, detail: "\(turning.name) turns and nothing asked for it")
    }

    // MARK: Starting

    /// Begins a recipe whose material is in the machine.
    mutating func startProcess(_ operation: Operation, _ recipe: Recipe, on id: MachineID) {
        emit(
            .processStarted(
                .init(
                    operation: operation.id, machine: id, recipe: recipe, meterWattHours: floor.meterWattHours(of: id)))
        )
        for code in FaultCode.allCases where code.endsWithTheNextPrint { setAlarm(code, machine: id, nil) }
        move(id, to: .starting, reason: "\(recipe.name) for \(operation.job)")
        let interlocks = floor.description.machine(id)?.process?.interlocks.count ?? 0
        observe(id) {
            $0.isAtRest = false
            $0.run = ProcessRun(operation: operation.id, recipe: recipe, interlocks: interlocks)
        }
        move(id, to: .execute, reason: recipe.title)
        if let process = floor.description.machine(id)?.process { write(process.resets, to: id, process) }
        begin(phase: 0, of: recipe, on: id)
        attend(id)
    }

    private mutating func begin(phase index: Int, of recipe: Recipe, on id: MachineID) {
        guard let operation = machine(id).operation else { preconditionFailure("\(id) runs nothing") }
        emit(.phaseStarted(.init(operation: operation, index: index)))
        observe(id) {
            $0.run?.index = index
            $0.run?.phase = RunningPhase(recipe.phases[index].kind)
        }
    }

    // MARK: Running

    private mutating func stepPhase(_ id: MachineID, _ process: ProcessMachineDescription) {
        let observation = floor.observation(of: id)
        guard let run = observation.run, var phase = run.phase, let recipe = run.recipe else { return }
        let context = PhaseContext(
            machine: process, observation: observation, now: moment.monotonic, speed: floor.speed)
        let outcome = phase.step(context)
        if let open = openInterlock(of: id, process, run, switchingOn: outcome.writes) {
            return trip(id, open.interlock, why: open.why)
        }
        observe(id) { $0.run?.phase = phase }
        if outcome.halts { halt(id, process) }
        write(outcome.writes, to: id, process)
        switch outcome.status {
        case .running: break
        case .done(let results): endPhase(results, run, recipe, on: id)
        case .stuck(let fault): holdForPerson(id, fault)
        case .failed(let fault): failed(id, Fault(fault.code, machine: id, detail: fault.detail), line: nil)
        }
    }

    /// What forbids to switch on what these writes switch on; what is on already was looked at before the phase.
    private func openInterlock(
        of id: MachineID, _ process: ProcessMachineDescription, _ run: ProcessRun, switchingOn writes: [PointWrite]
    ) -> (interlock: Interlock, why: String)? {
        var next = run
        next.note(writes, on: process)
        let starting = next.on.filter { !run.on.contains($0) }
        let observation = floor.observation(of: id)
        for interlock in process.interlocks where interlock.guards.contains(where: starting.contains) {
            guard !process.isOwnDoing(interlock), let why = process.violation(of: interlock, seen: observation)
            else { continue }
            return (interlock, why)
        }
        return nil
    }

    private mutating func endPhase(_ results: [SignalReading], _ run: ProcessRun, _ recipe: Recipe, on id: MachineID) {
        guard let operation = run.operation else { return }
        emit(.phaseEnded(.init(operation: operation, index: run.index, results: results)))
        let next = run.index + 1
        if next < recipe.phases.count {
            begin(phase: next, of: recipe, on: id)
        } else {
            // Done when the machine has confirmed that it is safe to open.
            move(id, to: .completing, reason: "switching off")
            safe(.stop, id)
        }
    }

    /// The machine is seen to be off after its last phase.
    mutating func completedProcess(_ id: MachineID) {
        guard let operation = machine(id).operation else { preconditionFailure("\(id) runs nothing") }
        emit(.operationFinished(.init(operation: operation, meterWattHours: floor.meterWattHours(of: id))))
        move(id, to: .complete, reason: "the recipe is done")
        observe(id) {
            $0.isAtRest = true
            $0.run = nil
        }
        prompt(.collectOutput, id, operation: operation)
    }

    /// Writes leave in the order in which they are decided, each confirmed by the driver.
    mutating func write(_ writes: [PointWrite], to id: MachineID, _ process: ProcessMachineDescription) {
        guard !writes.isEmpty else { return }
        observe(id) { $0.run?.note(writes, on: process) }
        decision.permissive.append(.order(id, .write(writes)))
    }

    /// All drives off at once, within a phase.
    mutating func halt(_ id: MachineID, _ process: ProcessMachineDescription) {
        observe(id) {
            $0.run?.note(process.hold.writes, on: process)
            $0.run?.isHalted = false
        }
        safe(.hold, id)
    }

    // MARK: Holding

    /// Held until a person has mended what is wrong.
    mutating func holdForPerson(_ id: MachineID, _ fault: Fault) {
        setAlarm(fault.code, machine: id, Fault(fault.code, machine: id, detail: fault.detail))
        holdProcess(id, reason: fault.detail)
        prompt(.clearFault, id, operation: machine(id).operation, detail: "\(fault.detail); \(fault.code.remedy)")
    }

    mutating func holdProcess(_ id: MachineID, reason: String) {
        guard let process = floor.description.machine(id)?.process, machine(id).packML == .execute else { return }
        move(id, to: .holding, reason: reason)
        halt(id, process)
        let now = moment.monotonic
        observe(id) { $0.run?.heldSince = now }
    }

    /// A hold that the machine does not confirm, or that lasts too long for hot melt, becomes a stop.
    private mutating func attendHold(_ id: MachineID, _ process: ProcessMachineDescription) {
        guard let since = floor.observation(of: id).run?.heldSince else { return }
        let held = moment.monotonic - since
        if machine(id).packML == .holding, held > process.hold.within {
            stop(id, reason: "the hold was not confirmed in \(process.hold.within.shortText)", by: nil)
        } else if held > process.maximumHold {
            stop(id, reason: "held for more than \(process.maximumHold.shortText)", by: nil)
        }
    }

    /// Goes on where it was held, when nothing forbids it.
    mutating func unholdProcess(_ id: MachineID, reason: String, by person: PersonID?) throws(Refusal) {
        let blocking = floor.blockingInterlocks(of: id)
        guard blocking.isEmpty else {
            throw Refusal(
                .interlockOpen,
                message: "\(id) cannot go on: \(floor.unmetInterlocks(of: id).joined(separator: "; "))",
                remedy: blocking.map(\.interlock.remedy).joined(separator: "; "))
        }
        move(id, to: .unholding, reason: reason, by: person)
        withdrawPrompts(of: id, .clearFault)
        observe(id) {
            $0.run?.heldSince = nil
            $0.run?.phase?.resume()
        }
        move(id, to: .execute, reason: "goes on")
        if let process = floor.description.machine(id)?.process { write(process.resets, to: id, process) }
        setAlarm(.jammed, machine: id, nil)
        attend(id)
    }
}
