/// The newest messages of each sensor topic that were not handed over yet.
struct SensorBacklog {
    private struct Waiting {
        var sequence: Int
        var message: MQTTMessage
    }

    private let bounds: SensorBounds
    /// One entry for each topic that is subscribed to, oldest message first.
    private var topics: [String: [Waiting]]
    private(set) var counts = SensorCounts()

    init(topics: [String], bounds: SensorBounds) {
        precondition(bounds.messagesPerTopic > 0 && bounds.payloadBytes > 0, "a topic needs room for one message")
        self.bounds = bounds
        self.topics = Dictionary(topics.map { ($0, []) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes one message; true when nothing waited before. A topic that was not asked for is dropped.
    mutating func append(_ message: MQTTMessage) -> Bool {
        counts.received += 1
        guard var waiting = topics.removeValue(forKey: message.topic) else {
            counts.dropped += 1
            return false
        }
        let isFirst = counts.waiting == 0
        waiting.append(Waiting(sequence: counts.received, message: message))
        counts.waiting += 1
        var bytes = waiting.reduce(0) { $0 + $1.message.byteCount }
        while waiting.count > bounds.messagesPerTopic || (bytes > bounds.payloadBytes && waiting.count > 1) {
            bytes -= waiting.removeFirst().message.byteCount
            counts.waiting -= 1
            counts.dropped += 1
        }
        topics[message.topic] = waiting
        return isFirst
    }

    /// All that waits, in the order in which it came.
    mutating func take() -> [MQTTMessage] {
        guard counts.waiting > 0 else { return [] }
        let taken = topics.values.joined().sorted { $0.sequence < $1.sequence }.map(\.message)
        for topic in topics.keys { topics[topic] = [] }
        counts.waiting = 0
        return taken
    }
}

extension MQTTMessage {
    /// Bytes of the payload that are held in memory.
    fileprivate var byteCount: Int {
        if case .bytes(let bytes) = body { bytes.count } else { 0 }
    }
}
