public import FloorModel

extension FloorState {
    /// Applies one event that happened at `time`. Total: an event that was journalled can always be applied.
    public mutating func evolve(_ event: FloorEvent, at time: WallClock) {
        switch event {
        case .daemonStarted: starts += 1
        case .machineAdded, .machineRemoved, .machineStateChanged, .machineModeChanged, .plateCleared:
            evolveMachine(event, at: time)
        case .jobAccepted, .jobHeld, .jobReleased, .jobCancelled, .jobReprinted: evolveJob(event, at: time)
        case .planAdopted(let payload): adopt(payload.assignments)
        case .operationStarted, .operationFinished, .operationInterrupted, .operationEnded:
            evolveOperation(event, at: time)
        case .routeAdopted, .routeAbandoned, .hopperLoaded, .processStarted, .phaseStarted, .phaseEnded:
            evolveRoute(event, at: time)
        case .lotReceived, .lotProduced, .lotMounted, .lotWeighed, .lotMoved, .materialMoved, .filamentConsumed:
            evolveLot(event, at: time)
        case .promptRaised, .promptAnswered, .promptWithdrawn: evolvePrompt(event)
        case .alarmRaised, .alarmCleared, .alarmAcknowledged: evolveAlarm(event, at: time)
        }
    }

    private mutating func evolveMachine(_ event: FloorEvent, at time: WallClock) {
        switch event {
        case .machineAdded(let payload):
            if machine(payload.machine) == nil {
                let index = machines.firstIndex { payload.machine < $0.id } ?? machines.endIndex
                machines.insert(MachineState(id: payload.machine, type: payload.type, since: time), at: index)
            }
            updateMachine(payload.machine) {
                $0.type = payload.type
                $0.isRemoved = false
            }
        case .machineRemoved(let payload): updateMachine(payload.machine) { $0.isRemoved = true }
        case .machineStateChanged(let payload):
            updateMachine(payload.machine) {
                $0.packML = payload.state
                $0.reason = payload.reason
                $0.since = time
            }
        case .machineModeChanged(let payload): updateMachine(payload.machine) { $0.mode = payload.mode }
        case .plateCleared(let payload):
            updateMachine(payload.machine) {
                $0.isPlateOccupied = false
                $0.operation = nil
            }
        default: preconditionFailure("not an event of a machine")
        }
    }

    private mutating func adopt(_ assignments: [PlannedAssignment]) {
        for old in plan { forgetAssignment(of: old.operation) }
        plan = assignments
        for assignment in assignments {
            operations.update(assignment.operation) {
                $0.machine = assignment.machine
                $0.lot = assignment.lot
            }
        }
    }

    private mutating func evolvePrompt(_ event: FloorEvent) {
        switch event {
        case .promptRaised(let payload):
            promptsRaised = payload.prompt.id.number
            prompts.append(payload.prompt)
        case .promptAnswered(let payload): prompts.removeAll { $0.id == payload.prompt }
        case .promptWithdrawn(let payload): prompts.removeAll { $0.id == payload.prompt }
        default: preconditionFailure("not an event of a prompt")
        }
    }

    private mutating func evolveAlarm(_ event: FloorEvent, at time: WallClock) {
        switch event {
        case .alarmRaised(let payload):
            let alarm = Alarm(id: payload.alarm, fault: payload.fault, raisedAt: time)
            if let index = alarms.firstIndex(where: { $0.id == payload.alarm }) {
                alarms[index] = alarm
            } else {
                alarmsRaised = payload.alarm.number
                alarms.append(alarm)
            }
        case .alarmCleared(let payload): updateAlarm(payload.alarm) { $0.isActive = false }
        case .alarmAcknowledged(let payload):
            updateAlarm(payload.alarm) { $0.acknowledgedBy = payload.by ?? PersonID("unknown") }
        default: preconditionFailure("not an event of an alarm")
        }
    }

    /// An alarm leaves the list once its cause is gone and somebody has seen it.
    private mutating func updateAlarm(_ id: AlarmID, _ change: (inout Alarm) -> Void) {
        guard let index = alarms.firstIndex(where: { $0.id == id }) else {
            preconditionFailure("\(id) is not in the list")
        }
        change(&alarms[index])
        if !alarms[index].isActive && alarms[index].acknowledgedBy != nil { alarms.remove(at: index) }
    }
}
