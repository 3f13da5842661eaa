internal import FloorModel

/// `cool_down` while it runs.
struct CoolDownRun: Hashable, Sendable {
    let parameters: CoolDown
    private var begunAt: MonotonicTime?
    private var isSet = false

    init(_ parameters: CoolDown) { self.parameters = parameters }

    mutating func step(_ context: PhaseContext) -> PhaseOutcome {
        guard isSet, let begunAt else { return begin(context) }
        let hot = parameters.heaters.filter { (context.celsius($0) ?? .infinity) > parameters.belowCelsius }
        if hot.isEmpty {
            return .done(context.temperatures(of: parameters.heaters.map { HeaterTarget($0, 0) }))
        }
        guard context.now - begunAt > context.limit(parameters.timeout) else { return .running }
        let names = hot.joined(separator: ", ")
        return .failed(
            .phaseOverdue,
            "\(names) above \(parameters.belowCelsius.shortText) °C after \(parameters.timeout.shortText)"
        )
    }

    mutating func resume() {
        isSet = false
        begunAt = nil
    }

    private mutating func begin(_ context: PhaseContext) -> PhaseOutcome {
        isSet = true
        begunAt = begunAt ?? context.now
        let off = parameters.heaters.compactMap { context.machine.heater($0) }.map { PointWrite($0.setpoint, 0) }
        return PhaseOutcome(writes: off + parameters.running.flatMap { context.machine.start($0) })
    }
}
