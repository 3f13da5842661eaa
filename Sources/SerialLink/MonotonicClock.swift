internal import CSerial
public import FloorModel

/// The clock behind every deadline of a serial line (CLOCK_MONOTONIC).
public enum MonotonicClock {
    public static var now: MonotonicTime {
        MonotonicTime(elapsed: .nanoseconds(cserial_monotonic_nanoseconds()))
    }
}
