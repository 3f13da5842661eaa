internal import ArgumentParser
internal import Dispatch
internal import FloorControl
internal import FloorModel
internal import Foundation
internal import GCode
internal import PrinterDriver

/// What `gcode send` waits for.
enum SendEvent: Sendable {
    case report(MachineReport)
    /// Ctrl-C or SIGTERM.
    case interrupted
    /// The stop was not confirmed in time.
    case stopUnconfirmed
}

/// One file to one printer, from the first hello to the end.
struct SendSession {
    struct End {
        var outcome: SendResult.Outcome
        var reason: String?
        var exitCode: ExitCode

        init(_ outcome: SendResult.Outcome, _ reason: String?, _ exitCode: ExitCode) {
            self.outcome = outcome
            self.reason = reason
            self.exitCode = exitCode
        }
    }

    let driver: PrinterDriver
    let lines: Int
    let sink: AsyncStream<SendEvent>.Continuation
    private var isConnected = false
    private var isInterrupted = false
    private var asks: String?
    /// Why the print failed, while the heaters are still being turned off.
    private var failure: End?
    private let showsProgress = isatty(STDERR_FILENO) == 1

    /// How long a stop may take until the sender leaves without its confirmation.
    private static let stopWithin = DispatchTimeInterval.seconds(5)

    init(driver: PrinterDriver, lines: Int, sink: AsyncStream<SendEvent>.Continuation) {
        self.driver = driver
        self.lines = lines
        self.sink = sink
    }

    /// Takes one event; gives the end when it is one.
    mutating func take(_ event: SendEvent) -> End? {
        switch event {
        case .interrupted: return interrupt()
        case .stopUnconfirmed:
            if let failure { return failure }
            return End(.cancelled, "the printer did not confirm the stop; look after it", .checkFailed)
        case .report(let report): return take(report)
        }
    }

    /// The first interrupt stops the printer, the second leaves at once.
    private mutating func interrupt() -> End? {
        guard isConnected, !isInterrupted else { return End(.cancelled, "interrupted", .checkFailed) }
        isInterrupted = true
        stop()
        return nil
    }

    private func stop() {
        driver.safe(.stop)
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.stopWithin) { [sink] in sink.yield(.stopUnconfirmed) }
    }

    /// A print that the firmware gave up itself has cold heaters; any other failure leaves them hot, and nobody here
    /// goes on watching them.
    private mutating func fail(_ fault: Fault, begun: Bool) -> End? {
        let isRefused = fault.code == .gcodeRefused || fault.code == .fileUnavailable
        let end = End(isRefused ? .refused : .fault, fault.detail, isRefused ? .badData : .checkFailed)
        let isCold = [.firmwareReset, .firmwareHalted, .thermalFault].contains(fault.code)
        if isCold || !begun || failure != nil { return failure ?? end }
        failure = end
        stop()
        return nil
    }

    private mutating func take(_ report: MachineReport) -> End? {
        switch report {
        case .connected: return begin()
        case .disconnected(let fault, _):
            return failure ?? End(.lost, fault.detail, fault.code == .portUnavailable ? .unavailable : .inputOutput)
        case .held: return End(.held, asks ?? "held", .checkFailed)
        case .completed: return End(.done, nil, .success)
        case .stopped: return failure ?? End(.cancelled, "interrupted", .checkFailed)
        case .aborted: return End(.cancelled, "aborted", .checkFailed)
        case .failed(let fault, let line): return fail(fault, begun: line != nil)
        case .needsPerson(let words):
            asks = words
            return nil
        case .progress(let progress):
            show(progress)
            return nil
        case .personDone:
            asks = nil
            return nil
        // An active machine is waited for until it answers.
        case .started, .resumed, .cleared, .signals, .active, .unconfirmed: return nil
        }
    }

    private mutating func begin() -> End? {
        guard !isConnected else { return nil }
        isConnected = true
        let order = PrintOrder(operation: OperationID(number: 1), file: FileDigest("file"), lines: lines)
        guard driver.perform(.print(order)) else { return End(.fault, "the driver takes no orders", .checkFailed) }
        return nil
    }

    private func show(_ progress: PrintProgress) {
        guard showsProgress else { return }
        let percent = lines == 0 ? 100 : progress.acknowledgedLine * 100 / lines
        FileHandle.standardError.write(Data("\r\(progress.acknowledgedLine) of \(lines) lines, \(percent) %".utf8))
        if progress.acknowledgedLine == lines { FileHandle.standardError.write(Data("\n".utf8)) }
    }
}

/// The result of `gcode send`, as in Documentation/Interfaces.md.
struct SendResult: Encodable {
    enum Outcome: String, Encodable {
        case done, held, refused, fault, lost, cancelled
    }

    var outcome: Outcome
    var lines: Int
    var acked: Int
    var resends: Int
    var timeouts: Int
    var seconds: Double
    var linesPerSecond: Double
    var maxGapMs: Double
    var cpuSeconds: Double
    var peakRssBytes: Int
    var reason: String?

    init(_ outcome: Outcome, reason: String?, lines: Int, tally: StreamTally) {
        self.outcome = outcome
        self.reason = reason
        self.lines = lines
        acked = tally.acknowledged
        resends = tally.resends
        timeouts = tally.timeouts
        if let first = tally.firstLineAt, let last = tally.lastAcknowledgedAt {
            seconds = (last - first) / .seconds(1)
        } else {
            seconds = 0
        }
        linesPerSecond = seconds > 0 ? (Double(tally.acknowledged) / seconds).rounded() : 0
        maxGapMs = tally.longestGap / .milliseconds(1)
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        cpuSeconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
        peakRssBytes = usage.ru_maxrss * 1024
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// For people.
    var sentence: String {
        let rate = String(format: "%.1f s, %.0f lines/s", seconds, linesPerSecond)
        let counts = "\(acked) of \(lines) lines acknowledged, \(resends) resends, \(timeouts) timeouts, \(rate)"
        return outcome.rawValue + ": " + counts + (reason.map { "; " + $0 } ?? "")
    }

    private enum CodingKeys: CodingKey {
        case outcome, lines, acked, resends, timeouts, seconds, linesPerSecond, maxGapMs, cpuSeconds, peakRssBytes
        case reason
    }

    /// By hand, since a reason that is not there is written as null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(outcome, forKey: .outcome)
        try container.encode(lines, forKey: .lines)
        try container.encode(acked, forKey: .acked)
        try container.encode(resends, forKey: .resends)
        try container.encode(timeouts, forKey: .timeouts)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(linesPerSecond, forKey: .linesPerSecond)
        try container.encode(maxGapMs, forKey: .maxGapMs)
        try container.encode(cpuSeconds, forKey: .cpuSeconds)
        try container.encode(peakRssBytes, forKey: .peakRssBytes)
        try container.encode(reason, forKey: .reason)
    }
}
