internal import FloorModel

/// What the core does when a process starts on a journal, and as time passes.
extension Turn {
    /// Nothing is known of any machine: whatever ran is interrupted, and nothing is sent until the drivers report.
    mutating func start(version: String, hints: [PrintProgress]) {
        emit(.daemonStarted(.init(version: version)))
        addAndRemoveMachines()
        for alarm in state.alarms where alarm.isActive && !isLatched(alarm) {
            emit(.alarmCleared(.init(alarm: alarm.id)))
        }
        for machine in state.machines {
            withdrawPrompts(of: machine.id, .machineReady, .machineAsks, .clearFault, .loadHopper)
            let hint = hints.first { $0.operation == machine.operation }
            interruptOperation(of: machine.id, line: hint?.acknowledgedLine, reason: "the daemon was restarted")
            guard machine.packML.isActing || machine.packML.isProducing else { continue }
            if machine.packML == .clearing {
                move(machine.id, to: .aborted, reason: "the daemon was restarted")
            } else if machine.packML != .aborting {
                move(machine.id, to: .stopping, reason: "the daemon was restarted")
            }
            // Nothing can be sent yet, but its state must be confirmed in time all the same.
            if index(of: machine.id) != nil { watch(.stop, machine.id) }
        }
        cutOffWhatCannotBegin()
        abandonStarvedRoutes()
        floor.observations.planIsDue = true
    }

    /// Material that was loaded for a recipe or on a machine that is in no file any more must come out again.
    private mutating func cutOffWhatCannotBegin() {
        for machine in state.machines {
            guard let operation = machine.operation.flatMap({ state.operations[$0] }), operation.state == .pending,
                !operation.loaded.isEmpty, recipe(of: operation) == nil || index(of: machine.id) == nil
            else { continue }
            cutOff(operation.id, on: machine.id, line: nil, reason: "its recipe or machine is in no file any more")
        }
    }

    /// A halted firmware stays an alarm until somebody has cleared the machine, an unconfirmed stop until it is safe.
    private func isLatched(_ alarm: Alarm) -> Bool {
        guard let machine = alarm.fault.machine.flatMap({ state.machine($0) }) else { return false }
        // What was not confirmed before is not confirmed by a restart.
        if alarm.fault.code == .notSafe { return machine.packML.isActing || machine.packML.isProducing }
        return alarm.fault.code.isLatched && (machine.packML == .aborted || machine.packML == .aborting)
    }

    private mutating func addAndRemoveMachines() {
        for machine in floor.description.machines {
            let known = state.machine(machine.id)
            if known == nil || known?.isRemoved == true || known?.type != machine.type.name {
                emit(.machineAdded(.init(machine: machine.id, type: machine.type.name)))
            }
        }
        for machine in state.machines where index(of: machine.id) == nil && !machine.isRemoved {
            emit(.machineRemoved(.init(machine: machine.id)))
        }
    }

    mutating func lookAtDeadlines() {
        for machine in floor.description.machines {
            let observation = floor.observation(of: machine.id)
            if let pending = observation.pendingSafing, pending.deadline < moment.monotonic,
                !state.alarms.contains(where: {
                    $0.isActive && $0.fault.code == .notSafe && $0.fault.machine == machine.id
                })
            {
                setAlarm(
                    .notSafe, machine: machine.id,
                    Fault(.notSafe, machine: machine.id, detail: unconfirmedText(machine, observation)))
            }
            markStale(machine, observation)
            attend(machine.id)
        }
        abandonStarvedRoutes()
    }

    /// What was asked of a machine and is not seen, by name where the machine says so much.
    private func unconfirmedText(_ machine: MachineDescription, _ observation: MachineObservation) -> String {
        let seen =
            observation.link.isConnected && !observation.unconfirmed.isEmpty
            ? observation.unconfirmed.joined(separator: ", ")
            : machine.process.map { "\(machine.id) does not answer; wanted \($0.stop.text)" }
                ?? "heaters off and no motion"
        return "requested but not confirmed: \(seen) (\(self.machine(machine.id).reason))"
    }

    private mutating func markStale(_ machine: MachineDescription, _ observation: MachineObservation) {
        guard let at = observation.signalsAt, moment.monotonic - at > machine.staleAfter,
            observation.signals.contains(where: { $0.quality == .good })
        else { return }
        observe(machine.id) { observation in
            for index in observation.signals.indices { observation.signals[index].quality = .stale }
        }
    }

    /// Without a journal nothing new starts and what runs is held.
    mutating func journalChanged(_ fault: Fault?) {
        floor.observations.journalFault = fault
        setAlarm(.journalUnavailable, fault)
        for machine in floor.description.machines {
            if fault != nil {
                holdWithoutJournal(machine.id)
            } else {
                settle(machine.id)
                askAfterOutage(machine.id)
            }
        }
    }

    /// A recipe that was held because nothing could be written goes on when a person says so.
    private mutating func askAfterOutage(_ id: MachineID) {
        guard floor.observation(of: id).run?.operation != nil,
            machine(id).packML == .held || machine(id).packML == .holding
        else { return }
        prompt(
            .clearFault, id, operation: machine(id).operation,
            detail: "\(machine(id).reason); look at the machine, then let it go on")
    }

    /// What begins or goes on while nothing can be written down is held as soon as it runs.
    mutating func holdWithoutJournal(_ id: MachineID) {
        if floor.observations.journalFault != nil { holdWhatRuns(on: id, reason: "the journal cannot be written") }
    }

    mutating func holdWhatRuns(on id: MachineID, reason: String) {
        guard machine(id).packML == .execute else { return }
        if floor.observation(of: id).run != nil { return holdProcess(id, reason: reason) }
        move(id, to: .holding, reason: reason)
        safe(.hold, id)
    }

    /// No printer is left printing without an owner.
    mutating func close() {
        floor.observations.isClosing = true
        for machine in floor.description.machines where self.machine(machine.id).packML.isProducing {
            stop(machine.id, reason: "the daemon is ending", by: nil)
        }
    }

    mutating func orderRefused(by id: MachineID) {
        guard index(of: id) != nil else { return }
        let fault = Fault(.driverOverloaded, machine: id, detail: "an order was not taken")
        setAlarm(.driverOverloaded, machine: id, fault)
        guard machine(id).packML.isProducing || machine(id).packML == .clearing else { return }
        interruptOperation(of: id, line: nil, reason: fault.detail)
        move(id, to: .stopping, reason: fault.detail)
        safe(.stop, id)
    }
}

extension SafeState {
    /// `screw_state == 0, puller_state == 0`
    fileprivate var text: String { confirmedBy.map(\.description).joined(separator: ", ") }
}
