internal import FloorModel

/// What a person finds in a process machine, and how the book takes it.
extension Turn {
    /// Books what was put into the hopper; the recipe starts when everything else is there.
    mutating func loadHopper(_ prompt: Prompt, _ weights: AnswerWeights, by person: PersonID?) throws(Refusal) {
        guard let id = prompt.operation, let operation = state.operations[id], let planned = prompt.shares,
            let capacity = floor.description.machine(prompt.machine)?.process?.capacity, operation.state == .pending
        else { throw Refusal(.stateForbids, message: "\(prompt.id) is not up to date any more") }
        try refuseOpenInterlocks(prompt.machine)
        let shares = try shares(planned, total: weighed(weights), capacity: capacity)
        let total = shares.reduce(Milligrams.zero) { $0 + $1.mass }
        if let least = recipe(of: operation)?.minimumBatch, total < least {
            throw Refusal(
                .massInvalid, field: "mass_g",
                message: "\(total) is too little for \(operation.recipe ?? "the recipe")",
                remedy: "load at least \(least), or cancel \(operation.job)")
        }
        emit(.hopperLoaded(.init(operation: id, machine: prompt.machine, shares: shares, by: person)))
        let movements = shares.map { Movement($0.mass, from: .lot($0.lot), to: .machine(prompt.machine), .loaded) }
        emit(
            .materialMoved(
                .init(
                    movements: movements, operation: id, by: person, scale: weights.scale,
                    basis: weights.isEmpty ? .estimated : .weighed)))
    }

    /// A person's word starts a loaded machine, closing its guard does not: so it must be closed first.
    func refuseOpenInterlocks(_ id: MachineID, tripping trip: TripAction? = nil) throws(Refusal) {
        let open = floor.blockingInterlocks(of: id).filter { trip == nil || $0.interlock.trip == trip }
        guard !open.isEmpty else { return }
        throw Refusal(
            .interlockOpen,
            message: "\(id) must not start: \(floor.startObstacles(of: id).joined(separator: "; "))",
            remedy: open.map(\.interlock.remedy).joined(separator: "; ") + "; then answer again")
    }

    /// What was typed, or what the scale shows.
    func weighed(_ weights: AnswerWeights) throws(Refusal) -> Milligrams? {
        if let product = weights.product { return product }
        guard let scale = weights.scale else { return nil }
        let mass = try weight(on: scale)
        try check(mass, "scale", from: .zero)
        return mass
    }

    /// The planned shares, the last of them cut or stretched to the total that was weighed.
    private func shares(_ planned: [LotShare], total: Milligrams?, capacity: Milligrams) throws(Refusal) -> [LotShare] {
        let planned = planned.map { LotShare($0.lot, min($0.mass, state.lots[$0.lot]?.mass ?? .zero)) }
            .filter { $0.mass > .zero }
        guard !planned.isEmpty else {
            throw Refusal(
                .massInvalid, field: "mass_g", message: "the lots that were to be loaded are empty",
                remedy: "wait a moment: the floor plans again")
        }
        guard let total else { return planned }
        let available = planned.reduce(Milligrams.zero) { $0 + (state.lots[$1.lot]?.mass ?? .zero) }
        guard total > .zero, total <= available, total <= capacity else {
            throw Refusal(
                .massInvalid, field: "mass_g", message: "\(total) cannot have been loaded",
                remedy: "the lots have \(available), the hopper takes \(capacity); weigh the lot if the book is wrong")
        }
        var rest = total
        var shares: [LotShare] = []
        for (index, share) in planned.enumerated() where rest > .zero {
            let isLast = index == planned.count - 1
            let mass = min(rest, isLast ? state.lots[share.lot]?.mass ?? share.mass : share.mass)
            shares.append(LotShare(share.lot, mass))
            rest -= mass
        }
        guard rest == .zero else {
            throw Refusal(
                .massInvalid, field: "mass_g", message: "\(total) is more than was asked for",
                remedy: "load what the prompt names")
        }
        return shares
    }

