internal import FloorModel

extension GCodeStreamer {
    /// `Resend: 12`: a line was refused, or a question is answered.
    mutating func resendRequested(_ number: Int?) {
        switch phase {
        case .numbering, .feeding, .verifying: break
        default: return
        }
        if dialect.resendAcknowledgement != .never {
            recovery.awaitsResendOk = true
            let wait: Duration = dialect.resendAcknowledgement == .always ? RoundTripTimer.floor : .milliseconds(30)
            recovery.resendOkUntil = now + wait
        }
        let lastLine = recovery.lastLineOfError
        recovery.lastLineOfError = nil
        let isAnswer = ledger.answerQuestion()
        recovery.retryAt = nil
        guard let number, lastLine == nil || lastLine == number - 1 else {
            recovery.wantsQuestion = ledger.questions == 0
            return
        }
        if isAnswer, ledger.questions > 0 {
            // The answers to the other questions come first: taken for refusals they would cause resends.
            recovery.answer = number
            return
        }
        decide(number, isAnswer: isAnswer)
    }

    /// What to do about a firmware that says it wants line `number`.
    private mutating func decide(_ number: Int, isAnswer: Bool) {
        recovery.answer = nil
        if case .numbering = phase {
            decideNumbering(number, isAnswer: isAnswer)
            return
        }
        let plausible = ledger.acknowledged...(history.last + 1)
        if plausible.contains(number), isAnswer || number > ledger.acknowledged {
            follow(number, isAnswer: isAnswer)
        } else if isAnswer, recovery.suspect == number {
            if number > 1, number > ledger.acknowledged - RecoveryState.reach, history.contains(number) {
                follow(number, isAnswer: true)
            } else {
                fail(.firmwareReset, "the firmware asks for line \(number) after line \(ledger.acknowledged)")
            }
        } else {
            // Damaged, or from before: `Resend: 034497` for 134497. Nothing is sent on its word.
            recovery.suspect = isAnswer ? number : nil
            recovery.wantsQuestion = true
        }
    }

    private mutating func decideNumbering(_ number: Int, isAnswer: Bool) {
        guard isAnswer else { return }
        if number == 1 {
            beginFeeding()
            progressMade()
            return
        }
        recovery.refusals += 1
        phase = .numbering(isSet: false)
        if recovery.refusals > RecoveryState.refusalLimit {
            fail(.lineRefused, "M110 N0 does not set the line number: the firmware wants line \(number)")
        }
    }

    /// The firmware has accepted everything before `number`: go on there.
    private mutating func follow(_ number: Int, isAnswer: Bool) {
        ledger.settle(through: number - 1)
        if number - 1 < tally.acknowledged {
            tally.acknowledged = number - 1
        } else {
            tally.acknowledge(number - 1, at: now)
        }
        next = number
        if number <= history.last {
            tally.resends += 1
            recovery.refusals = recovery.refusedLine == number ? recovery.refusals + 1 : 1
            recovery.refusedLine = number
            phase = .feeding
            if recovery.refusals > RecoveryState.refusalLimit {
                fail(.lineRefused, "line \(number) was refused \(recovery.refusals) times")
                return
            }
        } else if phase == .verifying, isAnswer {
            phase = .finishing
        }
        progressMade()
    }

    /// Sets the time at which silence is acted upon, where it is not set.
    mutating func arm() {
        if phase == .stopping || phase == .halting { return }
        guard let oldest = ledger.oldest else {
            recovery.retryAt = nil
            return
        }
        guard recovery.retryAt == nil, !recovery.awaitsResendOk else { return }
        recovery.retryAt = now + patience(with: oldest)
    }

    private func patience(with oldest: AcknowledgementLedger.Entry) -> Duration {
        let base: Duration
        switch phase {
        // A firmware that boots hears nothing: ask every second until it does.
        case .greeting:
            let isPatient = isHalted && greeting.attempts > GreetingState.attemptLimit
            return isPatient ? GreetingState.haltedPatience : .seconds(1)
        case .finishing: base = .seconds(1)
        case .idle: base = .seconds(2)
        default: base = oldest.isSlow ? .seconds(10) : timer.patience
        }
        return min(base * (1 << min(recovery.silences, 8)), .seconds(oldest.isSlow ? 30 : 10))
    }

    /// Something unreadable came in: if it was the awaited acknowledgement, nothing else will come.
    mutating func hasten() {
        guard isPrinting, let oldest = ledger.oldest, !oldest.isSlow, let retryAt = recovery.retryAt else { return }
        recovery.retryAt = min(retryAt, now + timer.shortPatience)
    }

    /// Nothing was heard for longer than the firmware takes.
    mutating func silence() {
        recovery.silences += 1
        switch phase {
        case .closed, .halted: break
        case .halting: sendHaltRound()
        case .stopping: sendStopRound()
        case .greeting: ledger.forgetInFlight()
        case .idle:
            ledger.forgetInFlight()
            pollAt = now
            if recovery.silences > 5 { loseFirmware() }
        case .numbering, .feeding, .verifying: askAfterSilence()
        case .finishing:
            // M400 twice waits twice for the same: nothing.
            ledger.forgetInFlight()
        }
    }

    mutating func loseFirmware() {
        leavePrint()
        phase = .closed
        notices.append(.unanswered)
    }

    private mutating func askAfterSilence() {
        if let answer = recovery.answer {
            ledger.settle(through: ledger.acknowledged)
            decide(answer, isAnswer: true)
            return
        }
        guard let oldest = ledger.oldest else { return }
        tally.timeouts += 1
        guard recovery.silences <= (oldest.isSlow ? 60 : 12) else {
            let line = ledger.acknowledged
            fail(
                .acknowledgementLost,
                "no acknowledgement after line \(line), and no answer to \(recovery.silences - 1) questions")
            return
        }
        if phase == .numbering(isSet: false) {
            ledger.forgetInFlight()
            return
        }
        switch dialect.recovery {
        case .askLineNumber: sendQuestion()
        case .trustOrder:
            if !ledger.entries.contains(where: { $0.kind == .command(.temperatures) }) { send(.temperatures) }
        case .repeatLine:
            ledger.settle(through: ledger.acknowledged)
            next = ledger.acknowledged + 1
        }
    }
}
