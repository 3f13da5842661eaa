public import FloorModel

/// What one MQTT message says about a sensor.
public enum SensorMessage: Hashable, Sendable {
    /// Values, in the order of the selectors; at least one. `stale` are those of unknown age (retained by the broker)
    /// and the last known ones of a selector for which the device now says that it has none.
    case readings([SignalReading])
    /// The device, or the bridge that speaks for it, says that it is there (true) or gone (false).
    case availability(Bool)
    /// Rightly without a value: a partial update, another topic, a cleared retained message. The reason is for logs.
    case ignored(String)
    /// It should have held a value and none can be read: what is wrong, and what to look at.
    case unreadable(String)
}
