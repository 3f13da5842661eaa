internal import FloorModel

/// `purge` while it runs.
struct PurgeRun: Hashable, Sendable {
    let parameters: PurgePhase
    private var begunAt: MonotonicTime?
    private var screw = ScrewGuard()

    init(_ parameters: PurgePhase) { self.parameters = parameters }

    mutating func step(_ context: PhaseContext) -> PhaseOutcome {
        if let cold = context.cold(parameters.targets, below: parameters.minimumCelsius) { return cold }
        guard let begunAt else {
            self.begunAt = context.now
            screw.started(at: context.now)
            return PhaseOutcome(
                writes: context.machine.heat(parameters.targets)
                    + context.machine.start(parameters.screw, speed: parameters.speed))
        }
        if let fault = screw.check(parameters.screw, context) { return fault }
        return context.now - begunAt >= context.scaled(parameters.time) ? .done() : .running
    }

    /// Begun anew: what stood in the barrel meanwhile is not clean.
    mutating func resume() { begunAt = nil }
}

/// A screw that was told to turn must be seen turning.
struct ScrewGuard: Hashable, Sendable {
    private static let settles: Duration = .seconds(5)
    private var seenAt: MonotonicTime?

    mutating func started(at time: MonotonicTime) { seenAt = time }

    mutating func check(_ name: String, _ context: PhaseContext) -> PhaseOutcome? {
        guard let drive = context.machine.drive(name) else { return nil }
        if context.holds(drive.running) { seenAt = context.now }
        guard let seenAt, context.now - seenAt > Self.settles else { return nil }
        return .failed(.driveFault, "\(name) was told to run and does not")
    }
}

extension PhaseContext {
    /// A screw never turns in melt that is cold, or that nobody can see to be hot.
    func cold(_ targets: [HeaterTarget], below minimum: Double) -> PhaseOutcome? {
        let cold = targets.filter { (celsius($0.heater) ?? -.infinity) < minimum }
        guard !cold.isEmpty else { return nil }
        let zones = cold.map { "\($0.heater) \(celsius($0.heater).map { "\($0.shortText) °C" } ?? "unknown")" }
        return .stuck(.interlockOpen, "\(zones.joined(separator: ", ")), the screw needs \(minimum.shortText) °C")
    }
}
