internal import FloorModel

/// Time inside the firmware: whole nanoseconds of the caller's monotonic clock, so that arithmetic is exact and
/// the same inputs give the same bytes.
typealias Nanoseconds = Int64

extension Duration {
    /// Whole nanoseconds, at the bounds of Int64 when beyond them.
    var nanoseconds: Nanoseconds {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        return whole + attoseconds / 1_000_000_000
    }
}

extension MonotonicTime {
    var nanoseconds: Nanoseconds { elapsed.nanoseconds }

    init(nanoseconds: Nanoseconds) { self.init(elapsed: .nanoseconds(nanoseconds)) }
}
