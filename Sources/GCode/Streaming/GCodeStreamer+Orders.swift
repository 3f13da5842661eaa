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
        phase = .closed
    }

    /// Begins a print; the file comes by `supply`. Only when idle.
    public mutating func startPrint(at now: MonotonicTime) {
        precondition(isIdle, "a print begins on an idle machine")
        self.now = now
        leavePrint()
        tally = StreamTally()
        timer = RoundTripTimer()
        ledger = AcknowledgementLedger(windowLines: windowLines, windowBytes: dialect.receiveBytes)
        history = LineHistory()
        reader = JobLineReader(dialect: dialect)
        next = 1
        phase = .numbering(isSet: false)
        pump()
    }

    /// Feeds nothing more of the file; `held` follows when nothing is in flight.
    public mutating func hold(at now: MonotonicTime) {
        self.now = now
        guard isPrinting, !isHolding else { return }
        isHolding = true
        heldIsReported = false
        pump()
    }

    /// Goes on after `hold` or a pause that the firmware asked for.
    public mutating func resume(at now: MonotonicTime) {
        self.now = now
        guard isPrinting, isHolding else { return }
        isHolding = false
        notices.append(.resumed)
        pump()
    }

    /// Ends what runs and turns the heaters off, now: unnumbered, ahead of everything that waits.
    public mutating func stop(at now: MonotonicTime) {
        self.now = now
        guard phase != .closed, !isHalted else { return }
        leavePrint()
        phase = .stopping
        stopping = StopState()
        overtake()
        sendStopRound()
    }

    /// M112 now, unnumbered (without EMERGENCY_PARSER a numbered one waits its turn), then the heaters off for a
    /// firmware that does not know it. `halted` follows when the firmware says so.
    public mutating func abort(at now: MonotonicTime) {
        self.now = now
        guard phase != .closed else { return }
        leavePrint()
        phase = .halting
        overtake()
        output.append(contentsOf: Array("M112\nM104 S0\nM140 S0\n".utf8))
    }

    /// Throws away what is not written yet; a half-written line is ended, and refused for its checksum.
    private mutating func overtake() {
        output.removeAll(keepingCapacity: true)
        if endsMidLine { output.append(UInt8(ascii: "\n")) }
    }

    /// Forgets the print: nothing of it is sent any more.
    mutating func leavePrint() {
        ledger.forgetInFlight()
        recovery = RecoveryState()
        wantsFile = false
        isHolding = false
        heldIsReported = false
        personIsAsked = false
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
