import FloorModel
import SensorFeeds
import Testing

/// A message as a device sends it, short, and what a feed makes of it.
struct Capture: CustomTestStringConvertible {
    /// Where the shape of the message is from.
    let source: String
    /// The sensor's topic.
    let sensor: String
    let topic: String
    let payload: String
    var isRetained = false
    var selectors: [SensorSelector] = []
    let expected: SensorMessage

    var testDescription: String { "\(source): \(topic) \(payload.prefix(60))" }

    /// A message on the sensor's own topic, and the values to find in it.
    init(
        _ source: String, _ topic: String, _ payload: String, isRetained: Bool = false,
        _ values: [(selector: SensorSelector, value: Double)]
    ) {
        self.source = source
        sensor = topic
        self.topic = topic
        self.payload = payload
        self.isRetained = isRetained
        selectors = values.map(\.selector)
        expected = .readings(
            values.map {
                SignalReading(
                    name: $0.selector.signal, value: $0.value, unit: $0.selector.unit,
                    quality: isRetained ? .stale : .good)
            })
    }

    /// A retained message that says whether the device of `sensor` is there.
    init(_ source: String, of sensor: String, _ topic: String, _ payload: String, isThere: Bool) {
        self.source = source
        self.sensor = sensor
        self.topic = topic
        self.payload = payload
        isRetained = true
        selectors = [.at([], .none)]
        expected = .availability(isThere)
    }

    var feed: SensorFeed {
        SensorFeed(
            SensorDescription(id: SensorID("s"), topic: sensor, selectors: selectors, staleAfter: .seconds(60)))
    }
}

extension SensorSelector {
    /// Named by its path.
    static func at(
        _ path: [String], _ unit: SignalUnit, scale: Double = 1, offset: Double = 0
    ) -> SensorSelector {
        SensorSelector(signal: path.joined(separator: "/"), path: path, unit: unit, scale: scale, offset: offset)
    }
}

extension SensorFeed {
    mutating func read(_ payload: String, isRetained: Bool = false) -> SensorMessage {
        read(topic: description.topic, payload: Array(payload.utf8), isRetained: isRetained)
    }
}
