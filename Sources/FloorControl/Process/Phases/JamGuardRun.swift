internal import FloorModel

/// `run_with_jam_guard` while it runs: backwards a little, forwards until empty; a jam is freed by reversing.
struct JamGuardRun: Hashable, Sendable {
    private enum State: Hashable {
        case ready
        /// Turning backwards until then.
        case reversing(until: MonotonicTime)
        /// Slowing down before the other direction.
        case stopping(reverseNext: Bool, since: MonotonicTime)
        case forward(since: MonotonicTime)
    }

    /// A drive needs so long to run up or to stand still; longer is a fault of the drive.
    private static let driveSettles: Duration = .seconds(5)

    let parameters: RunWithJamGuard
    private var state = State.ready
    private var begunAt: MonotonicTime?
    private var overSince: MonotonicTime?
    private var idleSince: MonotonicTime?
    private var deadSince: MonotonicTime?
    private var tries = 0
    private var jams = 0
    private var energyAtBegin: Double?

    init(_ parameters: RunWithJamGuard) { self.parameters = parameters }

    mutating func step(_ context: PhaseContext) -> PhaseOutcome {
        guard let drive = context.machine.drive(parameters.drive) else { return .running }
        switch state {
        case .ready: return begin(context)
        case .reversing(let until):
            guard context.now >= until else { return .running }
            state = .stopping(reverseNext: false, since: context.now)
            return PhaseOutcome(halts: true)
        case .stopping(let reverseNext, let since):
            return turn(reverse: reverseNext, stoppingSince: since, drive, context)
        case .forward(let since): return watch(drive, since: since, context)
        }
    }

    /// A person has cleared the jam, or the hold is over.
    mutating func resume() {
        state = .ready
        begunAt = nil
        tries = 0
        overSince = nil
        idleSince = nil
        deadSince = nil
    }

    private mutating func begin(_ context: PhaseContext) -> PhaseOutcome {
        energyAtBegin = energyAtBegin ?? context.value(.energy)
        begunAt = begunAt ?? context.now
        guard parameters.reverseFirst > .zero else { return forward(context) }
        return reverse(for: parameters.reverseFirst, context)
    }

    private mutating func reverse(for time: Duration, _ context: PhaseContext) -> PhaseOutcome {
        state = .reversing(until: context.now + time)
        return PhaseOutcome(
            writes: context.machine.start(parameters.drive, speed: parameters.speed, reverse: true))
    }

    private mutating func forward(_ context: PhaseContext) -> PhaseOutcome {
        state = .forward(since: context.now)
        overSince = nil
        idleSince = nil
        deadSince = nil
        return PhaseOutcome(writes: context.machine.start(parameters.drive, speed: parameters.speed))
    }

    private mutating func turn(
        reverse: Bool, stoppingSince since: MonotonicTime, _ drive: DriveDescription, _ context: PhaseContext
    ) -> PhaseOutcome {
        let elapsed = context.now - since
        if elapsed > Self.driveSettles {
            return .failed(.driveFault, "\(drive.name) did not stand still after \(elapsed.shortText)")
        }
        guard context.isHalted, let state = context.value(drive.running.point), !drive.running.holds(for: state) else {
            return .running
        }
        return reverse ? self.reverse(for: parameters.reverse, context) : forward(context)
    }

    private mutating func watch(
        _ drive: DriveDescription, since: MonotonicTime, _ context: PhaseContext
    ) -> PhaseOutcome {
        if let begunAt, context.now - begunAt > context.limit(parameters.timeout) {
            return .stuck(.phaseOverdue, "the hopper is not empty after \(parameters.timeout.shortText)")
        }
        guard isTurning(drive, since: since, context) else {
            return .failed(.driveFault, "\(drive.name) was told to run and does not")
        }
        guard let current = context.value(drive.current), let rated = drive.ratedCurrentAmpere else {
            (overSince, idleSince) = (nil, nil)
            return .running
        }
        let ratio = current / rated
        overSince = ratio > parameters.jamRatio ? overSince ?? context.now : nil
        idleSince = ratio < parameters.idleRatio ? idleSince ?? context.now : nil
        if let overSince, context.now - overSince >= parameters.jamAfter { return jam(current, rated, context) }
        if let idleSince, context.now - idleSince >= idleTime(context) { return .done(results(context)) }
        return .running
    }

    /// How fast a hopper empties is scaled on a virtual floor; how fast a current is measured is not.
    private func idleTime(_ context: PhaseContext) -> Duration {
        min(parameters.idleFor, max(context.scaled(parameters.idleFor), .seconds(2)))
    }

    /// A drive that is not seen turning gets some seconds: to run up, or to be seen again.
    private mutating func isTurning(
        _ drive: DriveDescription, since: MonotonicTime, _ context: PhaseContext
    ) -> Bool {
        if context.holds(drive.running) {
            deadSince = nil
            return true
        }
        let dead = deadSince ?? context.now
        deadSince = dead
        return context.now - max(dead, since) <= Self.driveSettles
    }

    private mutating func jam(_ current: Double, _ rated: Double, _ context: PhaseContext) -> PhaseOutcome {
        tries += 1
        jams += 1
        guard tries <= parameters.maximumTries else {
            return .stuck(
                .jammed,
                "\(current.shortText) A at \(rated.shortText) A rated, still after \(parameters.maximumTries) reversals"
            )
        }
        state = .stopping(reverseNext: true, since: context.now)
        return PhaseOutcome(halts: true)
    }

    private func results(_ context: PhaseContext) -> [SignalReading] {
        var results = [SignalReading(name: "jams", value: Double(jams), unit: .none)]
        if let energyAtBegin, let energy = context.value(.energy) {
            results.append(SignalReading(name: "energy", value: energy - energyAtBegin, unit: .kilowattHour))
        }
        return results
    }
}
