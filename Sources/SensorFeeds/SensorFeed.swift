public import FloorModel

/// Turns the MQTT messages of one sensor into readings.
///
/// What devices say about time is never looked at: a clock that was not set says 1970, and whoever receives the
/// reading knows better when that was. A key that is absent gives no reading, so that a partial update never reads
/// as 0. A selector for which the device says that it has no value gives its last value once more, as stale.
public struct SensorFeed: Sendable {
    /// A larger payload is unreadable.
    public static let payloadBytes = 64 << 10

    public let description: SensorDescription
    /// What to subscribe to: the sensor's own topic, and those on which its device says whether it is there.
    public let topics: [String]
    private let availabilityTopics: [String]
    /// The last value of each signal.
    private var last: [String: Double] = [:]

    public init(_ description: SensorDescription) {
        self.description = description
        availabilityTopics = AvailabilityTopics.topics(for: description.topic)
        topics = [description.topic] + availabilityTopics
    }

    /// The last value of every signal that had one, as stale: for when its device is gone.
    public var staleReadings: [SignalReading] { description.selectors.compactMap { stale($0) } }

    /// Reads one message.
    ///
    /// - Parameter isRetained: The broker had kept it. Its readings are then stale, since nobody knows their age; an
    ///   availability is not, since it is the broker that keeps it true (the device's will).
    public mutating func read(topic: String, payload: [UInt8], isRetained: Bool) -> SensorMessage {
        let isAvailability = availabilityTopics.contains(topic)
        guard isAvailability || topic == description.topic else { return .ignored("this is not a topic of the sensor") }
        guard payload.count <= Self.payloadBytes else {
            return .unreadable("\(payload.count) bytes are more than the \(Self.payloadBytes) of a sensor's message")
        }
        if payload.isEmpty { return .ignored("the retained message was taken away") }
        if isAvailability {
            if let isThere = AvailabilityTopics.isAvailable(payload) { return .availability(isThere) }
            return .unreadable("\(Excerpt(payload)) on \(topic) says neither online nor offline")
        }
        return readings(of: payload, isRetained: isRetained)
    }

    private mutating func readings(of payload: [UInt8], isRetained: Bool) -> SensorMessage {
        let values: [PayloadValue]
        do { values = try self.values(of: payload) } catch {
            return .unreadable("\(Excerpt(payload)) is not a JSON object; check what publishes on \(description.topic)")
        }
        var readings: [SignalReading] = []
        var troubles: [String] = []
        for (selector, found) in zip(description.selectors, values) where found != .absent {
            if let value = selector.value(found) {
                last[selector.signal] = value
                readings.append(
                    SignalReading(
                        name: selector.signal, value: value, unit: selector.unit, quality: isRetained ? .stale : .good))
            } else {
                troubles.append("\(selector.place) \(selector.trouble(found))")
                if let reading = stale(selector) { readings.append(reading) }
            }
        }
        if !readings.isEmpty { return .readings(readings) }
        if !troubles.isEmpty { return .unreadable(troubles.joined(separator: "; ")) }
        return .ignored("the message holds none of \(description.selectors.map(\.place).joined(separator: ", "))")
    }

    /// One for each selector. A bare payload is not asked to be JSON unless a selector has a path.
    private func values(of payload: [UInt8]) throws -> [PayloadValue] {
        let paths = description.selectors.map(\.path)
        guard paths.contains(where: { !$0.isEmpty }) else {
            return paths.map { _ in PayloadValue(bare: payload) }
        }
        let values = try JSONPaths.values(at: paths, of: payload)
        return zip(paths, values).map { $0.isEmpty ? .other : $1 }
    }

    private func stale(_ selector: SensorSelector) -> SignalReading? {
        last[selector.signal].map {
            SignalReading(name: selector.signal, value: $0, unit: selector.unit, quality: .stale)
        }
    }
}

extension SensorSelector {
    /// `HX711.Weight`, for people.
    fileprivate var place: String { path.isEmpty ? "the payload" : path.joined(separator: ".") }

    /// The signal's value; nil when what was found is not one. A switch is 1 or 0, and only without a unit.
    fileprivate func value(_ found: PayloadValue) -> Double? {
        let number: Double
        switch found {
        case .number(let found): number = found
        case .bool(let found) where unit == .none: number = found ? 1 : 0
        default: return nil
        }
        let value = number * scale + offset
        return value.isFinite ? value : nil
    }

    fileprivate func trouble(_ found: PayloadValue) -> String {
        switch found {
        case .none: "has no value; check the device"
        case .bool: "is a switch, not a number of \(unit.rawValue); check the selector's path and unit"
        case .text(let text): "is \(Excerpt(Array(text.utf8))), not a plain number; check the selector's path"
        case .absent, .number, .other: "is not a number within bounds; check the selector's path, scale and offset"
        }
    }
}
