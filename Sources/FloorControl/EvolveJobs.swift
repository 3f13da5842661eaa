internal import FloorModel

extension FloorState {
    mutating func evolveJob(_ event: FloorEvent, at time: WallClock) {
        switch event {
        case .jobAccepted(let payload):
            jobs.append(
                Job(id: payload.job, order: payload.order, operations: payload.operations, acceptedAt: time),
                id: payload.job)
            for (index, id) in payload.operations.enumerated() {
                operations.append(Operation(id: id, job: payload.job, step: .print(copy: index + 1)), id: id)
            }
            submissions[payload.order.submission] = payload.job
            openJobs.append(payload.job)
        case .jobHeld(let payload):
            jobs.update(payload.job) { $0.isHeld = true }
            unplan(payload.job)
            settleJob(payload.job, at: time)
        case .jobReleased(let payload):
            jobs.update(payload.job) { $0.isHeld = false }
            settleJob(payload.job, at: time)
        case .jobCancelled(let payload): cancel(payload.job, at: time)
        case .jobReprinted(let payload):
            for id in payload.operations { operations.update(id) { $0.returnToQueue() } }
            reopen(payload.job)
            settleJob(payload.job, at: time)
        default: preconditionFailure("not an event of a job")
        }
    }

    mutating func evolveOperation(_ event: FloorEvent, at time: WallClock) {
        switch event {
        case .operationStarted(let payload):
            operations.update(payload.operation) {
                $0.state = .running
                $0.machine = payload.machine
                $0.lot = payload.lot
                $0.attempts += 1
                $0.acknowledgedLine = nil
                $0.startedAt = time
            }
            plan.removeAll { $0.operation == payload.operation }
            updateMachine(payload.machine) {
                $0.operation = payload.operation
                $0.isPlateOccupied = true
            }
            settleJob(of: payload.operation, at: time)
        case .operationFinished(let payload):
            operations.update(payload.operation) {
                $0.state = .awaitingVerdict
                $0.finishedAt = time
                $0.meterAtEnd = payload.meterWattHours
            }
            settleJob(of: payload.operation, at: time)
        case .operationInterrupted(let payload):
            operations.update(payload.operation) {
                $0.state = .interrupted
                $0.acknowledgedLine = payload.acknowledgedLine
                $0.meterAtEnd = payload.meterWattHours
            }
            settleJob(of: payload.operation, at: time)
        case .operationEnded(let payload):
            operations.update(payload.operation) {
                $0.state = payload.outcome
                $0.endedAt = time
                $0.phase = nil
                $0.phaseStartedAt = nil
                $0.phaseResults = []
            }
            openRoutes.removeAll { $0 == payload.operation }
            settleJob(of: payload.operation, at: time)
        default: preconditionFailure("not an event of an operation")
        }
    }

    /// What has not begun is cancelled at once; what runs ends when its machine has stopped.
    private mutating func cancel(_ id: JobID, at time: WallClock) {
        guard let job = jobs[id] else { preconditionFailure("\(id) does not exist") }
        for operation in operations(of: job) where operation.state == .pending || operation.state == .interrupted {
            operations.update(operation.id) {
                $0.state = .cancelled
                $0.endedAt = time
            }
        }
        unplan(id)
        jobs.update(id) {
            $0.state = .cancelled
            $0.endedAt = time
        }
        openJobs.removeAll { $0 == id }
    }

    /// Takes what has not begun of a job out of the plan.
    private mutating func unplan(_ id: JobID) {
        for assignment in plan where operations[assignment.operation]?.job == id {
            forgetAssignment(of: assignment.operation)
        }
        plan.removeAll { operations[$0.operation]?.job == id }
    }

    /// Machine and lot are only planned before an operation has begun, and a record afterwards.
    mutating func forgetAssignment(of operation: OperationID) {
        operations.update(operation) {
            guard $0.state == .pending else { return }
            $0.machine = nil
            $0.lot = nil
        }
    }

    private mutating func reopen(_ id: JobID) {
        jobs.update(id) {
            $0.state = .queued
            $0.endedAt = nil
        }
        guard !openJobs.contains(id) else { return }
        openJobs.insert(id, at: openJobs.firstIndex { id < $0 } ?? openJobs.endIndex)
    }

    mutating func settleJob(of operation: OperationID, at time: WallClock) {
        guard let job = operations[operation]?.job else { preconditionFailure("\(operation) does not exist") }
        settleJob(job, at: time)
    }

    /// A job's state follows from those of its operations; `cancelled` and `onHold` are decisions of people.
    private mutating func settleJob(_ id: JobID, at time: WallClock) {
        guard let job = jobs[id], job.state != .cancelled else { return }
        let isBeingPrepared = job.route.contains { route in
            operations[route]?.state.isUnderWay ?? false
        }
        let state = Self.state(
            of: job, whoseOperationsAre: operations(of: job).map(\.state), isBeingPrepared: isBeingPrepared)
        jobs.update(id) {
            $0.state = state
            if state.isOver { $0.endedAt = $0.endedAt ?? time }
        }
        if state.isOver { openJobs.removeAll { $0 == id } }
    }

    private static func state(
        of job: Job, whoseOperationsAre states: [OperationState], isBeingPrepared: Bool
    ) -> JobState {
        if states.contains(.interrupted) { return .interrupted }
        if states.contains(.running) || states.contains(.awaitingVerdict) { return .running }
        if states.contains(.pending) { return job.isHeld ? .onHold : isBeingPrepared ? .running : .queued }
        return states.allSatisfy { $0 == .completed } ? .completed : .failed
    }
}

extension Operation {
    fileprivate mutating func returnToQueue() {
        state = .pending
        machine = nil
        lot = nil
        startedAt = nil
        endedAt = nil
    }
}
