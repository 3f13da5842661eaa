internal import FloorModel
internal import Glibc
internal import ModbusLink
internal import RegisterMap

/// One of the ranges that `poll` asks in turn, and what its answer should be.
struct PollQuestion {
    enum Verdict: Equatable {
        case good, wrong, sentinel, timeout, exception, refused, lost
    }

    /// By which most devices say "no value" (sensor break).
    private static let sentinel: UInt16 = 0x7FFF

    let request: ModbusRequest
    private let range: RegisterRange
    private let expected: [UInt16]?

    init(_ range: RegisterRange, unit: Int, expect: ExpectedValue?) {
        self.range = range
        request = range.request(unit: unit)
        expected = expect.map { expect in
            (range.address..<range.address + range.count).map(expect.value)
        }
    }

    func verdict(_ outcome: ModbusOutcome) -> Verdict {
        switch outcome {
        case .answered(.registers(let registers)):
            if registers == expected { return .good }
            if registers.contains(Self.sentinel) { return .sentinel }
            return expected == nil ? .good : .wrong
        case .answered(.bits(let bits)):
            guard let expected else { return .good }
            return bits.map { $0 ? 1 : 0 } == expected ? .good : .wrong
        case .answered(.exception): return .exception
        case .answered(.written), .failed(.refusedReply(_)): return .refused
        case .failed(.timeout): return .timeout
        case .failed(.closed(_)): return .lost
        }
    }

    func reading(_ outcome: ModbusOutcome, _ verdict: Verdict) -> ModbusReading {
        let values: [Double] =
            switch outcome {
            case .answered(.registers(let registers)): registers.map(Double.init)
            case .answered(.bits(let bits)): bits.map { $0 ? 1 : 0 }
            default: []
            }
        let reason: String? = verdict == .sentinel ? "the device says that it has no value" : outcome.reason
        return ModbusReading(
            unit: request.unit, table: range.table, address: range.address, values: values,
            quality: reason == nil ? .good : .bad, reason: reason)
    }
}

/// Counts and times of a poll.
struct PollTally {
    private var counts = PollResult()
    private var microseconds: [Double] = []
    private let start = MonotonicTime.now
    private let startCPU = processorSeconds()
    private var lost: MonotonicTime?

    init(capacity: Int) { microseconds.reserveCapacity(capacity) }

    var requests: Int { counts.requests }
    var troubles: Int {
        counts.timeouts + counts.exceptions + counts.refusedReplies + counts.lost + counts.sentinels
    }

    /// - Parameter took: also of requests without an answer.
    mutating func add(_ verdict: PollQuestion.Verdict, took: Duration) {
        counts.requests += 1
        let (seconds, attoseconds) = took.components
        microseconds.append(Double(seconds) * 1e6 + Double(attoseconds) * 1e-12)
        if verdict != .lost { lost = nil }
        switch verdict {
        case .good: counts.good += 1
        case .wrong: counts.wrong += 1
        case .sentinel: counts.sentinels += 1
        case .timeout: counts.timeouts += 1
        case .exception: counts.exceptions += 1
        case .refused: counts.refusedReplies += 1
        case .lost: counts.lost += 1
        }
    }

    /// How long no request has come through.
    mutating func lostSince(_ now: MonotonicTime) -> Duration {
        lost = lost ?? now
        return now - (lost ?? now)
    }

    func result(reconnects: Int) -> PollResult {
        var result = counts
        let (seconds, attoseconds) = (MonotonicTime.now - start).components
        result.seconds = rounded(Double(seconds) + Double(attoseconds) * 1e-18, to: 1e6)
        result.requestsPerSecond = result.seconds > 0 ? rounded(Double(result.requests) / result.seconds, to: 10) : 0
        result.cpuSeconds = rounded(processorSeconds() - startCPU, to: 1e6)
        result.reconnects = reconnects
        let sorted = microseconds.sorted()
        func quantile(_ part: Double) -> Double {
            sorted.isEmpty ? 0 : rounded(sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))], to: 10)
        }
        result.p50Us = quantile(0.5)
        result.p99Us = quantile(0.99)
        result.maxUs = rounded(sorted.last ?? 0, to: 10)
        return result
    }
}

/// As many decimals as were measured.
private func rounded(_ value: Double, to steps: Double) -> Double { (value * steps).rounded() / steps }

/// What `poll` prints.
struct PollResult: Encodable {
    var requests = 0
    var good = 0
    /// Came as an answer but is not what was expected.
    var wrong = 0
    /// Registers by which the device says that it has no value.
    var sentinels = 0
    var timeouts = 0
    var exceptions = 0
    var refusedReplies = 0
    /// The connection or port went away under the request, or could not be opened for it.
    var lost = 0
    var reconnects = 0
    var seconds = 0.0
    var requestsPerSecond = 0.0
    var p50Us = 0.0
    var p99Us = 0.0
    var maxUs = 0.0
    var cpuSeconds = 0.0

    var lines: [String] {
        [
            "\(requests) requests in \((seconds * 100).rounded() / 100) s (\(Int(requestsPerSecond)) a second): "
                + "\(good) good, \(wrong) wrong, \(sentinels) without a value",
            "\(timeouts) not answered, \(exceptions) exceptions, \(refusedReplies) refused replies, \(lost) lost, "
                + "\(reconnects) reconnects",
            "half within \(Int(p50Us)) µs, 99 % within \(Int(p99Us)) µs, longest \(Int(maxUs)) µs",
        ]
    }
}

/// User and system time of this process.
private func processorSeconds() -> Double {
    var usage = rusage()
    guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