    /// A recipe is done: its product becomes a lot.
    mutating func collect(
        _ prompt: Prompt, choice: String, _ weights: AnswerWeights, by person: PersonID?
    ) throws(Refusal) {
        let (operation, recipe) = try opened(prompt)
        let loaded = state.balance(of: .machine(prompt.machine))
        var found = Found(
            product: try weighed(weights), scrap: weights.scrap, left: weights.left ?? .zero,
            isWeighed: !weights.isEmpty, scale: weights.scale)
        let rest = max(.zero, loaded - found.left)
        if choice == "good" {
            let purge = min(recipe.purge, rest)
            if found.product == nil { found.product = recipe.expectedYield(of: rest) }
            if found.scrap == nil { found.scrap = weights.isEmpty ? purge : .zero }
        } else {
            found.scrap = (found.scrap ?? .zero) + (found.product ?? (found.scrap == nil ? rest : .zero))
            found.product = .zero
        }
        try emptyMachine(prompt, operation, recipe, found, isDone: choice == "good", by: person)
    }

    /// A recipe was cut off: whatever is in the machine is accounted for.
    mutating func emptyAfterCut(
        _ prompt: Prompt, choice: String, _ weights: AnswerWeights, by person: PersonID?
    ) throws(Refusal) {
        let (operation, recipe) = try opened(prompt)
        if choice == "discarded" {
            guard weights.isEmpty else {
                throw Refusal(
                    .fieldInvalid, field: "choice", message: "what is discarded is not weighed",
                    remedy: "leave the weights out, or choose weighed")
            }
            let loaded = state.balance(of: .machine(prompt.machine))
            if loaded > .zero {
                let movement = Movement(loaded, from: .machine(prompt.machine), to: .disposed, .disposed)
                emit(
                    .materialMoved(.init(movements: [movement], operation: operation.id, by: person, basis: .estimated))
                )
            }
            return finish(prompt, operation, outcome: .failed, by: person)
        }
        guard !weights.isEmpty else {
            throw Refusal(
                .massInvalid, field: "mass_g", message: "\(prompt.id) needs what came out",
                remedy: "give --grams (usable), --scrap and --left (as it went in), each where there is some; or "
                    + "--choice discarded")
        }
        let found = Found(
            product: try weighed(weights) ?? .zero, scrap: weights.scrap ?? .zero, left: weights.left ?? .zero,
            isWeighed: true, scale: weights.scale)
        try emptyMachine(prompt, operation, recipe, found, isDone: false, by: person)
    }

    /// The operation whose material is in the machine, and its recipe; one that is in no file any more still leaves
    /// something behind.
    private func opened(_ prompt: Prompt) throws(Refusal) -> (Operation, Recipe) {
        guard let operation = prompt.operation.flatMap({ state.operations[$0] }), let process = operation.process else {
            throw Refusal(.stateForbids, message: "\(prompt.id) is not up to date any more")
        }
        return (operation, recipe(of: operation) ?? .forgotten(operation.recipe ?? "", process))
    }

    private struct Found {
        var product: Milligrams?
        var scrap: Milligrams?
        var left: Milligrams
        var isWeighed: Bool
        var scale: SensorID?
    }

    /// Everything leaves the machine's account: product, scrap, what is left, and the rest as loss.
    private mutating func emptyMachine(
        _ prompt: Prompt, _ operation: Operation, _ recipe: Recipe, _ found: Found, isDone: Bool, by person: PersonID?
    ) throws(Refusal) {
        let machine = Account.machine(prompt.machine)
        let loaded = state.balance(of: machine)
        let (product, scrap, left) = (found.product ?? .zero, found.scrap ?? .zero, found.left)
        let total = product + scrap + left
        let tolerance = max(
            FloorLimits.weighingTolerance, Milligrams(loaded.count * FloorLimits.weighingTolerancePerMille / 1000))
        guard product >= .zero, scrap >= .zero, left >= .zero, total <= loaded + tolerance else {
            throw Refusal(
                .massInvalid, field: "mass_g", message: "\(total) cannot have come out of \(prompt.machine)",
                remedy: "\(loaded) went in; weigh again without containers")
        }
        if found.isWeighed { try refuseSuspiciousLoss(of: loaded - total, from: loaded, prompt) }
        var movements: [Movement] = []
        if total > loaded { movements.append(Movement(total - loaded, from: .difference, to: machine, .weighed)) }
        if product > .zero {
            let lot = produce(
                recipe.product(of: facts(operation), isDone: isDone), by: operation.id, of: operation.loaded,
                isDried: isDone && recipe.dries)
            movements.append(Movement(product, from: machine, to: .lot(lot), .produced))
        }
        if scrap > .zero {
            let form: MaterialForm = recipe.process == .extrude ? .purge : .scrap
            let lot = produce(facts(operation).rejected(as: form), by: operation.id, of: operation.loaded)
            movements.append(Movement(scrap, from: machine, to: .lot(lot), form == .purge ? .purged : .scrapped))
        }
        movements += unload(left, operation, from: machine)
        if total < loaded { movements.append(Movement(loaded - total, from: machine, to: .loss, .lost)) }
        if !movements.isEmpty {
            emit(
                .materialMoved(
                    .init(
                        movements: movements, operation: operation.id, by: person, scale: found.scale,
                        basis: found.isWeighed ? .weighed : .estimated)))
        }
        finish(prompt, operation, outcome: isDone ? .completed : .failed, by: person)
    }

