internal import FloorControl
internal import FloorModel
internal import GCode
internal import SerialLink

/// The loop of a serial line's thread: connects, hands bytes and time to the streamer and its output to the port,
/// and reports. It waits in one place, for the port and the mailbox at once.
struct PrinterLoop {
    let configuration: PrinterConfiguration
    let mailbox: Mailbox
    let board: TallyBoard
    var streamer: GCodeStreamer
    var print: CurrentPrint?
    /// The firmware has answered the hello on this connection.
    var isReady = false
    var isAborting = false
    var isClearing = false
    /// The hello was not answered, or the polls after it: the link is dropped and opened anew.
    var isUnanswered = false
    var readings: [SignalReading] = []
    var readingsAt = MonotonicTime(elapsed: .zero)
    var progressAt = MonotonicTime(elapsed: .zero)
    private var lastFault: Fault?
    private var isShutDown = false
    /// The connection that was just lost had been answered: the next attempt is soon again.
    private var wasReady = false

    private static let firstDelay = Duration.milliseconds(250)
    private static let longestDelay = Duration.seconds(1)

    init(_ configuration: PrinterConfiguration, mailbox: Mailbox, board: TallyBoard) {
        self.configuration = configuration
        self.mailbox = mailbox
        self.board = board
        streamer = GCodeStreamer(dialect: configuration.dialect, windowLines: configuration.windowLines)
    }

    /// Runs until the mailbox is shut down.
    mutating func run() {
        var delay = Self.firstDelay
        while !isShutDown {
            do throws(SerialFault) {
                let link = try SerialLink(path: configuration.port, baud: configuration.baud)
                try serve(link)
            } catch {
                lose(error)
            }
            delay = wasReady ? Self.firstDelay : min(delay * 2, Self.longestDelay)
            wasReady = false
            pause(delay)
        }
    }

    /// Between two attempts to connect: nothing can be ordered.
    private mutating func pause(_ delay: Duration) {
        let until = MonotonicClock.now + delay
        while !isShutDown {
            let left = until - MonotonicClock.now
            guard left > .zero else { return }
            if mailbox.wakeup.wait(timeout: left) { takeMail(at: MonotonicClock.now) }
        }
    }

    private mutating func serve(_ link: SerialLink) throws(SerialFault) {
        var now = MonotonicClock.now
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { buffer.deallocate() }
        readingsAt = now
        streamer.greet(at: now)
        while !isShutDown {
            stepFile(at: now)
            try write(to: link)
            if deliver(at: now) { try write(to: link) }
            if isUnanswered {
                isUnanswered = false
                lose(nil)
                return
            }
            let ready = try link.wait(
                for: mailbox.wakeup, wantsWrite: !streamer.output.isEmpty, timeout: timeout(at: now))
            now = MonotonicClock.now
            if ready.isWoken { takeMail(at: now) }
            if ready.isReadable {
                let count = try link.read(into: buffer)
                streamer.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: now)
            }
            if let deadline = streamer.deadline, now >= deadline { streamer.tick(at: now) }
        }
    }

    private mutating func write(to link: SerialLink) throws(SerialFault) {
        while !streamer.output.isEmpty {
            let count = try streamer.output.withUnsafeBufferPointer { bytes throws(SerialFault) in
                try link.write(UnsafeRawBufferPointer(bytes))
            }
            guard count > 0 else { return }
            streamer.wrote(count)
        }
    }

    private func timeout(at now: MonotonicTime) -> Duration? {
        if print?.survey != nil { return .zero }
        var until = readingsAt + configuration.staleAfter
        if readings.isEmpty { until = now + .seconds(60) }
        if streamer.isPrinting { until = min(until, progressAt) }
        if let deadline = streamer.deadline { until = min(until, deadline) }
        return max(until - now, .zero)
    }

    mutating func takeMail(at now: MonotonicTime) {
        mailbox.wakeup.lower()
        let mail = mailbox.take()
        isShutDown = mail.isShutDown
        if let safing = mail.safing { obey(safing, at: now) }
        for letter in mail.letters { perform(letter, at: now) }
    }

    /// The link is gone, or never came up: told once for every different reason.
    private mutating func lose(_ cause: SerialFault?) {
        let line = lastAcknowledgedLine
        board.post(streamer.tally)
        let wasConnected = isReady
        wasReady = isReady
        streamer.close()
        print = nil
        isReady = false
        isAborting = false
        isClearing = false
        readings = []
        let fault = Fault(code(of: cause), machine: configuration.machine, detail: detail(of: cause))
        guard wasConnected || fault != lastFault else { return }
        lastFault = fault
        configuration.report(.disconnected(fault, lastAcknowledgedLine: line))
    }

    private func code(of cause: SerialFault?) -> FaultCode {
        switch cause {
        case nil, .unplugged: .linkLost
        default: .portUnavailable
        }
    }

    private func detail(of cause: SerialFault?) -> String {
        cause?.description
            ?? "\(configuration.port): the firmware does not answer M115 or M105 at \(configuration.baud) baud; "
            + "check power and baud rate"
    }

    /// The firmware has answered: the next loss is news again.
    mutating func becomeReady() {
        isReady = true
        lastFault = nil
    }
}
