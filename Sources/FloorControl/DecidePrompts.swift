internal import FloorModel

/// What follows from a person's answer to a prompt.
extension Turn {
    mutating func answer(
        _ id: PromptID, choice: String?, _ weights: AnswerWeights, by person: PersonID?
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
        try check(weights, for: prompt)
        switch prompt.kind {
        case .machineReady:
            if index(of: prompt.machine) != nil, machine(prompt.machine).isPlateOccupied {
                try refuseOpenInterlocks(prompt.machine)
            }
            close(prompt, choice, weights, by: person)
            makeIdle(prompt.machine, by: person)
        case .interrupted, .plateClear: try clearPlate(prompt, choice: choice, weights, by: person)
        case .mountSpool:
            guard let lot = prompt.lot else { preconditionFailure("\(id) asks for no lot") }
            try mount(lot, prompt.machine, by: person)
            close(prompt, choice, weights, by: person)
        case .machineAsks:
            close(prompt, choice, weights, by: person)
            goOn(prompt.machine, by: person)
        case .loadHopper:
            try loadHopper(prompt, weights, by: person)
            close(prompt, choice, weights, by: person)
        case .collectOutput, .emptyMachine: try openMachine(prompt, choice: choice, weights, by: person)
        case .clearFault: try mended(prompt, choice: choice, by: person)
        }
    }

    private func check(_ weights: AnswerWeights, for prompt: Prompt) throws(Refusal) {
        let given: [(mass: Milligrams?, field: String, isAsked: Bool)] = [
            (weights.product, "mass_g", prompt.kind.takesGrams), (weights.scrap, "scrap_g", prompt.kind.takesScrap),
            (weights.left, "left_g", prompt.kind.takesLeft),
        ]
        for (mass, field, isAsked) in given {
            guard let mass else { continue }
            guard isAsked else {
                throw Refusal(
                    .fieldInvalid, field: field, message: "\(prompt.id) does not ask for this weight",
                    remedy: "answer without it")
            }
            try check(mass, field, from: .zero)
        }
        guard weights.scale == nil || prompt.kind.takesGrams else {
            throw Refusal(
                .fieldInvalid, field: "scale", message: "\(prompt.id) does not ask for a weight",
                remedy: "answer without --scale")
        }
        guard weights.scale == nil || weights.product == nil else {
            throw Refusal(
                .fieldInvalid, field: "scale", message: "a weight and a scale are given", remedy: "give one of them")
        }
    }

    private mutating func close(_ prompt: Prompt, _ choice: String, _ weights: AnswerWeights, by person: PersonID?) {
        emit(.promptAnswered(.init(prompt: prompt.id, choice: choice, weights: weights, by: person)))
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
        _ prompt: Prompt, choice: String, _ weights: AnswerWeights, by person: PersonID?
    ) throws(Refusal) {
        try refuseWhileStopping(prompt.machine)
        guard let id = prompt.operation, let operation = state.operations[id] else {
            close(prompt, choice, weights, by: person)
            return free(prompt.machine, by: person)
        }
        let verdict = try verdict(on: operation, choice: prompt.kind == .interrupted ? "failed" : choice, weights)
        close(prompt, choice, weights, by: person)
        book(verdict, operation, by: person)
        if prompt.kind == .plateClear {
            emit(
                .operationEnded(.init(operation: id, outcome: choice == "good" ? .completed : .failed, by: person)))
        }
        free(prompt.machine, by: person)
        abandonStarvedRoutes()
    }

    private mutating func openMachine(
        _ prompt: Prompt, choice: String, _ weights: AnswerWeights, by person: PersonID?
    ) throws(Refusal) {
        try refuseWhileStopping(prompt.machine)
        if prompt.kind == .collectOutput {
            try collect(prompt, choice: choice, weights, by: person)
        } else {
            try emptyAfterCut(prompt, choice: choice, weights, by: person)
        }
        close(prompt, choice, weights, by: person)
        free(prompt.machine, by: person)
    }

    private func refuseWhileStopping(_ id: MachineID) throws(Refusal) {
        let isBeingStopped =
            index(of: id) != nil && floor.observation(of: id).link.isConnected
            && (machine(id).packML == .stopping || machine(id).packML == .aborting)
        guard !isBeingStopped else {
            throw Refusal(
                .stateForbids, message: "\(id) has not confirmed that it stopped",
                remedy: "wait for it, or go to the machine and use its hard-wired stop")
        }
    }

    /// Nothing is in the machine or on its plate any more.
    private mutating func free(_ id: MachineID, by person: PersonID?) {
        if machine(id).isPlateOccupied { emit(.plateCleared(.init(machine: id, by: person))) }
        withdrawPrompts(of: id, .machineReady)
        if index(of: id) != nil { makeIdle(id, by: person) }
    }

    /// A jam is cleared, or the batch is given up.
    private mutating func mended(_ prompt: Prompt, choice: String, by person: PersonID?) throws(Refusal) {
        guard choice == "cleared" else {
            close(prompt, choice, AnswerWeights(), by: person)
            return stop(prompt.machine, reason: "given up", by: person)
        }
        guard index(of: prompt.machine) != nil, machine(prompt.machine).packML == .held else {
            throw Refusal(
                .stateForbids, message: "\(prompt.machine) is not held yet",
                remedy: "wait until it has confirmed, or choose give_up")
        }
        try unholdProcess(prompt.machine, reason: "mended", by: person)
        if state.prompt(prompt.id) != nil { close(prompt, choice, AnswerWeights(), by: person) }
    }
}
