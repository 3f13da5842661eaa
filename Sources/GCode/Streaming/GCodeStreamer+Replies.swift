internal import FloorModel

extension GCodeStreamer {
    /// Takes one line from the firmware.
    mutating func handle(_ line: [UInt8]) {
        let reply = FirmwareReply.parse(line, dialect: dialect)
        if case .greeting = phase { identity.read(line) }
        switch reply {
        case .ok(let number):
            let hasTemperatures = line.count > 5 && ByteText(line).contains("T:")
            if hasTemperatures { takeTemperatures(line, isAnswer: true) }
            acknowledge(number, hasTemperatures: hasTemperatures)
        case .resend(let number): resendRequested(number)
        case .lineRefused(let last): recovery.lastLineOfError = last
        case .halt: haltSeen(line)
        case .start: startSeen()
        case .busy(let paused): busySeen(line, paused: paused)
        case .wait:
            if dialect.saysWait, isPrinting, !ledger.isEmpty, ledger.questions == 0 { recovery.wantsQuestion = true }
        case .skip: recovery.okToSkip += 1
        case .action: actionSeen(line)
        case .temperatures:
            takeTemperatures(line, isAnswer: dialect.temperaturesFollowOk || !identity.reportsTemperatures)
        case .remark: break
        case .unreadable: hasten()
        }
        if ledger.oldest?.isSlow == true, reply != .unreadable { recovery.retryAt = nil }
    }

    private mutating func acknowledge(_ number: Int?, hasTemperatures: Bool) {
        if recovery.okToSkip > 0 {
            recovery.okToSkip -= 1
        } else if recovery.awaitsResendOk {
            recovery.awaitsResendOk = false
        } else if phase == .stopping || phase == .halting {
            return
        } else if let number, case .line? = ledger.oldest?.kind {
            acknowledge(through: number)
        } else if hasTemperatures, dialect.recovery == .trustOrder {
            acknowledgeThroughTemperatures()
        } else {
            acknowledgeOldest()
        }
    }

    /// A plain `ok`.
    private mutating func acknowledgeOldest() {
        guard let oldest = ledger.oldest else {
            tally.surplusAcknowledgements += 1
            return
        }
        switch oldest.kind {
        case .question:
            // Its refusal could not be read: ask again soon.
            hasten()
        case .line:
            let trip = now - oldest.sentAt
            if ledger.entries.count == 1, !oldest.isSlow, timer.isTooSoon(trip) {
                tally.surplusAcknowledgements += 1
                return
            }
            if !oldest.isSlow, recovery.silences == 0 { timer.observe(trip) }
            takeOldest()
        case .command(.temperatures) where !temperaturesCame && !dialect.temperaturesFollowOk:
            // Whatever this belongs to, it does not answer M105.
            tally.surplusAcknowledgements += 1
        case .command(let command):
            takeOldest()
            acknowledged(command)
        }
    }

    /// `ok N12`: everything through that line is acknowledged. A number that is not in flight is a repetition or
    /// damaged, and says nothing.
    private mutating func acknowledge(through number: Int) {
        guard ledger.entries.contains(where: { $0.kind == .line(number) }) else {
            tally.surplusAcknowledgements += 1
            return
        }
        while ledger.acknowledged < number, let oldest = ledger.oldest, oldest.kind != .question {
            if oldest.kind == .line(number), !oldest.isSlow, recovery.silences == 0 {
                timer.observe(now - oldest.sentAt)
            }
            takeOldest()
        }
    }

    /// M105 is answered and so is everything before it.
    private mutating func acknowledgeThroughTemperatures() {
        guard ledger.entries.contains(where: { $0.kind == .command(.temperatures) }) else {
            acknowledgeOldest()
            return
        }
        while let oldest = ledger.oldest {
            takeOldest()
            if oldest.kind == .command(.temperatures) {
                acknowledged(.temperatures)
                return
            }
        }
    }

    private mutating func takeOldest() {
        _ = ledger.acknowledgeOldest()
        if isPrinting { tally.acknowledge(ledger.acknowledged, at: now) }
        progressMade()
    }

    mutating func progressMade() {
        recovery.retryAt = nil
        recovery.silences = 0
        recovery.suspect = nil
        goOn()
    }

