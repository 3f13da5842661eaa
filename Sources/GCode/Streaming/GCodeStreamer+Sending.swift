internal import FloorModel

extension GCodeStreamer {
    /// Sends what may be sent now.
    mutating func pump() {
        defer { arm() }
        if recovery.awaitsResendOk { return }
        if recovery.wantsQuestion {
            recovery.wantsQuestion = false
            sendQuestion()
        }
        if ledger.questions > 0 { return }
        switch phase {
        case .closed, .stopping, .halting, .halted: break
        case .greeting(let step): greetFurther(step)
        case .idle: pollWhenDue()
        case .numbering(let isSet): number(isSet: isSet)
        case .feeding: feed()
        case .verifying: verify()
        case .finishing:
            if !reportHeld(), ledger.isEmpty { send(.finishMoves) }
        }
    }

    private mutating func number(isSet: Bool) {
        guard !reportHeld(), ledger.isEmpty else { return }
        if !isSet {
            send(.setLineNumber)
        } else if dialect.recovery == .askLineNumber {
            sendQuestion()
        } else {
            beginFeeding()
            feed()
        }
    }

    mutating func beginFeeding() {
        phase = .feeding
        ledger.settle(through: 0)
    }

    private mutating func feed() {
        while true {
            if pause.isHolding {
                _ = reportHeld()
                return
            }
            if wantsPolls, now >= pollAt, ledger.isEmpty {
                pollWhenDue()
                return
            }
            guard ledger.hasRoom(for: 1) else { return }
            if next > history.last, !readNextLine() { return }
            let length = history.length(next)
            guard ledger.hasRoom(for: length) else { return }
            if tally.firstLineAt == nil {
                tally.firstLineAt = now
                notices.append(.started)
            }
            history.copy(next, to: &output)
            ledger.send(.line(next), bytes: length, isSlow: history.isSlow(next), at: now)
            next += 1
        }
    }

    /// Reads one more line of the file into the history; false when there is none now.
    private mutating func readNextLine() -> Bool {
        switch reader.next() {
        case .line:
            encoded.removeAll(keepingCapacity: true)
            NumberedLine.append(reader.line, number: next, to: &encoded)
            history.append(encoded, isSlow: CommandWord(reader.line)?.isSlow ?? true)
            return true
        case .needsMore:
            wantsFile = true
        case .end:
            if ledger.isEmpty {
                phase = .verifying
                verify()
            }
        }
        return false
    }

    private mutating func verify() {
        guard !reportHeld(), ledger.isEmpty else { return }
        if next <= history.last {
            // The firmware has asked for lines again: they go first.
            phase = .feeding
            feed()
        } else if dialect.recovery == .askLineNumber, history.last > 0 {
            sendQuestion()
        } else {
            beginFinishing()
        }
    }

    mutating func beginFinishing() {
        phase = .finishing
        if !pause.isHolding { send(.finishMoves) }
    }

    /// While holding, with nothing in flight that the firmware works on: tells so, once. Gives whether it is holding.
    private mutating func reportHeld() -> Bool {
        if pause.isHolding, ledger.isEmpty || pause.firmwareWaits, !pause.heldIsReported {
            pause.heldIsReported = true
            notices.append(.held)
        }
        return pause.isHolding
    }

    private mutating func pollWhenDue() {
        guard ledger.isEmpty, now >= pollAt else { return }
        pollAt = now + .seconds(2)
        // A firmware that reports by itself is asked only when it has fallen silent.
        if identity.reportsTemperatures, now - lastHeard < .seconds(5) { return }
        send(.temperatures)
    }

    mutating func send(_ command: FirmwareCommand) {
        let bytes = command.bytes
        if command == .temperatures { temperaturesCame = false }
        output.append(contentsOf: bytes)
        ledger.send(.command(command), bytes: bytes.count, isSlow: false, at: now)
    }

    /// Asks which line the firmware wants next: `N30012 M105*100`, far above everything that it could accept.
    /// Repetier compares numbers modulo 65536, which 30000 above the last line does not reach around to.
    mutating func sendQuestion() {
        encoded.removeAll(keepingCapacity: true)
        NumberedLine.append(Array("M105".utf8), number: history.last + 30_000, to: &encoded)
        // Unanswered questions may still wait in the firmware's buffer; more than fits there is lost unread.
        guard ledger.bytes + encoded.count <= dialect.receiveBytes || ledger.isEmpty else { return }
        output.append(contentsOf: encoded)
        ledger.send(.question, bytes: encoded.count, at: now)
        recovery.questionsAsked += 1
    }
}
