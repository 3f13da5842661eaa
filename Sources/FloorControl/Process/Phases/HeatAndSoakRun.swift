internal import FloorModel

/// `heat_and_soak` while it runs.
struct HeatAndSoakRun: Hashable, Sendable {
    let parameters: HeatAndSoak
    private var begunAt: MonotonicTime?
    /// Since when every zone has been within the tolerance.
    private var soakingSince: MonotonicTime?
    private var isSet = false

    init(_ parameters: HeatAndSoak) { self.parameters = parameters }

    mutating func step(_ context: PhaseContext) -> PhaseOutcome {
        guard isSet else { return begin(context) }
        let off = parameters.targets.filter { target in
            guard let celsius = context.celsius(target.heater) else { return true }
            return abs(celsius - target.celsius) > parameters.toleranceKelvin
        }
        guard off.isEmpty else {
            soakingSince = nil
            return overdue(off, context)
        }
        let since = soakingSince ?? context.now
        soakingSince = since
        guard context.now - since >= context.scaled(parameters.soak) else { return .running }
        return .done(context.temperatures(of: parameters.targets))
    }

    /// After a hold: what was set may have been switched off.
    mutating func resume() {
        isSet = false
        soakingSince = nil
    }

    private mutating func begin(_ context: PhaseContext) -> PhaseOutcome {
        isSet = true
        begunAt = context.now
        let drives = parameters.running.flatMap { context.machine.start($0) }
        return PhaseOutcome(writes: drives + context.machine.heat(parameters.targets))
    }

    private func overdue(_ off: [HeaterTarget], _ context: PhaseContext) -> PhaseOutcome {
        guard let begunAt, context.now - begunAt > context.limit(parameters.timeout) else { return .running }
        return .failed(.phaseOverdue, context.shortfall(of: off) + " after \(parameters.timeout.shortText)")
    }
}

extension PhaseContext {
    /// The temperatures by which a phase is judged, for the record.
    func temperatures(of targets: [HeaterTarget]) -> [SignalReading] {
        targets.compactMap { target in
            celsius(target.heater).map { SignalReading(name: target.heater, value: $0, unit: .celsius) }
        }
    }

    /// `nozzle 183 °C of 200 °C, feed unknown of 170 °C`
    func shortfall(of targets: [HeaterTarget]) -> String {
        targets.map { target in
            let now = celsius(target.heater).map { "\($0.shortText) °C" } ?? "unknown"
            return "\(target.heater) \(now) of \(target.celsius.shortText) °C"
        }.joined(separator: ", ")
    }
}

extension Duration {
    /// `45 min`, `30 s`: for messages.
    var shortText: String {
        let seconds = components.seconds
        return seconds >= 120 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}
