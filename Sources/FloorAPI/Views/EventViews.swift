public import FloorAPITypes
public import FloorControl
internal import FloorModel

extension EventView {
    /// What a committed event tells those who watch; nothing personal and no keyed digest leaves with it.
    public init(_ journalled: JournalledEvent) {
        var payload = EventPayload()
        payload.take(journalled.event)
        self.init(
            sequence: journalled.sequence, at: UTCTime(journalled.at), type: journalled.event.name, payload: payload)
    }
}

extension FloorEvent {
    /// The case in snake_case: `job_accepted`.
    var name: String {
        let label = Mirror(reflecting: self).children.first?.label ?? "unknown"
        return label.reduce(into: "") { name, character in
            if character.isUppercase { name += "_" }
            name += character.lowercased()
        }
    }
}

extension EventPayload {
    fileprivate mutating func take(_ event: FloorEvent) {
        switch event {
        case .daemonStarted(let started): version = started.version
        case .machineAdded(let added): machine = added.machine
        case .machineRemoved(let removed): machine = removed.machine
        case .machineStateChanged(let changed):
            (machine, state, reason, by) = (changed.machine, changed.state.rawValue, changed.reason, changed.by)
        case .plateCleared(let cleared): (machine, by) = (cleared.machine, cleared.by)
        case .jobAccepted, .jobHeld, .jobReleased, .jobCancelled, .jobReprinted: takeJob(event)
        case .planAdopted(let adopted): count = adopted.assignments.count
        case .operationStarted, .operationFinished, .operationInterrupted, .operationEnded: takeOperation(event)
        case .lotReceived, .lotMounted, .filamentConsumed: takeLot(event)
        case .promptRaised, .promptAnswered, .promptWithdrawn: takePrompt(event)
        case .alarmRaised, .alarmCleared, .alarmAcknowledged: takeAlarm(event)
        }
    }

    private mutating func takeJob(_ event: FloorEvent) {
        switch event {
        case .jobAccepted(let accepted):
            (job, count, by) = (accepted.job, accepted.operations.count, accepted.order.person)
        case .jobHeld(let changed), .jobReleased(let changed), .jobCancelled(let changed):
            (job, by) = (changed.job, changed.by)
        case .jobReprinted(let again): (job, count, by) = (again.job, again.operations.count, again.by)
        default: preconditionFailure("not an event of a job")
        }
    }

    private mutating func takeOperation(_ event: FloorEvent) {
        switch event {
        case .operationStarted(let started):
            (operation, machine, lot) = (started.operation, started.machine, started.lot)
        case .operationFinished(let finished): operation = finished.operation
        case .operationInterrupted(let cut):
            (operation, acknowledgedLine, reason) = (cut.operation, cut.acknowledgedLine, cut.reason)
        case .operationEnded(let ended):
            (operation, state, by) = (ended.operation, ended.outcome.rawValue, ended.by)
        default: preconditionFailure("not an event of an operation")
        }
    }

    private mutating func takeLot(_ event: FloorEvent) {
        switch event {
        case .lotReceived(let received): (lot, massG, by) = (received.lot, received.mass.grams, received.by)
        case .lotMounted(let mounted): (lot, machine, by) = (mounted.lot, mounted.machine, mounted.by)
        case .filamentConsumed(let consumed):
            (lot, operation, massG) = (consumed.lot, consumed.operation, consumed.mass.grams)
            reason = consumed.basis.rawValue
        default: preconditionFailure("not an event of a lot")
        }
    }

    private mutating func takePrompt(_ event: FloorEvent) {
        switch event {
        case .promptRaised(let raised):
            (prompt, machine, job) = (raised.prompt.id, raised.prompt.machine, raised.prompt.job)
            (operation, lot, reason) = (raised.prompt.operation, raised.prompt.lot, raised.prompt.kind.rawValue)
        case .promptAnswered(let answered):
            (prompt, choice, massG, by) = (answered.prompt, answered.choice, answered.mass?.grams, answered.by)
        case .promptWithdrawn(let withdrawn): prompt = withdrawn.prompt
        default: preconditionFailure("not an event of a prompt")
        }
    }

    private mutating func takeAlarm(_ event: FloorEvent) {
        switch event {
        case .alarmRaised(let raised):
            (alarm, machine, reason) = (raised.alarm, raised.fault.machine, raised.fault.code.name)
        case .alarmCleared(let cleared): alarm = cleared.alarm
        case .alarmAcknowledged(let seen): (alarm, by) = (seen.alarm, seen.by)
        default: preconditionFailure("not an event of an alarm")
        }
    }
}
