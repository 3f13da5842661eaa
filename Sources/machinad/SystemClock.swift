internal import FloorModel
internal import Foundation

/// The real clocks.
enum SystemClock {
    private static let start = SuspendingClock.now

    /// On Linux the suspending clock is CLOCK_MONOTONIC.
    static func now() -> Moment {
        let milliseconds = Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))
        return Moment(
            monotonic: MonotonicTime(elapsed: SuspendingClock.now - start),
            wallClock: WallClock(milliseconds: milliseconds))
    }
}
