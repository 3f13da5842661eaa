internal import FloorModel
internal import Scheduling

/// Routes: recipes that make the filament that a print lacks.
extension Turn {
    // MARK: Adopting

    /// Adopts what still holds of the proposed routes.
    mutating func adopt(_ routes: [PlannedRoute]) {
        var claims = floor.claimedByWork()
        for route in routes {
            guard state.openRoutes.count + route.steps.count <= FloorLimits.openRoutes, isValid(route, claims),
                let job = state.operations[route.operation]?.job
            else { continue }
            for share in route.steps[0].inputs { claims.add(share.mass, of: share.lot) }
            var steps: [RouteStep] = []
            for step in route.steps {
                guard let recipe = floor.description.recipe(step.recipe) else { continue }
                let id = OperationID(number: state.operations.nextID.number + steps.count)
                steps.append(
                    RouteStep(
                        operation: id, recipe: recipe.name, process: recipe.process, machine: step.machine,
                        mass: step.mass, inputs: step.inputs, after: steps.last?.operation))
            }
            emit(.routeAdopted(.init(job: job, steps: steps)))
        }
    }

    private func isValid(_ route: PlannedRoute, _ claims: Claims) -> Bool {
        guard let operation = state.operations[route.operation], operation.isPrint, operation.state == .pending,
            let job = state.jobs[operation.job], !job.isHeld, !job.state.isOver, let first = route.steps.first,
            !job.route.contains(where: { state.operations[$0]?.state.isOver == false }),
            !first.inputs.isEmpty, let firstRecipe = floor.description.recipe(first.recipe)
        else { return false }
        let areSteps = route.steps.allSatisfy { step in
            guard let recipe = floor.description.recipe(step.recipe),
                let machine = floor.description.machine(step.machine)
            else { return false }
            return machine.process?.process == recipe.process && machine.materials.contains(recipe.material)
                && step.mass <= machine.process?.capacity ?? .zero
        }
        let areInputs = first.inputs.allSatisfy { share in
            guard let lot = state.lots[share.lot] else { return false }
            return lot.material == firstRecipe.material && firstRecipe.input.forms.contains(lot.form)
                && share.mass > .zero && lot.mass - claims[lot.id] >= share.mass
                && !isTooWet(lot, for: firstRecipe)
        }
        return areSteps && areInputs
    }

    /// Whether a lot must be dried before this recipe may take it.
    func isTooWet(_ lot: MaterialLot, for recipe: Recipe) -> Bool {
        guard let maximum = recipe.input.maximumMoisturePPM else { return false }
        guard let moisture = lot.facts.moisturePPM, moisture <= maximum else { return true }
        guard let exposure = recipe.input.maximumExposure else { return false }
        let open = moment.wallClock.milliseconds - (lot.driedAt ?? lot.receivedAt).milliseconds
        // A clock that went back says nothing about how long it lay open.
        return open < 0 || open > exposure.components.seconds * 1000
    }

    // MARK: Dispatch

    /// Brings a free process machine to its next recipe: first a person loads it, then it starts when its interlocks
    /// hold.
    mutating func dispatchProcess(_ id: MachineID) {
        guard let machine = state.machine(id), machine.packML == .idle, machine.mode == .production else { return }
        let observation = floor.observation(of: id)
        guard observation.link.isConnected, observation.isAtRest, observation.isReleasedByPerson else { return }
        if let loaded = machine.operation.flatMap({ state.operations[$0] }) {
            startLoaded(loaded, on: id)
        } else if !machine.isPlateOccupied {
            askForLoad(id)
        }
    }

    private mutating func startLoaded(_ operation: Operation, on id: MachineID) {
        guard operation.state == .pending, !operation.loaded.isEmpty, let name = operation.recipe,
            let recipe = floor.description.recipe(name), state.jobs[operation.job]?.isHeld == false,
            !state.prompts.contains(where: { $0.machine == id })
        else { return }
        guard floor.blockingInterlocks(of: id).isEmpty else {
            return revokeRelease(of: id, why: floor.startObstacles(of: id).first ?? "an interlock is open")
        }
        let wet = operation.loaded.compactMap { state.lots[$0.lot] }.first { isTooWet($0, for: recipe) }
        if let wet {
            return cutOff(
                operation.id, on: id, line: nil, reason: "\(wet.id) lay open too long, it must be dried again")
        }
        startProcess(operation, recipe, on: id)
    }

    /// Closing a guard or releasing an emergency stop starts nothing (ISO 13850): a person says again that the
    /// machine is free.
    private mutating func revokeRelease(of id: MachineID, why: String) {
        observe(id) { $0.isReleasedByPerson = false }
        move(id, to: .stopping, reason: why)
        move(id, to: .stopped, reason: why)
        settle(id)
    }

    private mutating func askForLoad(_ id: MachineID) {
        guard !state.prompts.contains(where: { $0.machine == id }) else { return }
        for candidate in state.openRoutes {
            guard let operation = state.operations[candidate], operation.machine == id, operation.state == .pending,
                let job = state.jobs[operation.job], !job.isHeld, let recipe = recipe(of: operation)
            else { continue }
            let shares = loadable(operation, recipe, on: id)
            guard !shares.isEmpty else { continue }
            let what = shares.map { "\($0.mass) of \($0.lot)" }.joined(separator: ", ")
            return prompt(
                .loadHopper, id, operation: operation.id, lot: shares[0].lot, shares: shares,
                detail: "\(recipe.title): put in \(what)")
        }
    }

