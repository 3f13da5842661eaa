public import FloorModel

extension GCodeStreamer {
    /// The port is open: say hello (M115, M105). It moves and heats nothing, whatever the firmware is doing.
    ///
    /// The first byte is a newline: it ends a line that another program left half written, which must not
    /// swallow the hello.
    public mutating func greet(at now: MonotonicTime) {
        self.now = now
        lastHeard = now
        leavePrint()
        replies.removeAll()
        output.removeAll(keepingCapacity: true)
        output.append(UInt8(ascii: "\n"))
        identity = FirmwareIdentity()
        greeting = GreetingState()
        phase = .greeting(.identify)
        pump()
    }

    /// The port is gone.
    public mutating func close() {
        leavePrint()
        output.removeAll(keepingCapacity: true)
        endsMidLine = false
        forgetHalt()
        phase = .closed
    }

    /// Begins a print; the file comes by `supply`. Only when idle.
    ///
    /// - Parameter isHeld: a hold came first and was confirmed: nothing is sent before `resume`.
    public mutating func startPrint(isHeld: Bool = false, at now: MonotonicTime) {
        precondition(isIdle, "a print begins on an idle machine")
        self.now = now
        leavePrint()
        tally = StreamTally()
        timer = RoundTripTimer()
        ledger = AcknowledgementLedger(windowLines: windowLines, windowBytes: dialect.receiveBytes)
        history = LineHistory()
        reader = JobLineReader(dialect: dialect)
        next = 1
        pause.isHolding = isHeld
        pause.heldIsReported = isHeld
        phase = .numbering(isSet: false)
        pump()
    }

    /// Feeds nothing more of the file. `held` follows when nothing is in flight or the firmware waits for a person, at
    /// once when nothing is printed, and again for every further hold. Under a stop or an abort that is not confirmed
    /// nothing is said of the hold: the stronger command's confirmation stands for both.
    public mutating func hold(at now: MonotonicTime) {
        self.now = now
        switch phase {
        case .closed, .stopping, .halting: break
        case .greeting, .idle, .halted: notices.append(.held)
        case .numbering, .feeding, .verifying, .finishing:
            pause.isHolding = true
            pause.heldIsReported = false
            pause.owesResumed = false
            pump()
        }
    }

    /// Goes on after `hold` or a pause that the firmware asked for: `resumed` follows at once, or when a firmware that
    /// had asked for a person goes on. One that blocks (`busy: paused for user`) is told to by M108.
    public mutating func resume(at now: MonotonicTime) {
        self.now = now
        guard isPrinting else { return }
        pause.isHolding = false
        if pause.personIsAsked { pause.owesResumed = true } else { notices.append(.resumed) }
        // Every M108 is acknowledged in its turn, and no more of them are sent than the firmware's buffer holds.
        if pause.firmwareWaits, ledger.bytes + FirmwareCommand.endWait.bytes.count <= dialect.receiveBytes {
            send(.endWait)
        }
        pump()
    }

    /// Ends what runs and turns the heaters off, now: unnumbered, ahead of everything that waits. `stopped` follows
    /// when the targets are seen to be 0, and at once of a firmware that has shut itself down: its heaters are off and it
    /// answers nothing. One that stands with another error is alive, and must show them like any other.
    public mutating func stop(at now: MonotonicTime) {
        self.now = now
        guard !isShutDown else {
            notices.append(.stopped)
            return
        }
        guard phase != .closed, phase != .halting else { return }
        leavePrint()
        forgetHalt()
        phase = .stopping
        stopping = StopState()
        overtake()
        sendStopRound()
    }

    /// M112 now, unnumbered (without EMERGENCY_PARSER a numbered one waits its turn), then the heaters off for a
    /// firmware that does not know it. `halted` follows when the firmware says so, and at once, in the words of then,
    /// when it is known to have shut itself down: it will not say it twice.
    public mutating func abort(at now: MonotonicTime) {
        self.now = now
        guard phase != .closed else { return }
        leavePrint()
        stopping = StopState()
        overtake()
        if isShutDown, let haltWords {
            phase = .halted
            output.append(contentsOf: Self.haltRound)
            notices.append(.halted(haltWords))
        } else {
            forgetHalt()
            phase = .halting
            sendHaltRound()
        }
    }

    /// Throws away what is not written yet; a half-written line is ended, and refused for its checksum.
    private mutating func overtake() {
        output.removeAll(keepingCapacity: true)
        if endsMidLine { output.append(UInt8(ascii: "\n")) }
    }

    mutating func forgetHalt() {
        haltWords = nil
        isShutDown = false
    }

    /// Forgets the print: nothing of it is sent any more.
    mutating func leavePrint() {
        ledger.forgetInFlight()
        recovery = RecoveryState()
        wantsFile = false
        pause = PauseState()
    }

    /// The print ends by a fault.
    mutating func fail(_ code: FaultCode, _ detail: String) {
        leavePrint()
        output.removeAll(keepingCapacity: true)
        if endsMidLine { output.append(UInt8(ascii: "\n")) }
        phase = .idle
        pollAt = now
        notices.append(.failed(code, detail))
    }
}
