internal import FloorModel

/// What the core does when a process starts on a journal, and as time passes.
extension Turn {
    /// Nothing is known of any machine: whatever ran is interrupted, and nothing is sent until the drivers report.
    mutating func start(version: String, hints: [PrintProgress]) {
        emit(.daemonStarted(.init(version: version)))
        addAndRemoveMachines()
        for alarm in state.alarms where alarm.isActive { emit(.alarmCleared(.init(alarm: alarm.id))) }
        for machine in state.machines {
            withdrawPrompts(of: machine.id, .machineReady, .machineAsks)
            let hint = hints.first { $0.operation == machine.operation }
            interruptOperation(of: machine.id, line: hint?.acknowledgedLine, reason: "the daemon was restarted")
            if machine.packML.isActing || machine.packML.isProducing {
                if machine.packML != .stopping && machine.packML != .aborting {
                    move(machine.id, to: .stopping, reason: "the daemon was restarted")
                }
                // Nothing can be sent yet, but its state must be confirmed in time all the same.
                watch(machine.id)
            }
        }
        floor.observations.planIsDue = true
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
            if let deadline = observation.safingDeadline, deadline < moment.monotonic {
                observe(machine.id) { $0.safingDeadline = nil }
                let reason = self.machine(machine.id).reason
                setAlarm(
                    .notSafe, machine: machine.id,
                    Fault(
                        .notSafe, machine: machine.id,
                        detail: "requested but not confirmed: heaters off and no motion (\(reason))"))
            }
            markStale(machine, observation)
        }
    }

    private mutating func markStale(_ machine: MachineDescription, _ observation: MachineObservation) {
        guard let printer = machine.printer, let at = observation.signalsAt,
            moment.monotonic - at > printer.staleAfter,
            observation.signals.contains(where: { $0.quality == .good })
        else { return }
        observe(machine.id) { observation in
            for index in observation.signals.indices { observation.signals[index].quality = .stale }
        }
    }

    /// Without a journal nothing new starts and what runs is held.
    mutating func journalChanged(_ fault: Fault?) {
        let wasAvailable = floor.observations.journalFault == nil
        floor.observations.journalFault = fault
        setAlarm(.journalUnavailable, fault)
        if fault != nil && wasAvailable {
            for machine in floor.description.machines where self.machine(machine.id).packML == .execute {
                move(machine.id, to: .holding, reason: "the journal cannot be written")
                safe(.hold, machine.id)
            }
        }
        if fault == nil { for machine in floor.description.machines { settle(machine.id) } }
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
