public import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    /// Oldest first.
    public var prompts: [PromptView] {
        state.prompts.map { prompt in
            PromptView(
                id: prompt.id, kind: prompt.kind, machine: prompt.machine, job: prompt.job,
                operation: prompt.operation, lot: prompt.lot, shares: prompt.shares?.map { view(of: $0) },
                question: question(of: prompt), remedy: remedy(for: prompt), detail: prompt.detail,
                raisedAt: UTCTime(prompt.raisedAt))
        }
    }

    private func question(of prompt: Prompt) -> String {
        let machine = prompt.machine
        let job = prompt.job.map { " of \($0)" } ?? ""
        return switch prompt.kind {
        case .machineReady:
            isPrinter(machine)
                ? "Is \(machine) free, its plate clear, and is it safe to use?"
                : "Is \(machine) free, empty and safe to use?"
        case .interrupted: "The print\(job) on \(machine) was cut off. Is its plate clear?"
        case .plateClear: "The print\(job) on \(machine) is done. How did it come out, and is the plate clear?"
        case .mountSpool: "Is \(lot(of: prompt)) mounted on \(machine)?"
        case .machineAsks: "\(machine) waits for somebody. Is it seen to?"
        case .loadHopper: "Is \(load(of: prompt)) in the hopper of \(machine)?"
        case .collectOutput: "\(machine) is done\(recipe(of: prompt))\(fed(of: prompt)). What came out of it?"
        case .emptyMachine: "\(machine) was cut off\(recipe(of: prompt))\(fed(of: prompt)). What was in it?"
        case .clearFault: "\(machine) is held\(recipe(of: prompt)). Is its fault mended?"
        }
    }

    private func recipe(of prompt: Prompt) -> String {
        prompt.operation.flatMap { state.operations[$0]?.recipe }.map { " with \($0)" } ?? ""
    }

    private func isPrinter(_ machine: MachineID) -> Bool { floor.description.machine(machine)?.process == nil }

    /// `, 152.3 g went in`: what came out is held against it.
    private func fed(of prompt: Prompt) -> String {
        let loaded = prompt.operation.flatMap { state.operations[$0]?.loaded } ?? []
        let shares = loaded.isEmpty ? prompt.shares ?? [] : loaded
        return shares.isEmpty ? "" : ", \(shares.reduce(Milligrams.zero) { $0 + $1.mass }) went in"
    }

    /// `500 g of lot-3 white PLA waste (bin 4) and 20 g of lot-5 PLA scrap`
    private func load(of prompt: Prompt) -> String {
        let shares = (prompt.shares ?? []).map { share in
            guard let lot = state.lots[share.lot] else { return "\(share.mass) of \(share.lot)" }
            let words = [lot.colour, lot.material, lot.form.rawValue].compactMap { $0 }.joined(separator: " ")
            let place = isPublic ? nil : lot.facts.location
            return "\(share.mass) of \(lot.id) \(words)" + (place.map { " (\($0))" } ?? "")
        }
        return shares.isEmpty ? "the material" : shares.joined(separator: " and ")
    }

    private func lot(of prompt: Prompt) -> String {
        guard let lot = prompt.lot.flatMap({ state.lots[$0] }) else { return "the spool" }
        return ([lot.id.description] + [lot.colour, lot.material].compactMap { $0 }).joined(separator: " ")
    }

    private func remedy(for prompt: Prompt) -> String {
        let confirm = "machina confirm \(prompt.id)"
        return switch prompt.kind {
        case .machineReady:
            isPrinter(prompt.machine)
                ? "look at the machine: nothing on the plate, nobody's hands in it; then \(confirm)"
                : "look at the machine: nothing in it, nobody's hands in it, its guards closed; then \(confirm)"
        case .interrupted: "clear the plate, weigh what came off if you can; then \(confirm) [--grams G]"
        case .plateClear: "take the part off; then \(confirm) --choice good|failed|partial [--grams G] [--scrap G]"
        case .mountSpool: "mount it and feed it in; then \(confirm)"
        case .machineAsks: "do what its display asks; then \(confirm)"
        case .loadHopper: "weigh it, fill it in, close the lid; then \(confirm) [--grams G | --scale NAME]"
        case .collectOutput:
            "take it out and weigh it; then \(confirm) --choice good|failed --grams G [--scrap G] [--left G]"
        case .emptyMachine:
            "isolate it, take everything out and weigh it; then \(confirm) --choice weighed --grams G [--scrap G] "
                + "[--left G], or --choice discarded"
        case .clearFault:
            // The detail says what to do: not every fault wants the machine isolated and opened.
            "\(prompt.detail == nil ? "mend its fault" : "do what is said above"), then \(confirm); "
                + "or \(confirm) --choice give_up to end the run"
        }
    }
}
