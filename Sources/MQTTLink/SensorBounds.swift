/// Bounds of what sensors may send.
///
/// Devices send what has changed alone (Shelly's `NotifyStatus`, for one), so that the newest message of a topic does
/// not say all that the ones before it said. Therefore the newest few of each topic are kept, and not just one.
public struct SensorBounds: Hashable, Sendable {
    /// Topics to subscribe to.
    public static let topics = 1_024

    /// Largest payload; of a larger one only the size is handed over.
    public var payloadBytes = 64 << 10
    /// Messages of one topic that wait; above it the topic's oldest is dropped and counted. Together they also have at
    /// most `payloadBytes`.
    public var messagesPerTopic = 8
    /// How long after one hand-over the next one comes at the earliest.
    public var pause: Duration = .milliseconds(100)

    public init() {}
}

/// How the sensors' messages stand.
public struct SensorCounts: Hashable, Sendable {
    /// Messages that came in since the start.
    public var received = 0
    /// Of them, dropped because their topic sent more than `SensorBounds` lets wait.
    public var dropped = 0
    /// Messages that wait for the next hand-over.
    public var waiting = 0

    public init() {}
}
