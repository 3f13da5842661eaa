internal import FloorControl
internal import FloorModel
internal import GCode
internal import Glibc

/// The print at hand.
struct CurrentPrint {
    var order: PrintOrder
    var file: JobFile
    /// Until the whole file has been looked at; nothing is sent before.
    var survey: JobSurvey?
    /// Held, and confirmed to be, before there is anything to hold back.
    var isHeldAtStart = false
}

extension PrinterLoop {
    mutating func perform(_ letter: Mailbox.Letter, at now: MonotonicTime) {
        switch letter.order {
        case .print(let order): begin(order, isHeld: letter.isHeld, at: now)
        case .resume: resume(at: now)
        case .clear: clear(at: now)
        // A printer has no points; the core writes to process machines only.
        case .write: break
        }
    }

    /// Safing commands need a link; without one there is nobody to obey.
    mutating func obey(_ command: SafingCommand, at now: MonotonicTime) {
        guard !streamer.isClosed else { return }
        if print?.survey != nil, command > .hold { print = nil }
        switch command {
        case .hold:
            if print?.survey != nil {
                print?.isHeldAtStart = true
                configuration.report(.held)
            } else {
                streamer.hold(at: now)
            }
        case .stop: streamer.stop(at: now)
        case .abort:
            isAborting = true
            isClearing = false
            streamer.abort(at: now)
        }
    }

    private mutating func resume(at now: MonotonicTime) {
        if print?.survey != nil, print?.isHeldAtStart == true {
            print?.isHeldAtStart = false
            configuration.report(.resumed)
        } else {
            streamer.resume(at: now)
        }
    }

    /// Says hello now where nothing else is under way. A stop or an abort is confirmed first; a hello that is under
    /// way already answers this one too, except to a halted firmware, which is asked at longer intervals after a time.
    private mutating func clear(at now: MonotonicTime) {
        guard !streamer.isClosed, !streamer.isPrinting, print?.survey == nil else { return }
        isClearing = true
        if streamer.isIdle || streamer.isHalted { streamer.greet(at: now) }
    }

    private mutating func begin(_ order: PrintOrder, isHeld: Bool, at now: MonotonicTime) {
        guard streamer.isIdle, isReady, print == nil else {
            refusePrint(at: now)
            return
        }
        guard let path = configuration.files(order.file) else {
            failed(.fileUnavailable, "no stored file \(order.file)")
            return
        }
        guard let file = JobFile(path: path) else {
            failed(.fileUnavailable, "\(path): \(String(cString: strerror(errno)))")
            return
        }
        let survey = JobSurvey(dialect: streamer.dialect)
        print = CurrentPrint(order: order, file: file, survey: survey, isHeldAtStart: isHeld)
    }

    /// The printer is not ready: the print is refused for good, nothing of it is kept for later.
    ///
    /// Where another print is at hand, core and driver disagree about what the machine does. The report says that
    /// nothing is fed any more, and so it is: that print is stopped.
    private mutating func refusePrint(at now: MonotonicTime) {
        let fault =
            if streamer.isHalted {
                Fault(.firmwareHalted, machine: configuration.machine, detail: streamer.haltWords ?? "halted")
            } else if streamer.isClosed {
                Fault(.linkLost, machine: configuration.machine, detail: "a print was ordered and nothing is connected")
            } else {
                Fault(
                    .driverOverloaded, machine: configuration.machine, detail: "a print was ordered of a busy printer")
            }
        configuration.report(.failed(fault, lastAcknowledgedLine: nil))
        if print?.survey != nil { print = nil }
        if streamer.isPrinting { streamer.stop(at: now) }
    }

    /// One part of the file further: surveying it, or feeding it.
    mutating func stepFile(at now: MonotonicTime) {
        guard let file = print?.file else { return }
        if print?.survey != nil {
            guard let part = readPart(of: file, at: now) else { return }
            guard print?.survey?.supply(part) == false else { return }
            endSurvey(of: file, at: now)
        }
        while streamer.wantsFile {
            guard let part = readPart(of: file, at: now) else { return }
            streamer.supply(part, at: now)
        }
    }

    private mutating func readPart(of file: JobFile, at now: MonotonicTime) -> [UInt8]? {
        if let part = file.read() { return part }
        failed(.fileUnavailable, String(cString: strerror(errno)))
        if streamer.isPrinting { streamer.stop(at: now) }
        return nil
    }

    private mutating func endSurvey(of file: JobFile, at now: MonotonicTime) {
        let isHeld = print?.isHeldAtStart == true
        if let refusal = print?.survey?.refusal {
            failed(.gcodeRefused, "line \(refusal.fileLine): \(refusal.reason)")
            return
        }
        guard streamer.isIdle else {
            refusePrint(at: now)
            return
        }
        print?.survey = nil
        file.rewind()
        streamer.startPrint(isHeld: isHeld, at: now)
    }
}
