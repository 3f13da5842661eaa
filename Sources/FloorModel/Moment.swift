/// Time that only goes forward, for deadlines and ages; it means nothing outside the running process.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Since an arbitrary start.
    public var elapsed: Duration

    public init(elapsed: Duration) { self.elapsed = elapsed }

    public static func < (left: Self, right: Self) -> Bool { left.elapsed < right.elapsed }
    public static func + (left: Self, right: Duration) -> Self { Self(elapsed: left.elapsed + right) }
    public static func - (left: Self, right: Self) -> Duration { left.elapsed - right.elapsed }
}

/// Milliseconds since 1970-01-01T00:00:00Z, for records; it may step back and forth.
public struct WallClock: Hashable, Comparable, Sendable, Codable {
    public var milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

/// The instant at which an input is decided, on both clocks.
public struct Moment: Hashable, Sendable {
    public var monotonic: MonotonicTime
    public var wallClock: WallClock

    public init(monotonic: MonotonicTime, wallClock: WallClock) {
        self.monotonic = monotonic
        self.wallClock = wallClock
    }
}