    /// Dust and residue are a few percent; more than that was forgotten on the bench.
    private func refuseSuspiciousLoss(
        of loss: Milligrams, from loaded: Milligrams, _ prompt: Prompt
    ) throws(Refusal) {
        let most = max(
            FloorLimits.weighingTolerance, Milligrams(loaded.count * FloorLimits.plausibleLossPerMille / 1000))
        guard loss > most else { return }
        throw Refusal(
            .massInvalid, field: "mass_g",
            message: "\(loaded) went into \(prompt.machine); \(loss) of it would be booked as loss",
            remedy:
                "weigh what is of no use as --scrap and what is as it went in as --left; what was spilled counts as "
                + "scrap and can be disposed of")
    }

    /// What is as it went in goes back to its lots, the last loaded first.
    private func unload(_ mass: Milligrams, _ operation: Operation, from machine: Account) -> [Movement] {
        var rest = mass
        var movements: [Movement] = []
        for (index, share) in operation.loaded.enumerated().reversed() where rest > .zero {
            let back = index == 0 ? rest : min(rest, share.mass)
            movements.append(Movement(back, from: machine, to: .lot(share.lot), .unloaded))
            rest -= back
        }
        return movements
    }

    private mutating func finish(
        _ prompt: Prompt, _ operation: Operation, outcome: OperationState, by person: PersonID?
    ) {
        emit(.operationEnded(.init(operation: operation.id, outcome: outcome, by: person)))
        emit(.plateCleared(.init(machine: prompt.machine, by: person)))
        if outcome != .completed { abandonFollowers(of: operation.id, reason: "\(operation.id) came to nothing") }
        abandonStarvedRoutes()
    }

    /// A new lot, still empty.
    mutating func produce(
        _ facts: LotFacts, by operation: OperationID, of parents: [LotShare], isDried: Bool = false
    ) -> LotID {
        let lot = state.lots.nextID
        emit(
            .lotProduced(.init(lot: lot, facts: facts, operation: operation, parents: parents, isDried: isDried)))
        return lot
    }

    /// What the material in the machine is, from the lots that went in.
    private func facts(_ operation: Operation) -> LotFacts {
        let lots = operation.loaded.compactMap { state.lots[$0.lot]?.facts }
        guard var facts = lots.first else {
            return LotFacts(form: .scrap, material: recipe(of: operation)?.material ?? "")
        }
        for other in lots.dropFirst() {
            if other.colour != facts.colour { facts.colour = nil }
            if other.source != facts.source { facts.source = nil }
            if other.grade != facts.grade { facts.grade = nil }
            facts.generation = max(facts.generation, other.generation)
        }
        return facts
    }
}

extension Recipe {
    /// Whether it is the dryer's work: exposure counts from its end.
    fileprivate var dries: Bool { process == .dry }

    /// Stands in for a recipe that is in no file any more: everything that comes out is product.
    fileprivate static func forgotten(_ name: String, _ process: ProcessKind) -> Recipe {
        Recipe(
            name: name, title: name, version: 0, process: process, material: "", input: RecipeInput(forms: []),
            output: RecipeOutput(form: process == .extrude ? .filament : .flake), minimumBatch: .zero,
            maximumBatch: .zero, yieldPerMille: 1000, purge: .zero, phases: [])
    }

    fileprivate func product(of facts: LotFacts, isDone: Bool) -> LotFacts {
        var facts = facts.made(into: output.form)
        if isDone, let moisture = output.moisturePPM { facts.moisturePPM = moisture }
        return facts
    }
}

extension LotFacts {
    /// The same material in another form; what was said of its bag and its place does not hold any more.
    func made(into form: MaterialForm) -> LotFacts {
        LotFacts(
            form: form, material: material, colour: colour, source: source, grade: grade, generation: generation)
    }

    /// Of no use as it is: feedstock of the next generation.
    func rejected(as form: MaterialForm) -> LotFacts {
        LotFacts(form: form, material: material, colour: colour, source: .ownScrap, generation: generation + 1)
    }
}
