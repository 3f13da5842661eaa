internal import FloorModel

extension VirtualPrinter {
    /// A duration that the speed shortens.
    func scaled(_ seconds: Double) -> Nanoseconds {
        Nanoseconds(min(max(seconds, 0), 1e6) / configuration.speed * 1e9)
    }

    private var heaterStep: Nanoseconds { max(1, scaled(Heater.stepSeconds)) }

    /// The next instant at which anything happens without input.
    var nextEvent: Nanoseconds? {
        if isHalted { return nil }
        if let stalledUntil { return stalledUntil }
        var event: Nanoseconds? = nextBusy
        for time in [nextHeatingReport, nextAutoReport, nextGuard, heatersStuckUntil, wakeOfStep] {
            guard let time else { continue }
            event = min(event ?? time, time)
        }
        return event
    }

    /// When the step that blocks can go on.
    private var wakeOfStep: Nanoseconds? {
        switch steps.first {
        case .move: planner.nextEnd
        case .synchronize: planner.lastEnd
        case .until(let time): time
        case .heat: poweredOn + (heaterStepsDone + 1) * heaterStep
        case .waitForUser(let time): time
        case .dwell, .finishHoming, .steppersOff, nil: nil
        }
    }

    /// Event by event up to `time`, so that the grain of the calls does not matter.
    mutating func run(to time: Nanoseconds) {
        while let event = nextEvent, event <= time {
            now = max(now, event)
            settleMachine()
            runFirmware()
            speakPeriodically()
        }
        now = max(now, time)
        settleMachine()
    }

    /// Brings moves and temperatures up to `now`.
    mutating func settleMachine() {
        planner.retire(at: now)
        let due = (now - poweredOn) / heaterStep
        for _ in 0..<max(0, due - heaterStepsDone) {
            if nozzle.isSettled, bed.isSettled { break }
            nozzle.step()
            bed.step()
        }
        heaterStepsDone = max(heaterStepsDone, due)
        if let end = heatersStuckUntil, now >= end {
            heatersStuckUntil = nil
            nozzle.isStuck = false
            bed.isStuck = false
        }
        if let end = stalledUntil, now >= end { stalledUntil = nil }
    }

    private mutating func speakPeriodically() {
        guard !isHalted, stalledUntil == nil else { return }
        if let due = nextGuard, now >= due { guardHeaters() }
        if let due = nextBusy, now >= due {
            if case .waitForUser = steps.first {
                say("echo:busy: paused for user")
            } else {
                say("echo:busy: processing")
            }
            nextBusy = now + Self.busyInterval
        }
        if let due = nextHeatingReport, now >= due {
            say(temperatureText + " W:?")
            nextHeatingReport = now + Self.heatingReportInterval
        }
        if let due = nextAutoReport, now >= due {
            say(temperatureText)
            nextAutoReport = now + autoReportInterval
        }
    }

    private mutating func guardHeaters() {
        nextGuard = nozzle.target > 0 || bed.target > 0 ? now + Self.guardInterval : nil
        check(nozzleGuard.check(nozzle, at: now), heater: "0")
        guard !isHalted else { return }
        check(bedGuard.check(bed, at: now), heater: "bed")
        guard !isHalted, nozzle.celsius > configuration.nozzleMaximumCelsius else { return }
        haltForHeat("MAXTEMP triggered", heater: "0")
    }

    private mutating func check(_ verdict: HeaterProtection.Verdict, heater: String) {
        switch verdict {
        case .safe: break
        case .heatingFailed: haltForHeat("Heating failed", heater: heater)
        case .thermalRunaway: haltForHeat("Thermal Runaway", heater: heater)
        }
    }

    /// host_keepalive_interval, 2 s.
    static let busyInterval: Nanoseconds = 2_000_000_000
    static let heatingReportInterval: Nanoseconds = 1_000_000_000
    static let guardInterval: Nanoseconds = 500_000_000
}
