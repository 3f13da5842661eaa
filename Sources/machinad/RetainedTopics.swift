internal import MQTTLink

/// What the broker keeps of us, topic by topic, and what must be published to change it.
struct RetainedTopics {
    private var shown: [String: [UInt8]] = [:]

    /// Topics whose last payload is known here; for tests of what is remembered.
    var count: Int { shown.count }

    /// An earlier life of the daemon may have left something there.
    mutating func suspect(_ topics: some Sequence<String>) {
        // No payload that is shown is empty, so that whatever is there now is published as new.
        for topic in topics where shown[topic] == nil { shown[topic] = [] }
    }

    /// What is new or has changed.
    mutating func show(_ topics: [String: [UInt8]]) -> [MQTTPublication] {
        topics.sorted { $0.key < $1.key }.compactMap { topic, payload in
            guard shown[topic] != payload else { return nil }
            shown[topic] = payload
            return MQTTPublication(topic: topic, payload: payload, retain: true)
        }
    }

    /// The same where `topics` is all that there is below `branches`: the others are emptied (MQTT 5, 3.3.1.3).
    mutating func show(_ topics: [String: [UInt8]], andNothingElseBelow branches: [String]) -> [MQTTPublication] {
        let over = shown.keys.filter { topic in
            topics[topic] == nil && branches.contains { topic.hasPrefix($0) }
        }
        forget(over)
        return over.sorted().map { MQTTPublication(topic: $0, payload: [], retain: true) } + show(topics)
    }

    /// They stay at the broker as they are.
    mutating func forget(_ topics: some Sequence<String>) {
        for topic in topics { shown[topic] = nil }
    }
}
