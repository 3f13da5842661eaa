internal import FloorModel

extension GCodeStreamer {
    /// Sends the question of this step of the hello.
    mutating func greetFurther(_ step: GreetingStep) {
        guard ledger.isEmpty else { return }
        greeting.attempts += 1
        guard isHalted || greeting.attempts <= GreetingState.attemptLimit else {
            phase = .closed
            notices.append(.unanswered)
            return
        }
        switch step {
        // A halted firmware may take no bytes at all: what waits to be written does not grow for ever.
        case .identify where output.count >= Self.unwrittenLimit:
            ledger.send(.command(.identify), bytes: 0, at: now)
        case .identify: send(.identify)
        case .temperatures: send(.temperatures)
        case .autoreport: send(.autoreport)
        }
    }

    /// The question of this step was answered; a firmware that does not tell its name is asked three times.
    mutating func greetingAnswered(_ step: GreetingStep) {
        switch step {
        case .identify:
            guard identity.name != "unknown" || greeting.attempts >= 3 else { return }
            if isHalted {
                forgetHalt()
                greeting.attempts = 0
            }
            if asksDialect { dialect = Dialect.of(firmware: identity.name) ?? .marlin }
            phase = .greeting(.temperatures)
        case .temperatures:
            if identity.reportsTemperatures {
                phase = .greeting(.autoreport)
            } else {
                becomeReady()
            }
        case .autoreport: becomeReady()
        }
    }

    private mutating func becomeReady() {
        phase = .idle
        pollAt = now + .seconds(2)
        notices.append(.ready(identity, readings: greeting.readings, isBusy: greeting.isBusy))
    }

    /// The stop at once: M108 ends a blocking heat-up, M410 drops the planned moves, then every heater and the fan.
    mutating func sendStopRound() {
        recovery.retryAt = now + .seconds(1 << min(stopping.rounds, 3))
        stopping.rounds += 1
        guard output.count < Self.unwrittenLimit else { return }
        output.append(contentsOf: Array("M108\nM410\nM104 S0\nM140 S0\nM107\n".utf8))
        for tool in stopping.hotTools { output.append(contentsOf: Array("M104 T\(tool) S0\n".utf8)) }
        output.append(contentsOf: Array("M105\n".utf8))
    }

    /// Bytes that a port may leave unwritten before nothing is repeated to it any more.
    private static let unwrittenLimit = 64
    static let haltRound = Array("M112\nM104 S0\nM140 S0\n".utf8)

    /// M112 until the firmware says that it halted. One that never does is given up, so that the hello finds it again.
    mutating func sendHaltRound() {
        stopping.rounds += 1
        guard stopping.rounds <= StopState.haltLimit else {
            loseFirmware()
            return
        }
        if output.count < Self.unwrittenLimit { output.append(contentsOf: Self.haltRound) }
        recovery.retryAt = now + .seconds(1)
    }

    /// An answer to M105 while stopping. The first may belong to a question from before the stop; the second cannot,
    /// and the firmware answers in order, so that everything sent before it has been acted upon.
    mutating func stopAnswered(_ readings: [SignalReading]) {
        let hot = readings.filter { $0.name.hasSuffix("_target") && $0.value != 0 }
        stopping.hotTools = hot.compactMap { reading in
            reading.name.hasPrefix("nozzle") ? Int(reading.name.dropFirst(6).dropLast(7)) : nil
        }
        guard hot.isEmpty else {
            stopping.coldAnswers = 0
            recovery.retryAt = now + .milliseconds(300)
            return
        }
        stopping.coldAnswers += 1
        guard stopping.coldAnswers >= 2 else {
            sendStopRound()
            return
        }
        leavePrint()
        phase = .idle
        pollAt = now + .seconds(2)
        notices.append(.stopped)
    }
}
