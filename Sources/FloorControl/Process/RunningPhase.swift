internal import FloorModel

/// The phase of a recipe that runs, with what it remembers. Not journalled: after a restart nothing runs.
enum RunningPhase: Hashable, Sendable {
    case heatAndSoak(HeatAndSoakRun)
    case runWithJamGuard(JamGuardRun)
    case dwell(DwellRun)
    case purge(PurgeRun)
    case controlDiameter(ControlDiameterRun)
    case coolDown(CoolDownRun)

    init(_ kind: PhaseKind) {
        self =
            switch kind {
            case .heatAndSoak(let parameters): .heatAndSoak(HeatAndSoakRun(parameters))
            case .runWithJamGuard(let parameters): .runWithJamGuard(JamGuardRun(parameters))
            case .dwell(let parameters): .dwell(DwellRun(parameters))
            case .purge(let parameters): .purge(PurgeRun(parameters))
            case .controlDiameter(let parameters): .controlDiameter(ControlDiameterRun(parameters))
            case .coolDown(let parameters): .coolDown(CoolDownRun(parameters))
            }
    }

    mutating func step(_ context: PhaseContext) -> PhaseOutcome {
        switch self {
        case .heatAndSoak(var run):
            defer { self = .heatAndSoak(run) }
            return run.step(context)
        case .runWithJamGuard(var run):
            defer { self = .runWithJamGuard(run) }
            return run.step(context)
        case .dwell(var run):
            defer { self = .dwell(run) }
            return run.step(context)
        case .purge(var run):
            defer { self = .purge(run) }
            return run.step(context)
        case .controlDiameter(var run):
            defer { self = .controlDiameter(run) }
            return run.step(context)
        case .coolDown(var run):
            defer { self = .coolDown(run) }
            return run.step(context)
        }
    }

    /// After a hold everything is set again.
    mutating func resume() {
        switch self {
        case .heatAndSoak(var run):
            run.resume()
            self = .heatAndSoak(run)
        case .runWithJamGuard(var run):
            run.resume()
            self = .runWithJamGuard(run)
        case .dwell(var run):
            run.resume()
            self = .dwell(run)
        case .purge(var run):
            run.resume()
            self = .purge(run)
        case .controlDiameter(var run):
            run.resume()
            self = .controlDiameter(run)
        case .coolDown(var run):
            run.resume()
            self = .coolDown(run)
        }
    }
}
