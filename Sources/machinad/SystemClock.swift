internal import FloorModel
internal import Foundation

/// The real clocks. `monotonic` is CLOCK_MONOTONIC, so that other programs on this machine can compare.
enum SystemClock {
    static func now() -> Moment {
        Moment(monotonic: MonotonicTime(elapsed: read(CLOCK_MONOTONIC)), wallClock: wallClock())
    }

    static func wallClock() -> WallClock {
        let (seconds, attoseconds) = read(CLOCK_REALTIME).components
        return WallClock(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        clock_gettime(clock, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
