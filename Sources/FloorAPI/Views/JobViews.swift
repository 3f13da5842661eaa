public import FloorAPITypes
internal import FloorControl
public import FloorModel

extension FloorViews {
    /// - Parameter personal: what the maker wrote; nil when it was erased.
    public func job(_ id: JobID, personal: PersonalDetails?) -> JobView? {
        state.jobs[id].map { view(of: $0, personal: personal) }
    }

    /// The jobs that a query selects, without what is personal, and where the next page begins.
    public func jobs(_ query: JobQuery) -> (ids: [JobID], next: JobID?) {
        var ids: [JobID] = []
        var number = query.after?.number ?? 0
        while number < state.jobs.count {
            number += 1
            guard let job = state.jobs[JobID(number: number)], query.selects(job) else { continue }
            // One more than the page holds shows that there is a next page.
            if ids.count == query.limit { return (ids, ids.last) }
            ids.append(job.id)
        }
        return (ids, nil)
    }

    private func view(of job: Job, personal: PersonalDetails?) -> JobView {
        let operations = state.operations(of: job)
        return JobView(
            id: job.id, state: job.state,
            personal: PersonalView(
                user: personal?.user, submission: personal?.details.submissionID, title: personal?.details.title,
                fileName: personal?.details.fileName),
            material: job.order.material, colour: job.order.colour, quantity: job.order.quantity,
            completed: operations.count { $0.state == .completed }, priority: job.order.priority,
            due: job.order.due.map(UTCTime.init), acceptedAt: UTCTime(job.acceptedAt),
            endedAt: job.endedAt.map(UTCTime.init), sha256: job.order.file, copyG: floor.filament(of: job.order)?.grams,
            copyS: job.order.facts.seconds, waitingFor: waitingReason(of: job),
            operations: operations.map { view(of: $0) },
            route: job.route.compactMap { state.operations[$0].flatMap { routeView(of: $0) } })
    }

    /// nil for a print.
    private func routeView(of operation: Operation) -> RouteOperationView? {
        guard case .process(let recipe, let process, let mass) = operation.step else { return nil }
        let inputs = operation.loaded.isEmpty ? state.inputs(of: operation) : operation.inputs
        return RouteOperationView(
            id: operation.id, recipe: recipe, process: process, state: operation.state, machine: operation.machine,
            massG: mass.grams, after: operation.after, inputs: inputs.map { view(of: $0) },
            loaded: operation.loaded.map { view(of: $0) }, outputs: operation.outputs,
            phase: operation.state == .running ? phase(of: operation) : nil, attempts: operation.attempts,
            startedAt: operation.startedAt.map(UTCTime.init), endedAt: operation.endedAt.map(UTCTime.init))
    }

    private func view(of operation: Operation) -> OperationView {
        let progress = operation.machine.map { floor.observation(of: $0) }?.progress
        let isRunning = operation.state == .running && progress?.operation == operation.id
        return OperationView(
            id: operation.id, copy: operation.copy, state: operation.state, machine: operation.machine,
            lot: operation.lot, attempts: operation.attempts, progress: isRunning ? progress?.view : nil,
            acknowledgedLine: operation.acknowledgedLine, startedAt: operation.startedAt.map(UTCTime.init),
            endedAt: operation.endedAt.map(UTCTime.init))
    }
}

extension JobQuery {
    fileprivate func selects(_ job: Job) -> Bool {
        switch selection {
        case .all: true
        case .open: !job.state.isOver
        case .state(let state): job.state == state
        }
    }
}
