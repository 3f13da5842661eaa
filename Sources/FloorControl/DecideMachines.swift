internal import FloorModel

/// PackML commands from people.
extension Turn {
    mutating func command(_ command: PackMLCommand, _ id: MachineID, by person: PersonID?) throws(Refusal) {
        _ = try known(id)
        switch command {
        case .stop: stop(id, reason: "stop", by: person)
        case .abort: abort(id, by: person)
        default: try changeState(command, id, by: person)
        }
    }

    func known(_ id: MachineID) throws(Refusal) -> MachineDescription {
        guard let description = floor.description.machine(id) else {
            throw Refusal(.notFound, field: "machine", message: "there is no machine '\(id)' on this floor")
        }
        return description
    }

    private mutating func changeState(_ command: PackMLCommand, _ id: MachineID, by person: PersonID?) throws(Refusal) {
        let machine = machine(id)
        guard floor.observation(of: id).link.isConnected else {
            throw Refusal(
                .stateForbids, message: "the state of \(id) is unknown: it does not answer",
                remedy: FaultCode.linkLost.remedy)
        }
        guard let next = PackML.next(machine.packML, on: command) else {
            throw Refusal(
                .stateForbids,
                message: "\(id) is \(machine.packML.rawValue): '\(command.rawValue)' is not allowed there",
                remedy: "allowed now: \(allowed(in: machine.packML))")
        }
        switch command {
        case .reset: try reset(id, by: person)
        case .hold where floor.observation(of: id).run != nil: holdProcess(id, reason: "hold")
        case .hold:
            move(id, to: next, reason: "hold", by: person)
            safe(.hold, id)
        case .unhold where floor.observation(of: id).run != nil:
            try unholdProcess(id, reason: "unhold", by: person)
        case .unhold:
            move(id, to: next, reason: "unhold", by: person)
            decision.permissive.append(.order(id, .resume))
        case .clear:
            try refuseOpenInterlocks(id, tripping: .abort)
            move(id, to: next, reason: "clear", by: person)
            decision.permissive.append(.order(id, .clear))
        case .start, .complete, .suspend, .unsuspend:
            throw Refusal(
                .stateForbids, message: "'\(command.rawValue)' is not a person's command for \(id)",
                remedy: "submit a job: the floor starts the machine when everything that the job needs is there")
        case .stop, .abort: preconditionFailure("handled by command(_:_:by:)")
        }
    }

    private func allowed(in state: PackMLState) -> String {
        let commands = [PackMLCommand.reset, .stop, .hold, .unhold, .abort, .clear].filter {
            PackML.next(state, on: $0) != nil
        }
        return commands.isEmpty ? "nothing" : commands.map(\.rawValue).joined(separator: ", ")
    }

    /// The person who resets says that the machine is free; a plate that is not clear needs its verdict first.
    private mutating func reset(_ id: MachineID, by person: PersonID?) throws(Refusal) {
        let machine = machine(id)
        guard machine.mode == .production else {
            throw Refusal(
                .stateForbids, message: "\(id) is in \(machine.mode.rawValue) mode",
                remedy: "'machina machine mode \(id) production' first")
        }
        let isLoaded = machine.operation.flatMap { state.operations[$0]?.state } == .pending
        guard !machine.isPlateOccupied || isLoaded else {
            let prompt = state.prompts.first { $0.machine == id && $0.operation != nil }
            throw Refusal(
                .stateForbids, message: "the plate of \(id) is not clear",
                remedy: prompt.map { "clear it, then 'confirm \($0.id)'" } ?? "clear it and answer the prompt of \(id)")
        }
        guard floor.observation(of: id).isAtRest else {
            throw Refusal(
                .stateForbids, message: "\(id) is not at rest yet", remedy: "wait until it has confirmed its stop")
        }
        withdrawPrompts(of: id, .machineReady)
        makeIdle(id, by: person)
    }

    /// Stop is never refused: it is asked of the machine whatever its state is thought to be.
    mutating func stop(_ id: MachineID, reason: String, by person: PersonID?) {
        observe(id) { $0.isReleasedByPerson = false }
        if machine(id).packML == .aborted {
            // It is as safe as it can be made; asked again all the same, since stop is never refused.
            decision.safing.append(SafingEffect(.stop, id))
        } else {
            safe(.stop, id)
        }
        if PackML.next(machine(id).packML, on: .stop) != nil { move(id, to: .stopping, reason: reason, by: person) }
    }

    private mutating func abort(_ id: MachineID, by person: PersonID?) {
        observe(id) { $0.isReleasedByPerson = false }
        safe(.abort, id)
        if PackML.next(machine(id).packML, on: .abort) != nil { move(id, to: .aborting, reason: "abort", by: person) }
    }

    /// A person's word releases a machine that is known to be at rest; given earlier it says nothing about later.
    mutating func makeIdle(_ id: MachineID, by person: PersonID?) {
        guard machine(id).packML == .stopped || machine(id).packML == .complete, machine(id).mode == .production else {
            return
        }
        guard floor.observation(of: id).link.isConnected, floor.observation(of: id).isAtRest else { return }
        observe(id) { $0.isReleasedByPerson = true }
        move(id, to: .resetting, reason: "free to use", by: person)
        move(id, to: .idle, reason: "ready")
    }
}