    /// The recipe that an operation ran, or that the floor has for it now.
    func recipe(of operation: Operation) -> Recipe? {
        operation.startedRecipe ?? operation.recipe.flatMap { floor.description.recipe($0) }
    }

    /// What is there for the operation, no more than machine and recipe take.
    private func loadable(_ operation: Operation, _ recipe: Recipe, on id: MachineID) -> [LotShare] {
        var room = min(floor.description.machine(id)?.process?.capacity ?? .zero, recipe.maximumBatch)
        var shares: [LotShare] = []
        for share in state.inputs(of: operation) where room > .zero {
            let mass = min(share.mass, room, state.lots[share.lot]?.mass ?? .zero)
            guard mass > .zero else { continue }
            shares.append(LotShare(share.lot, mass))
            room -= mass
        }
        return shares
    }

    // MARK: Abandoning

    /// A route of which nothing has begun is given up when its job's prints have filament by now.
    mutating func abandonNeedlessRoutes() {
        for id in state.openJobs {
            guard let job = state.jobs[id], !job.route.isEmpty else { continue }
            let waits = state.operations(of: job).contains { $0.state == .pending && $0.lot == nil }
            let route = job.route.compactMap { state.operations[$0] }.filter { !$0.state.isOver }
            guard !waits, let first = route.first, first.after == nil,
                route.allSatisfy({ $0.state == .pending && $0.loaded.isEmpty })
            else { continue }
            abandon(from: first.id, reason: "filament is in stock by now")
        }
    }

    /// Steps that have not begun and whose material is gone or wet again are given up; the planner finds another way.
    mutating func abandonStarvedRoutes() {
        var claims = Claims()
        for id in state.openRoutes {
            guard let operation = state.operations[id], operation.state == .pending, operation.loaded.isEmpty else {
                continue
            }
            if let reason = starvation(of: operation, &claims) { abandon(from: operation.id, reason: reason) }
        }
    }

    private func starvation(of operation: Operation, _ claims: inout Claims) -> String? {
        guard let recipe = recipe(of: operation), let machine = operation.machine, index(of: machine) != nil else {
            return "its recipe or machine is not on this floor any more"
        }
        if state.jobs[operation.job]?.state.isOver == true { return "\(operation.job) is over" }
        guard state.machine(machine)?.mode == .production else { return "\(machine) is out of production" }
        if let before = operation.after, let maker = state.operations[before], maker.state != .completed {
            return maker.state.isOver ? "\(maker.id) came to nothing" : nil
        }
        let inputs = state.inputs(of: operation)
        var total = Milligrams.zero
        for share in inputs {
            guard let lot = state.lots[share.lot] else { return "\(share.lot) does not exist" }
            claims.add(share.mass, of: share.lot)
            if claims[share.lot] > lot.mass { return "\(share.lot) has only \(lot.mass) left" }
            if isTooWet(lot, for: recipe) { return "\(share.lot) must be dried (again) for \(recipe.name)" }
            total += share.mass
        }
        return total < recipe.minimumBatch ? "\(total) is too little for \(recipe.name)" : nil
    }

    /// Gives up an operation that has not begun, and all that was to follow it.
    mutating func abandon(from id: OperationID, reason: String) {
        var given: [OperationID] = []
        for candidate in state.openRoutes {
            guard let operation = state.operations[candidate], operation.state == .pending, operation.loaded.isEmpty
            else { continue }
            if candidate == id || operation.after.map(given.contains) == true { given.append(candidate) }
        }
        guard !given.isEmpty else { return }
        emit(.routeAbandoned(.init(operations: given, reason: reason)))
        for prompt in state.prompts where prompt.operation.map(given.contains) == true && prompt.kind == .loadHopper {
            emit(.promptWithdrawn(.init(prompt: prompt.id)))
            // Somebody may have been about to fill it: whether it is free and empty is asked again.
            if index(of: prompt.machine) != nil, machine(prompt.machine).packML == .idle {
                revokeRelease(of: prompt.machine, why: "its load prompt was withdrawn")
            }
        }
    }

    /// What follows an operation that came to nothing.
    mutating func abandonFollowers(of id: OperationID, reason: String) {
        for follower in state.openRoutes where state.operations[follower]?.after == id {
            abandon(from: follower, reason: reason)
        }
    }

    /// A job is cancelled: what has begun for its filament goes on to its end, since others can use it.
    mutating func abandonRoute(of job: Job) {
        for id in job.route {
            guard let operation = state.operations[id], operation.state == .pending else { continue }
            if operation.loaded.isEmpty {
                abandon(from: id, reason: "\(job.id) was cancelled")
            } else if let machine = operation.machine {
                cutOff(id, on: machine, line: nil, reason: "\(job.id) was cancelled")
            }
        }
    }
}
