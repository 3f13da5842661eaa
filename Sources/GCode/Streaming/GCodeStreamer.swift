public import FloorModel

/// The host's side of serial G-code, without I/O: bytes and time in, bytes and notices out.
///
/// Exactly-once rests on the firmware's own check: a line is tied to its number, and a firmware that verifies numbers
/// accepts none twice and none out of turn. What the streamer must decide is only what to send next, and every doubt
/// (silence, an implausible `Resend:`, the end of the file) is settled by a question: a line numbered far above,
/// which is refused without effect and whose refusal names the line that the firmware wants. A line is never repeated
/// because of silence.
///
/// Run it so: hand in what was read (`receive`), call `tick` at `deadline`, supply the file when `wantsFile`, write
/// `output` and tell how much of it left (`wrote`), take the notices.
public struct GCodeStreamer: Sendable {
    /// Bytes to be written, in order.
    public internal(set) var output: [UInt8] = []
    /// The next part of the file is needed (`supply`).
    public internal(set) var wantsFile = false
    public internal(set) var identity = FirmwareIdentity()
    public internal(set) var dialect: Dialect
    public internal(set) var tally = StreamTally()

    enum Phase: Hashable, Sendable {
        /// Nobody has said hello yet, or nobody answered.
        case closed
        case greeting(GreetingStep)
        case idle
        /// M110, and the question that proves it.
        case numbering(isSet: Bool)
        case feeding
        /// The question whether the last line was accepted.
        case verifying
        /// M400.
        case finishing
        case stopping
        /// M112 is out.
        case halting
        case halted
    }

    enum GreetingStep: Hashable, Sendable { case identify, temperatures, autoreport }

    let asksDialect: Bool
    let windowLines: Int
    var phase = Phase.closed
    var notices: [StreamNotice] = []
    var replies = ReplyLineBuffer()
    var ledger: AcknowledgementLedger
    var history = LineHistory()
    var reader: JobLineReader
    var encoded: [UInt8] = []
    var timer = RoundTripTimer()
    var recovery = RecoveryState()
    var greeting = GreetingState()
    var stopping = StopState()
    /// The next line of the file to be sent.
    var next = 1
    var pause = PauseState()
    /// What the firmware said when it halted, until it is known to be back: it outlasts a hello that goes unanswered.
    public internal(set) var haltWords: String?
    /// It said beyond doubt that it has shut itself down: it will confirm nothing, and need not.
    var isShutDown = false
    /// A `T:` line came since M105 was sent: some firmwares put it before a plain `ok`.
    var temperaturesCame = false
    var endsMidLine = false
    var now = MonotonicTime(elapsed: .zero)
    var lastHeard = MonotonicTime(elapsed: .zero)
    var pollAt = MonotonicTime(elapsed: .zero)

    /// - Parameters:
    ///   - dialect: nil asks the firmware (M115) and falls back to Marlin.
    ///   - windowLines: lines in flight at most.
    public init(dialect: Dialect?, windowLines: Int = 1) {
        precondition(windowLines >= 1, "a window of no lines sends nothing")
        asksDialect = dialect == nil
        self.dialect = dialect ?? .marlin
        self.windowLines = windowLines
        ledger = AcknowledgementLedger(windowLines: windowLines, windowBytes: self.dialect.receiveBytes)
        reader = JobLineReader(dialect: self.dialect)
        output.reserveCapacity(1024)
    }

    /// Whether a print is under way, held included.
    public var isPrinting: Bool {
        switch phase {
        case .numbering, .feeding, .verifying, .finishing: true
        default: false
        }
    }

    /// Whether a print can begin.
    public var isIdle: Bool { phase == .idle }
    /// The firmware said that it halted, and has not been heard to be back since.
    public var isHalted: Bool { haltWords != nil }
    /// The port is closed, or nobody answered.
    public var isClosed: Bool { phase == .closed }

    /// When `tick` is due; nil when only bytes can change anything.
    public var deadline: MonotonicTime? {
        if recovery.awaitsResendOk {
            return min(recovery.retryAt ?? recovery.resendOkUntil, recovery.resendOkUntil)
        }
        if wantsPolls, ledger.isEmpty { return min(recovery.retryAt ?? pollAt, pollAt) }
        return recovery.retryAt
    }

    /// Takes all notices.
    public mutating func takeNotices() -> [StreamNotice] {
        guard !notices.isEmpty else { return [] }
        defer { notices.removeAll(keepingCapacity: true) }
        return notices
    }

    /// `count` bytes of `output` are with the kernel.
    public mutating func wrote(_ count: Int) {
        guard count > 0 else { return }
        endsMidLine = output[count - 1] != UInt8(ascii: "\n")
        if count == output.count {
            output.removeAll(keepingCapacity: true)
        } else {
            output.removeFirst(count)
        }
    }

    /// Takes what was read. All of it is looked at before anything is sent, so that a doubled `ok` counts once.
    public mutating func receive(_ bytes: UnsafeRawBufferPointer, at now: MonotonicTime) {
        self.now = now
        for byte in bytes where replies.take(byte) {
            lastHeard = now
            handle(replies.line)
        }
        pump()
    }

    /// `receive` for bytes in an array.
    public mutating func receive(_ bytes: [UInt8], at now: MonotonicTime) {
        bytes.withUnsafeBytes { receive($0, at: now) }
    }

    /// Time has passed.
    public mutating func tick(at now: MonotonicTime) {
        self.now = now
        if recovery.awaitsResendOk, now >= recovery.resendOkUntil { recovery.awaitsResendOk = false }
        if let retryAt = recovery.retryAt, now >= retryAt {
            recovery.retryAt = nil
            silence()
        }
        pump()
    }

    /// The next part of the file, after `wantsFile`; an empty one ends it.
    public mutating func supply(_ bytes: [UInt8], at now: MonotonicTime) {
        self.now = now
        guard wantsFile else { return }
        wantsFile = false
        reader.supply(bytes)
        pump()
    }

    /// Temperatures are asked for where the firmware does not tell them by itself.
    var wantsPolls: Bool {
        switch phase {
        case .idle: true
        case .feeding: !identity.reportsTemperatures && !pause.isHolding
        default: false
        }
    }
}
