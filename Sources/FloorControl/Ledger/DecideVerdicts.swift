internal import FloorModel

/// What a print took from its spool and what became of it.
extension Turn {
    /// The masses that a verdict books; all of them come off the spool.
    struct PlateVerdict {
        var part: Milligrams
        var scrap: Milligrams
        /// Whether there is a part even if nobody knows what it weighs.
        var isGood: Bool
        var basis: ConsumptionBasis
        var scale: SensorID?
    }

    /// What was weighed, else what the file's length says, in proportion to the lines that were acknowledged.
    func verdict(on operation: Operation, choice: String, _ weights: AnswerWeights) throws(Refusal) -> PlateVerdict {
        guard let lot = operation.lot.flatMap({ state.lots[$0] }) else {
            return PlateVerdict(part: .zero, scrap: .zero, isGood: false, basis: .estimated)
        }
        let product = try weighed(weights)
        let estimated = min(estimatedConsumption(of: operation), lot.mass)
        let basis: ConsumptionBasis = product == nil && weights.scrap == nil ? .estimated : .weighed
        var verdict = PlateVerdict(
            part: .zero, scrap: weights.scrap ?? .zero, isGood: choice != "failed", basis: basis, scale: weights.scale)
        switch choice {
        case "good": verdict.part = product ?? max(.zero, estimated - verdict.scrap)
        case "partial":
            guard let product else {
                throw Refusal(
                    .massInvalid, field: "mass_g", message: "how much of it is good?",
                    remedy: "give --grams for what is of use, and --scrap for the rest")
            }
            verdict.part = product
            verdict.scrap = weights.scrap ?? max(.zero, estimated - product)
        default: verdict.scrap += product ?? (weights.scrap == nil ? estimated : .zero)
        }
        guard verdict.part + verdict.scrap <= lot.mass else {
            throw Refusal(
                .massInvalid, field: "mass_g",
                message: "\(verdict.part + verdict.scrap) cannot have come from \(lot.id)",
                remedy: "give what came off the plate, up to the \(lot.mass) that the spool had; or weigh the spool")
        }
        return verdict
    }

    private func estimatedConsumption(of operation: Operation) -> Milligrams {
        guard let order = state.jobs[operation.job]?.order else { return .zero }
        let whole = floor.filament(of: order) ?? .zero
        if operation.state == .awaitingVerdict { return whole }
        return Milligrams(
            whole.count * Int64(operation.acknowledgedLine ?? 0) / Int64(max(1, order.facts.lines)))
    }

    mutating func book(_ verdict: PlateVerdict, _ operation: Operation, by person: PersonID?) {
        guard let spool = operation.lot, let facts = state.lots[spool]?.facts else { return }
        var movements: [Movement] = []
        if verdict.isGood {
            let part = produce(facts.made(into: .part), by: operation.id, of: [LotShare(spool, verdict.part)])
            if verdict.part > .zero {
                movements.append(Movement(verdict.part, from: .lot(spool), to: .lot(part), .produced))
            }
        }
        if verdict.scrap > .zero {
            let scrap = produce(
                facts.rejected(as: .scrap), by: operation.id, of: [LotShare(spool, verdict.scrap)])
            movements.append(Movement(verdict.scrap, from: .lot(spool), to: .lot(scrap), .scrapped))
        }
        guard !movements.isEmpty else { return }
        emit(
            .materialMoved(
                .init(
                    movements: movements, operation: operation.id, by: person, scale: verdict.scale,
                    basis: verdict.basis)))
    }
}
