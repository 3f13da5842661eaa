internal import FloorControl
internal import FloorModel

/// What a job's next copy waits for, in words that say what would help.
extension FloorViews {
    /// nil for a job of which no copy waits.
    func waitingReason(of job: Job) -> String? {
        if job.isHeld && !job.state.isOver && job.state != .interrupted {
            return "somebody to release it: it is on hold"
        }
        switch job.state {
        case .interrupted: return interruptedReason(of: job)
        case .completed, .failed, .cancelled: return nil
        case .queued, .running, .onHold: break
        }
        let operations = state.operations(of: job)
        if let operation = operations.first(where: { $0.state == .pending }) {
            return reason(for: operation, of: job)
        }
        guard let done = operations.first(where: { $0.state == .awaitingVerdict }), let machine = done.machine else {
            return nil
        }
        let prompt = state.prompts.first { $0.operation == done.id }
        return "somebody to take it off \(machine) and say how it came out" + named(prompt)
    }

    private func named(_ prompt: Prompt?) -> String { prompt.map { " (\($0.id))" } ?? "" }

    private func interruptedReason(of job: Job) -> String {
        let operation = state.operations(of: job).first { $0.state == .interrupted }
        let place = operation?.machine.map { " on \($0)" } ?? ""
        if let prompt = state.prompts.first(where: { $0.operation == operation?.id }) {
            return "somebody to clear the plate of the interrupted print\(place) (\(prompt.id)), then reprint or cancel"
        }
        return "somebody to decide: copy \(operation?.copy ?? 1) was interrupted\(place); reprint or cancel"
    }

    private func reason(for operation: Operation, of job: Job) -> String {
        guard let machine = operation.machine, let lot = operation.lot else {
            return unplannedReason(of: operation, of: job)
        }
        if let reason = obstacle(at: machine) { return reason }
        let ahead = state.plan.first { $0.machine == machine }
        if let ahead, ahead.operation != operation.id, let first = state.operations[ahead.operation]?.job {
            return first == job.id ? "another copy of it on \(machine)" : "\(machine) to do \(first) first"
        }
        if state.machine(machine)?.spool != lot {
            let prompt = state.prompts.first { $0.kind == .mountSpool && $0.machine == machine }
            return "somebody to mount \(lot) on \(machine)" + named(prompt)
        }
        return "\(machine) to start it"
    }

    private func unplannedReason(of operation: Operation, of job: Job) -> String {
        let misfits = floor.description.machines.map { $0.misfit(job.order) }
        if !misfits.contains(nil) {
            return "a machine that fits: " + (misfits.compactMap { $0 }.first ?? "this floor has none")
        }
        if let reason = routeReason(of: job) { return reason }
        let stock = stockReason(of: job.order)
        let route = floor.routeObstacle(of: operation.id).map { "none can be made: \($0)" }
        return [stock, route].compactMap { $0 }.joined(separator: "; ").nonEmpty ?? "the next plan"
    }

    /// Its filament is being made: what the recipe that is next waits for.
    private func routeReason(of job: Job) -> String? {
        let open = job.route.lazy.compactMap { state.operations[$0] }.first { !$0.state.isOver }
        guard let operation = open, let recipe = operation.recipe, let machine = operation.machine else { return nil }
        let what = "its filament: \(recipe) on \(machine)"
        if let prompt = state.prompts.first(where: { $0.operation == operation.id }) {
            return "\(what) waits for somebody\(named(prompt))"
        }
        switch operation.state {
        case .running: return "\(what) runs"
        default: return obstacle(at: machine).map { "\(what) waits, \($0)" } ?? what
        }
    }

    private func stockReason(of order: JobOrder) -> String? {
        let wanted = [order.colour, order.material, "filament"].compactMap { $0 }.joined(separator: " ")
        let needed = floor.filament(of: order) ?? Milligrams(1)
        let stock = state.lots.filter { $0.isFilament(of: order.material, colour: order.colour) && $0.mass > .zero }
        guard let most = stock.map(\.mass).max() else { return "\(wanted): none is in stock" }
        if most < needed { return "\(wanted): one copy takes \(needed), the fullest lot has \(most)" }
        let reservations = floor.reservations
        let free = stock.map { $0.mass - reservations[$0.id] }.max() ?? .zero
        return free < needed ? "\(wanted): what is in stock is promised to other jobs" : nil
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
