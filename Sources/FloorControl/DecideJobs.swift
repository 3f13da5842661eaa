internal import FloorModel
internal import Scheduling

/// Intake, planning and dispatch.
extension Turn {
    mutating func submit(_ order: JobOrder, _ details: JobDetails) throws(Refusal) -> FloorReply {
        if let known = state.submissions[order.submission], let job = state.jobs[known] {
            return job.order.body == order.body ? .duplicate(known, job.state) : .conflict(known)
        }
        guard state.openJobs.count < FloorLimits.openJobs else {
            throw Refusal(.queueFull, message: "\(FloorLimits.openJobs) jobs are waiting already", retry: true)
        }
        guard FloorLimits.quantity.contains(order.quantity) else {
            throw Refusal(
                .quantityInvalid, field: "quantity", message: "the quantity is \(order.quantity)",
                remedy: "give a quantity from \(FloorLimits.quantity.lowerBound) to \(FloorLimits.quantity.upperBound)")
        }
        guard FloorLimits.priority.contains(order.priority) else {
            throw Refusal(
                .fieldInvalid, field: "priority", message: "the priority is \(order.priority)",
                remedy: "give a priority from 0 to 9")
        }
        guard floor.description.material(order.material) != nil else { throw unknownMaterial(order.material) }
        let misfits = floor.description.machines.compactMap { $0.misfit(order) }
        if misfits.count == floor.description.machines.count {
            throw Refusal(
                .noMachineFits, message: misfits.isEmpty ? "this floor has no printer" : misfits.joined(separator: "; ")
            )
        }
        let job = state.jobs.nextID
        let first = state.operations.nextID.number
        let operations = (0..<order.quantity).map { OperationID(number: first + $0) }
        emit(.jobAccepted(.init(job: job, order: order, operations: operations)))
        decision.records.append(PersonalRecord(job: job, person: order.person, details: details))
        return .accepted(job)
    }

    /// Adopts what still holds of a proposal; a change since then has made a new plan due anyway.
    mutating func consider(_ plan: Plan) {
        floor.observations.planIsUnderWay = false
        floor.observations.routeObstacles = [:]
        for print in plan.obstacles {
            floor.observations.routeObstacles[print.operation] = print.obstacle.description
        }
        let claims = floor.claimedByWork()
        var claimed: [LotID: Milligrams] = [:]
        let valid = plan.assignments.filter { assignment in
            guard let operation = state.operations[assignment.operation], operation.state == .pending,
                let job = state.jobs[operation.job], !job.isHeld, !job.state.isOver,
                let machine = floor.description.machine(assignment.machine), machine.misfit(job.order) == nil,
                let lot = state.lots[assignment.lot],
                lot.isFilament(of: job.order.material, colour: job.order.colour)
            else { return false }
            let mass = floor.filament(of: job.order) ?? .zero
            let total = (claimed[lot.id] ?? claims[lot.id]) + mass
            guard total <= lot.mass else { return false }
            claimed[lot.id] = total
            return true
        }
        guard floor.observations.journalFault == nil else {
            floor.observations.planIsDue = true
            return
        }
        if valid != state.plan {
            emit(.planAdopted(.init(assignments: valid)))
            withdrawStaleMounting()
        }
        abandonNeedlessRoutes()
        adopt(plan.routes)
    }

    private mutating func withdrawStaleMounting() {
        for prompt in state.prompts where prompt.kind == .mountSpool {
            let next = state.plan.first { $0.machine == prompt.machine }
            if next?.lot != prompt.lot { emit(.promptWithdrawn(.init(prompt: prompt.id))) }
        }
    }

    /// Starts on each free machine what the plan has for it, or asks for what is missing.
    mutating func dispatch() {
        guard floor.observations.journalFault == nil, !floor.observations.isClosing else { return }
        for description in floor.description.machines {
            let id = description.id
            if description.process != nil {
                dispatchProcess(id)
                continue
            }
            guard let machine = state.machine(id), machine.packML == .idle, machine.mode == .production,
                !machine.isPlateOccupied, let next = state.plan.first(where: { $0.machine == id })
            else { continue }
            let observation = floor.observation(of: id)
            guard observation.link.isConnected, observation.isAtRest, observation.isReleasedByPerson,
                !state.prompts.contains(where: { $0.machine == id && $0.kind != .mountSpool })
            else { continue }
            if !isEnough(next) {
                floor.observations.planIsDue = true
            } else if machine.spool == next.lot {
                start(next)
            } else {
                prompt(.mountSpool, id, operation: next.operation, lot: next.lot)
            }
        }
    }

