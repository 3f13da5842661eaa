internal import FloorControl
internal import FloorModel

/// Why a machine does not take the next job, in words; the most fundamental reason first.
extension FloorViews {
    /// nil when it would take one.
    func obstacle(at id: MachineID) -> String? {
        guard let machine = state.machine(id) else { return "\(id) is new and has not reported yet" }
        if let fault = floor.observations.journalFault { return fault.detail }
        if let reason = linkObstacle(at: id) { return reason }
        if floor.observation(of: id).pendingSafing != nil { return "\(id) has not confirmed yet that it is safe" }
        if let reason = questionObstacle(at: id) { return reason }
        if let reason = workObstacle(on: machine) { return reason }
        let isLoaded = machine.operation.flatMap { state.operations[$0]?.state } == .pending
        if machine.isPlateOccupied, !isLoaded {
            let isProcess = floor.description.machine(id)?.process != nil
            return isProcess ? "\(id) is not empty" : "the plate of \(id) is not clear"
        }
        if machine.mode != .production { return "\(id) is in \(machine.mode.rawValue) mode" }
        if let open = floor.startObstacles(of: id).first { return "\(id) must not start (\(open))" }
        if machine.packML != .idle { return "\(id) is \(machine.packML.rawValue) (\(machine.reason))" }
        return nil
    }

    private func linkObstacle(at id: MachineID) -> String? {
        switch floor.observation(of: id).link {
        case .unknown: "\(id) has not reported yet, its state is unknown"
        case .disconnected(let fault): "\(id) does not answer (\(fault.detail)), its state is unknown"
        case .connected: nil
        }
    }

    /// A standing question other than to mount a spool or to load a hopper blocks the machine as a whole.
    private func questionObstacle(at id: MachineID) -> String? {
        let isBlocking = { (prompt: Prompt) in
            prompt.machine == id && prompt.kind != .mountSpool && prompt.kind != .loadHopper
        }
        guard let prompt = state.prompts.first(where: isBlocking) else { return nil }
        return switch prompt.kind {
        case .machineReady: "somebody has to say that \(id) is free and safe to use (\(prompt.id))"
        case .interrupted, .plateClear: "somebody has to clear the plate of \(id) (\(prompt.id))"
        case .machineAsks: "\(id) itself asks for somebody (\(prompt.id))"
        case .collectOutput: "somebody has to take out what \(id) made (\(prompt.id))"
        case .emptyMachine: "somebody has to empty \(id) (\(prompt.id))"
        case .clearFault: "somebody has to mend \(id) (\(prompt.id))"
        case .mountSpool, .loadHopper: nil
        }
    }

    private func workObstacle(on machine: MachineState) -> String? {
        guard let (operation, job) = work(on: machine) else { return nil }
        switch operation.state {
        case .running where machine.packML == .held: return "\(machine.id) is held in the middle of \(job.id)"
        case .running: return "\(machine.id) is busy with \(job.id)"
        case .pending, .awaitingVerdict, .interrupted, .completed, .failed, .cancelled: return nil
        }
    }
}
