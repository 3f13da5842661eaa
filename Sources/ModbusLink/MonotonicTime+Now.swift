internal import CModbus
public import FloorModel

extension MonotonicTime {
    /// The clock behind every deadline of a Modbus line (CLOCK_MONOTONIC).
    public static var now: MonotonicTime { MonotonicTime(elapsed: .nanoseconds(cmodbus_monotonic_nanoseconds())) }
}
