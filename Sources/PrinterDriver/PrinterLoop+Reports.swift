internal import FloorControl
internal import FloorModel
internal import GCode

/// What the streamer notices, as reports to the core.
extension PrinterLoop {
    /// Reports what there is to report; true when the streamer may have something to write because of it.
    mutating func deliver(at now: MonotonicTime) -> Bool {
        let notices = streamer.takeNotices()
        if !notices.isEmpty { board.post(streamer.tally) }
        for notice in notices { deliver(notice, at: now) }
        reportProgress(at: now)
        reportStaleness(at: now)
        return !notices.isEmpty
    }

    private mutating func deliver(_ notice: StreamNotice, at now: MonotonicTime) {
        switch notice {
        case .ready(let identity, let readings, let isBusy): ready(identity, readings, isBusy: isBusy)
        case .active(let detail): configuration.report(.active(detail: detail))
        case .unanswered: isUnanswered = true
        case .started: if let print { configuration.report(.started(print.order.operation)) }
        case .held: configuration.report(.held)
        case .resumed: configuration.report(.resumed)
        case .completed: complete()
        case .stopped: stopped(at: now)
        case .halted(let words): halted(words, at: now)
        case .restarted(let duringPrint):
            if duringPrint || print != nil {
                failed(.firmwareReset, "the firmware said start in the middle of the print")
            }
            isReady = false
            streamer.greet(at: now)
        case .failed(let code, let detail): failed(code, detail)
        case .signals(let readings):
            self.readings = readings
            readingsAt = now
            configuration.report(.signals(readings))
        case .needsPerson(let words): configuration.report(.needsPerson(words))
        case .personDone: configuration.report(.personDone)
        }
    }

    private mutating func ready(_ identity: FirmwareIdentity, _ readings: [SignalReading], isBusy: Bool) {
        becomeReady()
        isAborting = false
        if isClearing {
            isClearing = false
            configuration.report(.cleared)
        }
        let found = Self.condition(readings, isBusy: isBusy)
        configuration.report(.connected(firmware: identity.name, found: found))
    }

    private static func condition(_ readings: [SignalReading], isBusy: Bool) -> FoundCondition {
        if isBusy { return .active(detail: "the firmware says that it is busy") }
        let hot = readings.filter { $0.name.hasSuffix("_target") && $0.value != 0 }
        if hot.isEmpty { return .atRest }
        return .active(detail: hot.map { "\($0.name) \($0.value) °C" }.joined(separator: ", "))
    }

    private mutating func complete() {
        guard let order = print?.order else { return }
        print = nil
        let lines = streamer.tally.acknowledged
        configuration.report(
            .progress(PrintProgress(operation: order.operation, acknowledgedLine: lines, lines: order.lines)))
        configuration.report(.completed(order.operation))
    }

    private mutating func stopped(at now: MonotonicTime) {
        configuration.report(.stopped(lastAcknowledgedLine: endPrint()))
        greetIfOwed(at: now)
    }

    private mutating func halted(_ words: String, at now: MonotonicTime) {
        if isAborting {
            isAborting = false
            configuration.report(.aborted(lastAcknowledgedLine: endPrint()))
        } else {
            failed(Self.isThermal(words) ? .thermalFault : .firmwareHalted, words)
        }
        greetIfOwed(at: now)
    }

    /// The stop, the abort or the halt came while a hello was not answered yet, or a `clear` waited for it. Without
    /// the hello a printer that was never found would stay lost, because nobody may order a `clear` of it.
    private mutating func greetIfOwed(at now: MonotonicTime) {
        if !isReady || isClearing { streamer.greet(at: now) }
    }

    mutating func failed(_ code: FaultCode, _ detail: String) {
        let fault = Fault(code, machine: configuration.machine, detail: detail)
        configuration.report(.failed(fault, lastAcknowledgedLine: endPrint()))
    }

    /// The print is over; its last acknowledged line.
    private mutating func endPrint() -> Int? {
        defer { print = nil }
        return lastAcknowledgedLine
    }

    /// nil where no print has begun.
    var lastAcknowledgedLine: Int? {
        guard let print, print.survey == nil else { return nil }
        return streamer.tally.acknowledged
    }

    /// `Thermal Runaway`, `Heating failed`, `MINTEMP triggered`, `MAXTEMP triggered` (Marlin temperature.cpp).
    private static func isThermal(_ words: String) -> Bool {
        ["hermal", "eating failed", "TEMP", "heater", "Heater"].contains { words.contains($0) }
    }

    private mutating func reportProgress(at now: MonotonicTime) {
        guard streamer.isPrinting, now >= progressAt, let order = print?.order else { return }
        progressAt = now + .milliseconds(250)
        board.post(streamer.tally)
        let line = streamer.tally.acknowledged
        configuration.report(
            .progress(PrintProgress(operation: order.operation, acknowledgedLine: line, lines: order.lines)))
    }

    private mutating func reportStaleness(at now: MonotonicTime) {
        guard !readings.isEmpty, now - readingsAt >= configuration.staleAfter else { return }
        let stale = readings.map { SignalReading(name: $0.name, value: $0.value, unit: $0.unit, quality: .stale) }
        readings = []
        configuration.report(.signals(stale))
    }
}
