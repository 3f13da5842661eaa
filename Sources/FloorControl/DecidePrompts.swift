internal import FloorModel

/// What follows from a person's answer to a prompt.
extension Turn {
    mutating func answer(
        _ id: PromptID, choice: String?, mass: Milligrams?, by person: PersonID?
    ) throws(Refusal) {
        guard let prompt = state.prompt(id) else {
            throw Refusal(
                .notFound, field: "prompt", message: "there is no open \(id)",
                remedy: "'machina prompts' lists what is asked now")
        }
        let choice = choice ?? prompt.kind.choices[0]
        guard prompt.kind.choices.contains(choice) else {
            throw Refusal(
                .choiceInvalid, field: "choice", message: "'\(choice)' is not a choice of \(id)",
                remedy: "choose one of \(prompt.kind.choices.joined(separator: ", "))")
        }
        try check(mass, for: prompt)
        switch prompt.kind {
        case .machineReady:
            close(prompt, choice, nil, by: person)
            makeIdle(prompt.machine, by: person)
        case .interrupted, .plateClear: try clearPlate(prompt, choice: choice, mass: mass, by: person)
        case .mountSpool:
            guard let lot = prompt.lot else { preconditionFailure("\(id) asks for no lot") }
            try mount(lot, prompt.machine, by: person)
            close(prompt, choice, nil, by: person)
        case .machineAsks:
            close(prompt, choice, nil, by: person)
            goOn(prompt.machine, by: person)
        }
    }

    private func check(_ mass: Milligrams?, for prompt: Prompt) throws(Refusal) {
        guard let mass else { return }
        guard prompt.kind.takesGrams else {
            throw Refusal(
                .fieldInvalid, field: "mass_g", message: "\(prompt.id) does not ask for a weight",
                remedy: "answer without --grams")
        }
        let lot = prompt.operation.flatMap { state.operations[$0]?.lot }.flatMap { state.lots[$0] }
        guard mass >= .zero, let lot, mass <= lot.mass else {
            throw Refusal(
                .fieldInvalid, field: "mass_g",
                message: "\(mass) cannot have come from \(lot?.id.description ?? "no lot")",
                remedy: "give what came off the plate, between 0 g and the \(lot?.mass ?? .zero) that the spool had")
        }
    }

    private mutating func close(_ prompt: Prompt, _ choice: String, _ mass: Milligrams?, by person: PersonID?) {
        emit(.promptAnswered(.init(prompt: prompt.id, choice: choice, mass: mass, by: person)))
    }

    /// The firmware waited for this person: a machine that it had paused is told to go on.
    private mutating func goOn(_ id: MachineID, by person: PersonID?) {
        guard index(of: id) != nil else { return }
        switch machine(id).packML {
        case .held: move(id, to: .unholding, reason: "answered", by: person)
        case .execute: break
        default: return
        }
        decision.permissive.append(.order(id, .resume))
    }

    /// Books what the print took and frees the plate; the machine goes on when it may.
    private mutating func clearPlate(
        _ prompt: Prompt, choice: String, mass: Milligrams?, by person: PersonID?
    ) throws(Refusal) {
        let isBeingStopped =
            index(of: prompt.machine) != nil
            && floor.observation(of: prompt.machine).link.isConnected
            && (machine(prompt.machine).packML == .stopping || machine(prompt.machine).packML == .aborting)
        guard !isBeingStopped else {
            throw Refusal(
                .stateForbids, message: "\(prompt.machine) has not confirmed that it stopped",
                remedy: "wait for it, or go to the machine and use its hard-wired stop")
        }
        close(prompt, choice, mass, by: person)
        if let operation = prompt.operation { book(operation, weighed: mass) }
        if prompt.kind == .plateClear, let operation = prompt.operation {
            emit(
                .operationEnded(
                    .init(operation: operation, outcome: choice == "good" ? .completed : .failed, by: person)))
        }
        if machine(prompt.machine).isPlateOccupied {
            emit(.plateCleared(.init(machine: prompt.machine, by: person)))
        }
        withdrawPrompts(of: prompt.machine, .machineReady)
        if index(of: prompt.machine) != nil { makeIdle(prompt.machine, by: person) }
    }

    /// What was weighed, else what the file's length says, in proportion to the lines that were acknowledged.
    private mutating func book(_ id: OperationID, weighed: Milligrams?) {
        guard let operation = state.operations[id], let lotID = operation.lot, let lot = state.lots[lotID],
            let job = state.jobs[operation.job]
        else { return }
        let whole = floor.filament(of: job.order) ?? .zero
        let estimated: Milligrams =
            if operation.state == .awaitingVerdict { whole } else {
                Milligrams(whole.count * Int64(operation.acknowledgedLine ?? 0) / Int64(max(1, job.order.facts.lines)))
            }
        let mass = min(weighed ?? estimated, lot.mass)
        guard mass > .zero else { return }
        emit(
            .filamentConsumed(
                .init(lot: lotID, operation: id, mass: mass, basis: weighed == nil ? .estimated : .weighed)))
    }
}
