public import FloorAPITypes
internal import FloorControl
internal import FloorModel

extension FloorViews {
    /// Oldest first.
    public var prompts: [PromptView] {
        state.prompts.map { prompt in
            PromptView(
                id: prompt.id, kind: prompt.kind, machine: prompt.machine, job: prompt.job, lot: prompt.lot,
                question: question(of: prompt), choices: prompt.kind.choices, takesGrams: prompt.kind.takesGrams,
                remedy: remedy(for: prompt), detail: prompt.detail, raisedAt: UTCTime(prompt.raisedAt))
        }
    }

    private func question(of prompt: Prompt) -> String {
        let machine = prompt.machine
        let job = prompt.job.map { " of \($0)" } ?? ""
        return switch prompt.kind {
        case .machineReady: "Is \(machine) free, and safe to use?"
        case .interrupted: "The print\(job) on \(machine) was cut off. Is its plate clear?"
        case .plateClear: "The print\(job) on \(machine) is done. How did it come out, and is the plate clear?"
        case .mountSpool: "Is \(lot(of: prompt)) mounted on \(machine)?"
        case .machineAsks: "\(machine) waits for somebody. Is it seen to?"
        }
    }

    private func lot(of prompt: Prompt) -> String {
        guard let lot = prompt.lot.flatMap({ state.lots[$0] }) else { return "the spool" }
        return ([lot.id.description] + [lot.colour, lot.material].compactMap { $0 }).joined(separator: " ")
    }

    private func remedy(for prompt: Prompt) -> String {
        let confirm = "machina confirm \(prompt.id)"
        return switch prompt.kind {
        case .machineReady: "look at the machine: nothing on the plate, nobody's hands in it; then \(confirm)"
        case .interrupted: "clear the plate, weigh what came off if you can; then \(confirm) [--grams G]"
        case .plateClear: "take the part off; then \(confirm) --choice good|failed [--grams G]"
        case .mountSpool: "mount it and feed it in; then \(confirm)"
        case .machineAsks: "do what its display asks; then \(confirm)"
        }
    }
}
