internal import FloorModel

extension FloorState {
    mutating func evolveRoute(_ event: FloorEvent, at time: WallClock) {
        switch event {
        case .routeAdopted(let payload):
            for step in payload.steps { add(step, to: payload.job) }
        case .routeAbandoned(let payload):
            for id in payload.operations { abandon(id, at: time) }
        case .hopperLoaded(let payload):
            operations.update(payload.operation) { $0.loaded = payload.shares }
            updateMachine(payload.machine) {
                $0.operation = payload.operation
                $0.isPlateOccupied = true
            }
        case .processStarted(let payload):
            operations.update(payload.operation) {
                $0.state = .running
                $0.machine = payload.machine
                $0.attempts += 1
                $0.startedRecipe = payload.recipe
                $0.startedAt = time
                $0.meterAtStart = payload.meterWattHours
                $0.meterAtEnd = nil
                $0.phaseResults = []
            }
            settleJob(of: payload.operation, at: time)
        case .phaseStarted(let payload):
            operations.update(payload.operation) {
                $0.phase = payload.index
                $0.phaseStartedAt = time
            }
        case .phaseEnded(let payload): operations.update(payload.operation) { $0.remember(payload, endedAt: time) }
        default: preconditionFailure("not an event of a route")
        }
    }

    private mutating func add(_ step: RouteStep, to job: JobID) {
        var operation = Operation(
            id: step.operation, job: job, step: .process(recipe: step.recipe, step.process, mass: step.mass))
        operation.machine = step.machine
        operation.inputs = step.inputs
        operation.after = step.after
        operations.append(operation, id: step.operation)
        jobs.update(job) { $0.route.append(step.operation) }
        openRoutes.append(step.operation)
    }

    private mutating func abandon(_ id: OperationID, at time: WallClock) {
        operations.update(id) {
            $0.state = .cancelled
            $0.endedAt = time
        }
        openRoutes.removeAll { $0 == id }
        settleJob(of: id, at: time)
    }
}

extension Operation {
    /// Keeps what a phase measured until the operation ends, the newest where there is too much.
    fileprivate mutating func remember(_ phase: PhaseEnded, endedAt time: WallClock) {
        if phaseResults.count == Self.maximumPhaseResults { phaseResults.removeFirst() }
        phaseResults.append(
            PhaseResult(
                index: phase.index, startedAt: phaseStartedAt, endedAt: time,
                readings: Array(phase.results.prefix(Self.maximumPhaseReadings))))
    }
}
