internal import FloorControl
internal import FloorModel
internal import GCode
internal import Glibc
internal import SerialLink

/// The print at hand.
struct CurrentPrint {
    var order: PrintOrder
    var file: JobFile
    /// Until the whole file has been looked at.
    var survey: JobSurvey?
    /// A hold that came before the first line.
    var isHeldAtStart = false
}

extension PrinterLoop {
    mutating func perform(_ order: MachineOrder, at now: MonotonicTime) {
        switch order {
        case .print(let order): begin(order)
        case .resume: streamer.resume(at: now)
        case .clear:
            guard streamer.isHalted || (isReady && !streamer.isPrinting) else { return }
            isClearing = true
            streamer.greet(at: now)
        }
    }

    /// Safing commands need a link; without one there is nobody to obey.
    mutating func obey(_ command: SafingCommand, at now: MonotonicTime) {
        switch command {
        case .hold:
            print?.isHeldAtStart = true
            streamer.hold(at: now)
        case .stop:
            if print?.survey != nil { print = nil }
            streamer.stop(at: now)
        case .abort:
            if print?.survey != nil { print = nil }
            isAborting = true
            streamer.abort(at: now)
        }
    }

    private mutating func begin(_ order: PrintOrder) {
        guard streamer.isIdle, isReady, print == nil else {
            refuse(.stateForbids, "the printer is not ready for a print")
            return
        }
        guard let path = configuration.files(order.file) else {
            refuse(.fileUnavailable, "no stored file \(order.file)")
            return
        }
        guard let file = JobFile(path: path) else {
            refuse(.fileUnavailable, "\(path): \(String(cString: strerror(errno)))")
            return
        }
        print = CurrentPrint(order: order, file: file, survey: JobSurvey(dialect: streamer.dialect))
    }

    /// One part of the file further: surveying it, or feeding it.
    mutating func stepFile(at now: MonotonicTime) {
        guard let file = print?.file else { return }
        if print?.survey != nil {
            guard let part = readPart(of: file) else { return }
            guard print?.survey?.supply(part) == false else { return }
            endSurvey(of: file, at: now)
        }
        while streamer.wantsFile {
            guard let part = readPart(of: file) else { return }
            streamer.supply(part, at: now)
        }
    }

    private mutating func readPart(of file: JobFile) -> [UInt8]? {
        if let part = file.read() { return part }
        let reason = String(cString: strerror(errno))
        if streamer.isPrinting { streamer.stop(at: MonotonicClock.now) }
        refuse(.fileUnavailable, reason)
        return nil
    }

    private mutating func endSurvey(of file: JobFile, at now: MonotonicTime) {
        let refusal = print?.survey?.refusal
        print?.survey = nil
        if let refusal {
            refuse(.gcodeRefused, "line \(refusal.fileLine): \(refusal.reason)")
            return
        }
        guard streamer.isIdle else {
            refuse(.stateForbids, "the printer is not ready for a print")
            return
        }
        file.rewind()
        streamer.startPrint(at: now)
        if print?.isHeldAtStart == true { streamer.hold(at: now) }
    }

    private mutating func refuse(_ code: FaultCode, _ detail: String) {
        let line = streamer.isPrinting ? streamer.tally.acknowledged : nil
        print = nil
        configuration.report(
            .failed(Fault(code, machine: configuration.machine, detail: detail), lastAcknowledgedLine: line))
    }
}
