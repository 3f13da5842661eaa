internal import FloorModel

/// `dwell` while it runs: only time counts during which temperature and dew point were right.
struct DwellRun: Hashable, Sendable {
    let parameters: Dwell
    private var begunAt: MonotonicTime?
    private var lookedAt: MonotonicTime?
    private var dwelt: Duration = .zero
    private var isSet = false

    init(_ parameters: Dwell) { self.parameters = parameters }

    mutating func step(_ context: PhaseContext) -> PhaseOutcome {
        guard isSet, let begunAt, let last = lookedAt else { return begin(context) }
        lookedAt = context.now
        if isRight(context) {
            // A gap in looking is not time at temperature.
            dwelt += min(context.now - last, context.machine.staleAfter)
        }
        if dwelt >= context.scaled(parameters.time) { return .done(results(context)) }
        guard context.now - begunAt > context.limit(parameters.timeout) else { return .running }
        return .failed(.phaseOverdue, "\(why(context)) for most of \(parameters.timeout.shortText)")
    }

    /// The time-out counts anew, what was dwelt is kept.
    mutating func resume() {
        isSet = false
        begunAt = nil
    }

    private mutating func begin(_ context: PhaseContext) -> PhaseOutcome {
        isSet = true
        begunAt = begunAt ?? context.now
        lookedAt = context.now
        let drives = parameters.running.flatMap { context.machine.start($0) }
        return PhaseOutcome(writes: drives + context.machine.heat(parameters.targets))
    }

    private func off(_ context: PhaseContext) -> [HeaterTarget] {
        parameters.targets.filter { target in
            guard let celsius = context.celsius(target.heater) else { return true }
            return abs(celsius - target.celsius) > parameters.toleranceKelvin
        }
    }

    private func isDryEnough(_ context: PhaseContext) -> Bool {
        guard let maximum = parameters.maximumDewPointCelsius else { return true }
        return context.value(.dewPoint).map { $0 <= maximum } ?? false
    }

    private func isRight(_ context: PhaseContext) -> Bool { off(context).isEmpty && isDryEnough(context) }

    private func why(_ context: PhaseContext) -> String {
        let off = off(context)
        if !off.isEmpty { return context.shortfall(of: off) }
        let dewPoint = context.value(.dewPoint).map { "\($0.shortText) °C" } ?? "unknown"
        return "dew point \(dewPoint) above \(parameters.maximumDewPointCelsius?.shortText ?? "its limit") °C"
    }

    private func results(_ context: PhaseContext) -> [SignalReading] {
        var results = context.temperatures(of: parameters.targets)
        results.append(
            SignalReading(name: "time", value: (dwelt * context.speed).seconds.rounded(), unit: .second))
        if let dewPoint = context.value(.dewPoint) {
            results.append(SignalReading(name: "dew_point", value: dewPoint, unit: .celsius))
        }
        return results
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