    /// The firmware has done something: a wait for a person is over. A pause that it only announced
    /// (`//action:pause`) does not block it, and lasts while the print holds.
    private mutating func goOn() {
        if pause.personIsAsked, pause.firmwareWaits || !pause.isHolding {
            pause.personIsAsked = false
            notices.append(.personDone)
        }
        pause.firmwareWaits = false
        if pause.owesResumed {
            pause.owesResumed = false
            notices.append(.resumed)
        }
    }

    private mutating func acknowledged(_ command: FirmwareCommand) {
        switch (command, phase) {
        case (.setLineNumber, .numbering): phase = .numbering(isSet: true)
        case (.finishMoves, .finishing):
            leavePrint()
            phase = .idle
            notices.append(.completed)
        case (_, .greeting(let step)): greetingAnswered(step)
        default: break
        }
    }

    mutating func takeTemperatures(_ line: [UInt8], isAnswer: Bool) {
        let readings = TemperatureReport.readings(line)
        temperaturesCame = true
        if case .greeting = phase { greeting.readings = readings }
        if let hot = readings.first(where: { $0.name.hasSuffix("_target") && $0.value != 0 }) {
            foundActive("\(hot.name) \(hot.value) °C")
        }
        if !readings.isEmpty { notices.append(.signals(readings)) }
        if phase == .stopping, isAnswer { stopAnswered(readings) }
    }

    /// A firmware that is blocked by a heat-up or a pause answers no hello for minutes; what it says by itself shows
    /// that it is at work.
    private mutating func foundActive(_ detail: String) {
        guard phase == .greeting(.identify), !greeting.isToldActive, !isHalted else { return }
        greeting.isToldActive = true
        notices.append(.active(detail))
    }

    private mutating func busySeen(_ line: [UInt8], paused: Bool) {
        greeting.isBusy = true
        foundActive("the firmware says that it is busy")
        recovery.silences = 0
        // A firmware that says busy says it every 2 s (Marlin HOST_KEEPALIVE): it will say when it is done.
        if !ledger.isEmpty { recovery.retryAt = now + .seconds(10) }
        pause.firmwareWaits = paused
        if paused { askPerson(line) }
    }

    private mutating func askPerson(_ line: [UInt8]) {
        guard !pause.personIsAsked else { return }
        pause.personIsAsked = true
        notices.append(.needsPerson(ByteText(line).string))
    }

    /// `//action:pause`, `//action:paused filament_runout T0`, `//action:resumed`, `//action:cancel` (Marlin
    /// host_actions.cpp). Prompts and notifications are for a screen and change nothing here.
    private mutating func actionSeen(_ line: [UInt8]) {
        let text = ByteText(line)
        guard let colon = text.index(of: ":") else { return }
        if text.has("pause", at: colon + 1) || text.has("out_of_filament", at: colon + 1) {
            askPerson(line)
            if isPrinting, !pause.isHolding { hold(at: now) }
        } else if text.has("resume", at: colon + 1) {
            guard pause.personIsAsked else { return }
            pause.personIsAsked = false
            notices.append(.personDone)
        } else if text.has("cancel", at: colon + 1), isPrinting {
            fail(.attentionNeeded, text.string)
        }
    }

    /// The first words are kept: what follows a halt says less and less. A hello to a halted firmware goes on.
    private mutating func haltSeen(_ line: [UInt8]) {
        guard phase != .closed else { return }
        if FirmwareReply.isShutDown(ByteText(line)) { isShutDown = true }
        guard !isHalted else { return }
        leavePrint()
        output.removeAll(keepingCapacity: true)
        haltWords = ByteText(line).string
        phase = .halted
        notices.append(.halted(ByteText(line).string))
    }

    /// `start`: everything that the firmware knew is gone, and with it the position. Nothing is ever repeated.
    private mutating func startSeen() {
        forgetHalt()
        switch phase {
        case .closed: break
        case .greeting:
            leavePrint()
            greeting = GreetingState()
            phase = .greeting(.identify)
        case .stopping: sendStopRound()
        case .halting:
            // Some firmwares answer M112 by starting anew: the abort is confirmed, and the hello is owed.
            notices.append(.halted(ByteText(replies.line).string))
            restart()
        case .halted, .idle, .numbering, .feeding, .verifying, .finishing: restart()
        }
    }

    private mutating func restart() {
        let duringPrint = isPrinting
        leavePrint()
        output.removeAll(keepingCapacity: true)
        phase = .closed
        notices.append(.restarted(duringPrint: duringPrint))
    }
}
