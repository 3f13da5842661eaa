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
        case .machineModeChanged(let changed): (machine, mode, by) = (changed.machine, changed.mode, changed.by)
        case .jobAccepted, .jobHeld, .jobReleased, .jobCancelled, .jobReprinted: takeJob(event)
        case .planAdopted(let adopted): count = adopted.assignments.count
        case .operationStarted, .operationFinished, .operationInterrupted, .operationEnded: takeOperation(event)
        case .lotReceived, .lotMounted, .lotProduced, .lotWeighed, .lotMoved, .filamentConsumed: takeLot(event)
        case .materialMoved(let moved): take(moved)
        case .routeAdopted, .routeAbandoned, .hopperLoaded, .processStarted, .phaseStarted, .phaseEnded:
            takeRoute(event)
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
        case .lotReceived(let received):
            (lot, massG, by) = (received.lot, received.mass.grams, received.by)
            (form, material, location) = (received.form, received.material, received.location)
        case .lotProduced(let produced):
            (lot, operation) = (produced.lot, produced.operation)
            (form, material, location) = (produced.facts.form, produced.facts.material, produced.facts.location)
            shares = produced.parents.map(LotShareView.init)
        case .lotWeighed(let weighed):
            (lot, massG, scale, by) = (weighed.lot, weighed.net.grams, weighed.scale, weighed.by)
        case .lotMoved(let moved): (lot, location, by) = (moved.lot, moved.location, moved.by)
        case .lotMounted(let mounted): (lot, machine, by) = (mounted.lot, mounted.machine, mounted.by)
        case .filamentConsumed(let consumed):
            (lot, operation, massG) = (consumed.lot, consumed.operation, consumed.mass.grams)
            (basis, reason) = (consumed.basis, consumed.basis.rawValue)
        default: preconditionFailure("not an event of a lot")
        }
    }

    private mutating func take(_ moved: MaterialMoved) {
        movements = moved.movements.map(MovementView.init)
        (operation, by, scale) = (moved.operation, moved.by, moved.scale)
        (adjustment, basis) = (moved.adjustment, moved.basis)
    }

    private mutating func takeRoute(_ event: FloorEvent) {
        switch event {
        case .routeAdopted(let adopted): (job, operations) = (adopted.job, adopted.steps.map(\.operation))
        case .routeAbandoned(let abandoned): (operations, reason) = (abandoned.operations, abandoned.reason)
        case .hopperLoaded(let loaded):
            (operation, machine, by) = (loaded.operation, loaded.machine, loaded.by)
            shares = loaded.shares.map(LotShareView.init)
        case .processStarted(let started):
            (operation, machine, recipe) = (started.operation, started.machine, started.recipe.name)
        case .phaseStarted(let started): (operation, phase) = (started.operation, started.index + 1)
        case .phaseEnded(let ended):
            (operation, phase) = (ended.operation, ended.index + 1)
            results = ended.results.map { SignalView($0) }
        default: preconditionFailure("not an event of a route")
        }
    }

    private mutating func takePrompt(_ event: FloorEvent) {
        switch event {
        case .promptRaised(let raised):
            (prompt, machine, job) = (raised.prompt.id, raised.prompt.machine, raised.prompt.job)
            (operation, lot, reason) = (raised.prompt.operation, raised.prompt.lot, raised.prompt.kind.rawValue)
            shares = raised.prompt.shares?.map(LotShareView.init)
        case .promptAnswered(let answered):
            (prompt, choice, massG, by) = (answered.prompt, answered.choice, answered.mass?.grams, answered.by)
            (scrapG, leftG, scale) = (answered.scrap?.grams, answered.left?.grams, answered.scale)
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

extension LotShareView {
    /// As an event has it: without what the lot is.
    fileprivate init(_ share: LotShare) { self.init(lot: share.lot, massG: share.mass.grams) }
}
