public import FloorModel

/// A sensor of the floor file and what it shows now.
public struct SensorView: Hashable, Sendable, Codable {
    public var id: SensorID
    public var topic: String
    /// Whether it weighs, and so can be named where a mass is asked for.
    public var isScale: Bool
    /// What stands on it while it is empty.
    public var tareG: Double
    /// Empty before it has reported in this life of the daemon.
    public var signals: [SignalView]

    public init(id: SensorID, topic: String, isScale: Bool, tareG: Double, signals: [SignalView]) {
        self.id = id
        self.topic = topic
        self.isScale = isScale
        self.tareG = tareG
        self.signals = signals
    }
}

/// `GET /v1/sensors`, sorted by id.
public struct SensorList: Hashable, Sendable, Codable {
    public var sensors: [SensorView]
    public init(sensors: [SensorView]) { self.sensors = sensors }
}
