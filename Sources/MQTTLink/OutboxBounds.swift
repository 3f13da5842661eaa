/// Bounds of what waits to be published.
public struct OutboxBounds: Hashable, Sendable {
    /// Messages that are not retained and wait; above it the oldest is dropped and counted.
    public var waitingMessages = 4_096
    /// Their payload bytes together; above it the oldest are dropped and counted.
    public var waitingBytes = 16 << 20
    /// Topics with a retained value; a value for one topic more is refused.
    public var retainedTopics = 4_096
    /// Largest payload; a larger one is refused.
    public var payloadBytes = 1 << 20
    /// Publications given to the broker and not yet acknowledged. libmosquitto's own bound is 20.
    public var inFlight = 20

    public init() {}
}

/// What became of a publication when it was handed over.
public enum PublishOutcome: Hashable, Sendable {
    /// It waits to be sent; for a retained topic it took the place of an older value that still waited.
    case queued
    /// It waits to be sent, and this many older messages were dropped for it.
    case queuedDroppingOldest(Int)
    /// It will not be sent; nothing was changed.
    case refused(MQTTDifficulty)
}

/// How the outgoing queue stands.
public struct OutboxCounts: Hashable, Sendable {
    /// Publications that wait, retained topics included.
    public var waiting = 0
    public var inFlight = 0
    /// Messages dropped since the start because the queue was full.
    public var dropped = 0
    /// Publications that the broker or the bounds refused since the start.
    public var refused = 0
    /// Topics whose retained value is kept and published again after a reconnect.
    public var retainedTopics = 0
}
