internal import Dispatch
internal import Synchronization

/// What becomes of a message at the broker.
public enum IntakeVerdict: Hashable, Sendable {
    /// It is committed: the acknowledgement leaves and the broker forgets the message.
    case acknowledge
    /// It is not: no acknowledgement leaves, the broker sends it again.
    case redeliver
}

/// The answer that the intake connection waits for, given once and from any thread.
///
/// The handler may keep it, return at once, and let the writer answer after its commit. Only the first answer counts;
/// without one until `deadline` it is `.redeliver`.
public final class IntakeAnswer: Sendable {
    /// After it nobody waits any more.
    public let deadline: ContinuousClock.Instant
    private let verdict = Mutex<IntakeVerdict?>(nil)
    private let given = DispatchSemaphore(value: 0)

    init(deadline: ContinuousClock.Instant) { self.deadline = deadline }

    /// Gives the answer. False when it came too late or was not the first: then `.acknowledge` had no effect and the
    /// message will come again.
    @discardableResult
    public func give(_ answer: IntakeVerdict) -> Bool {
        let isFirst = verdict.withLock { verdict in
            guard verdict == nil else { return false }
            verdict = answer
            return true
        }
        if isFirst { given.signal() }
        return isFirst
    }

    /// Blocks until the answer is there; after the deadline the answer is `.redeliver`.
    func wait() -> IntakeVerdict {
        let left = deadline - ContinuousClock.now
        _ = given.wait(timeout: .now() + .nanoseconds(left.wholeNanoseconds))
        return verdict.withLock { verdict in
            let final = verdict ?? .redeliver
            verdict = final
            return final
        }
    }
}

extension Duration {
    /// Rounded towards zero, bounded by what an Int holds.
    var wholeNanoseconds: Int {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? (seconds < 0 ? .min / 2 : .max / 2) : scaled + Int(attoseconds / 1_000_000_000)
    }

    /// Rounded up, zero at least: for poll(2), which must not wake before time and spin.
    var wholeMilliseconds: Int32 {
        let milliseconds = (max(wholeNanoseconds, 0) + 999_999) / 1_000_000
        return Int32(clamping: milliseconds)
    }
}
