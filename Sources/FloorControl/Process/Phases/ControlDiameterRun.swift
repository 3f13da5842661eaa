internal import FloorModel

/// `control_diameter` while it runs. What comes out per second is constant, so the square of the diameter goes with
/// the inverse of the puller's speed.
struct ControlDiameterRun: Hashable, Sendable {
    /// The gauge sits behind the puller's pull: a correction must arrive before the next.
    private static let settling: Duration = .milliseconds(700)
    /// Half of the error each time, so that the lag cannot make it swing.
    private static let gain = 0.5
    /// Smaller corrections are noise of the gauge.
    private static let deadband = 0.004
    /// No filament for so long while the screw feeds: the nozzle is blocked.
    private static let noFlow: Duration = .seconds(10)

    let parameters: ControlDiameter
    private var begunAt: MonotonicTime?
    /// Since when the timeout counts: anew after a hold.
    private var dueFrom: MonotonicTime?
    private var isSet = false
    private var pullerSpeed: Double
    private var correctedAt: MonotonicTime?
    private var emptySince: MonotonicTime?
    private var flowSeenAt: MonotonicTime?
    private var record = DiameterRecord()
    private var screw = ScrewGuard()

    init(_ parameters: ControlDiameter) {
        self.parameters = parameters
        pullerSpeed = parameters.pullerSpeed
    }

    mutating func step(_ context: PhaseContext) -> PhaseOutcome {
        if let cold = context.cold(parameters.targets, below: parameters.minimumCelsius) { return cold }
        guard isSet, let dueFrom else { return begin(context) }
        if let fault = screw.check(parameters.screw, context) { return fault }
        if isFinished(context) { return .done(results(context)) }
        guard context.now - dueFrom <= context.limit(parameters.timeout) else {
            return .stuck(.phaseOverdue, "the hopper is not empty after \(parameters.timeout.shortText)")
        }
        // A gauge without filament shows nothing, or zero.
        let diameter = context.value(.filamentDiameter) ?? 0
        if diameter > 0.1 { flowSeenAt = context.now }
        if let flowSeenAt, emptySince == nil, context.now - flowSeenAt > Self.noFlow {
            return .stuck(
                .jammed, "no filament for \(Self.noFlow.shortText) while the screw turns: is the nozzle blocked?")
        }
        return diameter > 0.1 ? control(diameter, context) : .running
    }

    mutating func resume() {
        isSet = false
        dueFrom = nil
        emptySince = nil
    }

    private mutating func begin(_ context: PhaseContext) -> PhaseOutcome {
        var writes = context.machine.heat(parameters.targets)
        if begunAt == nil, let reset = context.machine.roles[.spoolLengthReset] {
            writes += [PointWrite(reset, 1), PointWrite(reset, 0)]
        }
        isSet = true
        begunAt = begunAt ?? context.now
        dueFrom = context.now
        correctedAt = context.now
        flowSeenAt = context.now
        screw.started(at: context.now)
        writes += context.machine.start(parameters.puller, speed: pullerSpeed)
        writes += context.machine.start(parameters.screw, speed: parameters.screwSpeed)
        return PhaseOutcome(writes: writes)
    }

    private mutating func isFinished(_ context: PhaseContext) -> Bool {
        if let maximum = parameters.maximumLengthMetres, let length = context.value(.spoolLength), length >= maximum {
            return true
        }
        switch context.value(.hopperFilled) {
        case 0?: emptySince = emptySince ?? context.now
        case _?: emptySince = nil
        case nil: break
        }
        guard let emptySince else { return false }
        return context.now - emptySince >= context.scaled(parameters.runOut)
    }

    private mutating func control(_ diameter: Double, _ context: PhaseContext) -> PhaseOutcome {
        let isSettled = dueFrom.map { context.now - $0 >= Self.settling } ?? false
        record.note(
            diameter, isWithin: abs(diameter - parameters.diameterMillimetres) <= parameters.toleranceMillimetres,
            spoolLength: context.value(.spoolLength), counts: isSettled)
        guard emptySince == nil, let correctedAt, context.now - correctedAt >= Self.settling else { return .running }
        let ratio = diameter / parameters.diameterMillimetres
        let correction = 1 + Self.gain * (ratio * ratio - 1)
        guard abs(correction - 1) > Self.deadband else { return .running }
        self.correctedAt = context.now
        pullerSpeed *= min(max(correction, 0.8), 1.25)
        if let limits = context.machine.drive(parameters.puller)?.speedLimits {
            pullerSpeed = min(max(pullerSpeed, limits.minimum), limits.maximum)
        }
        return PhaseOutcome(writes: context.machine.setSpeed(parameters.puller, pullerSpeed))
    }

    private func results(_ context: PhaseContext) -> [SignalReading] {
        var results: [SignalReading] = []
        if let length = context.value(.spoolLength) {
            results.append(SignalReading(name: "length", value: length, unit: .metre))
        }
        return results + record.results
    }
}

/// What the gauge said, by the length of filament that it said it of: before the puller has its speed the strand is
/// thick, and hardly any of it.
private struct DiameterRecord: Hashable, Sendable {
    private var length = 0.0
    private var lengthWithin = 0.0
    private var sumOfDiameters = 0.0
    private var lastSpoolLength: Double?

    /// - Parameters:
    ///   - spoolLength: metres on the spool so far; nil where nothing counts them: then each sample weighs the same.
    ///   - counts: false before the line has settled: that is cut off and not sold.
    mutating func note(_ diameter: Double, isWithin: Bool, spoolLength: Double?, counts: Bool) {
        defer { lastSpoolLength = spoolLength }
        guard counts else { return }
        let weight = spoolLength.map { $0 - (lastSpoolLength ?? $0) } ?? 1
        guard weight > 0 else { return }
        length += weight
        if isWithin { lengthWithin += weight }
        sumOfDiameters += weight * diameter
    }

    /// Nothing where no filament was seen to grow.
    var results: [SignalReading] {
        guard length > 0 else { return [] }
        let mean = (sumOfDiameters / length * 1000).rounded() / 1000
        let within = (lengthWithin / length * 1000).rounded() / 10
        return [
            SignalReading(name: "diameter_mean", value: mean, unit: .millimetre),
            SignalReading(name: "within_tolerance", value: within, unit: .percent),
        ]
    }
}