    /// Whether the lot still has what the plan counted on.
    private func isEnough(_ assignment: PlannedAssignment) -> Bool {
        guard let lot = state.lots[assignment.lot],
            let order = state.operations[assignment.operation].flatMap({ state.jobs[$0.job] })?.order
        else { return false }
        return lot.mass - floor.claimedByWork()[lot.id] >= floor.filament(of: order) ?? Milligrams(1)
    }

    private mutating func start(_ assignment: PlannedAssignment) {
        guard let operation = state.operations[assignment.operation], let order = state.jobs[operation.job]?.order
        else { preconditionFailure("\(assignment.operation) is planned and does not exist") }
        withdrawPrompts(of: assignment.machine, .mountSpool)
        emit(.operationStarted(.init(operation: operation.id, machine: assignment.machine, lot: assignment.lot)))
        move(assignment.machine, to: .starting, reason: "\(operation.job), copy \(operation.copy)")
        observe(assignment.machine) { $0.progress = nil }
        let print = PrintOrder(operation: operation.id, file: order.file, lines: order.facts.lines)
        decision.permissive.append(.order(assignment.machine, .print(print)))
    }

    /// Hands the planner a new problem when something has changed and it is not at work.
    mutating func askPlanner() {
        guard floor.observations.planIsDue, !floor.observations.planIsUnderWay,
            floor.observations.journalFault == nil
        else { return }
        floor.observations.planIsDue = false
        floor.observations.planIsUnderWay = true
        decision.permissive.append(.plan(problem()))
    }

    private func problem() -> PlanningProblem {
        let claims = floor.claimedByWork()
        return PlanningProblem(
            operations: plannableOperations(),
            machines: floor.description.machines.filter { $0.printer != nil }.map {
                let machine = state.machine($0.id)
                return PlannableMachine(id: $0.id, spool: machine?.spool, load: machine?.operation == nil ? 0 : 1)
            },
            lots: plannableLots(claims), feedstock: feedstock(claims), recipes: plannableRecipes(),
            coming: comingFilament())
    }

    /// What may begin next, by priority and then by acceptance. Of each kind of filament no more than
    /// `FloorLimits.planHorizon`: what lies behind them is planned when they have begun.
    private func plannableOperations() -> [PlannableOperation] {
        let jobs = state.openJobs.compactMap { state.jobs[$0] }.filter { !$0.isHeld }
        let order = jobs.indices.sorted { (-jobs[$0].order.priority, $0) < (-jobs[$1].order.priority, $1) }
        var room: [String: Int] = [:]
        var plannable: [PlannableOperation] = []
        for job in order.map({ jobs[$0] }) {
            let filament = "\(job.order.material) \(job.order.colour ?? "")"
            guard room[filament, default: FloorLimits.planHorizon] > 0 else { continue }
            let fitting = floor.description.machines.filter { $0.misfit(job.order) == nil }.map(\.id)
            let mass = floor.filament(of: job.order)
            for operation in state.operations(of: job) where operation.state == .pending {
                guard room[filament, default: FloorLimits.planHorizon] > 0 else { break }
                room[filament, default: FloorLimits.planHorizon] -= 1
                plannable.append(
                    PlannableOperation(
                        id: operation.id, material: job.order.material, colour: job.order.colour, mass: mass,
                        machines: fitting))
            }
        }
        return plannable
    }

    private func plannableLots(_ claims: Claims) -> [PlannableLot] {
        state.lots.filter { $0.form == .filament && $0.mass > .zero }.map { lot in
            let bound = lot.mountedOn.flatMap { state.machine($0) }.flatMap { $0.packML.isProducing ? $0.id : nil }
            return PlannableLot(
                id: lot.id, material: lot.material, colour: lot.colour, free: lot.mass - claims[lot.id],
                boundTo: bound)
        }
    }
}
