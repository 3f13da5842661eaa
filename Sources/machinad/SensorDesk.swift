internal import FloorModel
internal import Logging
internal import MQTTLink
internal import SensorFeeds
internal import Synchronization

/// What the floor's sensors say on MQTT becomes inputs of the floor.
///
///     let sensors = SensorDesk(description.sensors, logger: logger) { writer.post(.sensor($0, $1)) }
///     configuration.sensorTopics = sensors.topics
///     // … and MQTTLink(… , onSensorMessages: { sensors.take($0) })
final class SensorDesk: Sendable {
    /// What the link subscribes to; a device of two sensors stands in it once.
    let topics: [String]

    private let desks: Mutex<[Desk]>
    /// Which desks a topic is for.
    private let readers: [String: [Int]]
    private let post: @Sendable (SensorID, [SignalReading]) -> Void
    private let now: @Sendable () -> ContinuousClock.Instant
    private let logger: Logger

    init(
        _ sensors: [SensorDescription], logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        post: @escaping @Sendable (SensorID, [SignalReading]) -> Void
    ) {
        let feeds = sensors.map { SensorFeed($0) }
        var readers: [String: [Int]] = [:]
        for (index, feed) in feeds.enumerated() {
            for topic in feed.topics { readers[topic, default: []].append(index) }
        }
        self.readers = readers
        topics = readers.keys.sorted()
        desks = Mutex(feeds.map { Desk(feed: $0) })
        self.post = post
        self.now = now
        self.logger = logger
    }

    /// Reads messages in the order in which they came and posts at most once for each sensor: of every signal the
    /// newest value.
    func take(_ messages: [MQTTMessage]) {
        let now = now()
        desks.withLock { desks in
            for message in messages {
                for index in readers[message.topic] ?? [] {
                    desks[index].take(message, now: now)?.write(to: logger, of: desks[index].id)
                }
            }
            for index in desks.indices {
                let readings = desks[index].takeReadings()
                if !readings.isEmpty { post(desks[index].id, readings) }
            }
        }
    }
}

/// One sensor: its feed, what is to be posted, and what was told lately.
private struct Desk {
    static let quiet: Duration = .seconds(60)

    private var feed: SensorFeed
    private var readings: [SignalReading] = []
    private var isAvailable: Bool?
    private var hasReported = false
    private var silentUntil: ContinuousClock.Instant?
    /// Remarks that were kept back since the last one.
    private var keptBack = 0

    init(feed: SensorFeed) { self.feed = feed }

    var id: SensorID { feed.description.id }

    mutating func takeReadings() -> [SignalReading] {
        defer { readings = [] }
        return readings
    }

    /// What is worth a line in the log.
    mutating func take(_ message: MQTTMessage, now: ContinuousClock.Instant) -> Remark? {
        switch read(message) {
        case .readings(let newer):
            hasReported = true
            merge(newer)
        case .availability(let isThere):
            if !isThere { merge(feed.staleReadings) }
            return news(of: isThere)
        case .unreadable(let reason): return told(Remark(level: .warning, text: reason), now)
        case .ignored(let reason):
            // Partial updates are daily bread; but before the first reading this may be a wrong path.
            if !hasReported { return told(Remark(level: .notice, text: reason), now) }
        }
        return nil
    }

    /// That a device is there is news only after it was gone.
    private mutating func news(of isThere: Bool) -> Remark? {
        let before = isAvailable
        isAvailable = isThere
        switch (before, isThere) {
        case (true, false), (nil, false): return Remark(level: .warning, text: "the device is gone, says the broker")
        case (false, true): return Remark(level: .info, text: "the device is back")
        default: return nil
        }
    }

    private mutating func read(_ message: MQTTMessage) -> SensorMessage {
        switch message.body {
        case .bytes(let payload): feed.read(topic: message.topic, payload: payload, isRetained: message.retained)
        case .oversized(let count): .unreadable("\(count) bytes are too many for a sensor's message")
        }
    }

    private mutating func merge(_ newer: [SignalReading]) {
        readings.removeAll { older in newer.contains { $0.name == older.name } }
        readings += newer
    }

    /// At most one in `quiet`; what was kept back is counted in the next one.
    private mutating func told(_ remark: Remark, _ now: ContinuousClock.Instant) -> Remark? {
        if let silentUntil, now < silentUntil {
            keptBack += 1
            return nil
        }
        silentUntil = now + Self.quiet
        defer { keptBack = 0 }
        return Remark(level: remark.level, text: remark.text, keptBack: keptBack)
    }
}

/// A line for the log about one sensor.
private struct Remark {
    var level: Logger.Level
    var text: String
    var keptBack = 0

    func write(to logger: Logger, of sensor: SensorID) {
        var metadata: Logger.Metadata = ["sensor": "\(sensor)"]
        if keptBack > 0 { metadata["kept_back"] = "\(keptBack)" }
        logger.log(level: level, "\(text)", metadata: metadata)
    }
}
