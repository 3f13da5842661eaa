internal import CSerial

/// Wakes a thread that waits for a serial port (eventfd). Raising it is safe from any thread and never blocks.
public final class Wakeup: Sendable {
    let descriptor: Int32

    /// Traps when the process is out of descriptors: no line can be served then.
    public init() {
        descriptor = cserial_wake_open()
        precondition(descriptor >= 0, "eventfd: errno \(-descriptor)")
    }

    deinit { _ = cserial_close(descriptor) }

    public func raise() {
        let result = cserial_wake_raise(descriptor)
        precondition(result == 0, "eventfd write: errno \(-result)")
    }

    /// Takes the wake-up back; what was posted before it is visible afterwards.
    public func lower() {
        let result = cserial_wake_lower(descriptor)
        precondition(result == 0, "eventfd read: errno \(-result)")
    }

    /// Sleeps until raised or `timeout` has passed, where no port is open to wait for.
    public func wait(timeout: Duration) -> Bool {
        cserial_wait(-1, descriptor, 0, nanoseconds(timeout)) & Int32(CSERIAL_WOKEN) != 0
    }
}

/// Whole nanoseconds of a duration, not negative, a day at most.
func nanoseconds(_ duration: Duration) -> Int64 {
    let bounded = min(max(duration, .zero), .seconds(86_400))
    let (seconds, attoseconds) = bounded.components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
}
