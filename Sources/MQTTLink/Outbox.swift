/// What waits to be published, without I/O: publications in, publications to send out, acknowledgements in.
///
/// Everything leaves in the order in which it came, with one exception that makes room: of a retained topic only the
/// newest value is kept, at the place of the oldest that still waits. After a reconnect all retained values are due
/// again, and what was sent at QoS 1 and not acknowledged comes first.
struct Outbox {
    private struct Entry {
        var sequence: UInt64
        var publication: MQTTPublication
    }

    private struct Retained {
        var publication: MQTTPublication
        /// Grows with every new value, so that a late acknowledgement is not taken for the newest one's.
        var revision: UInt64
        var isWaiting: Bool
    }

    private enum InFlight {
        case message(Entry)
        case retained(topic: String, revision: UInt64)
    }

    private let bounds: OutboxBounds
    private var sequence: UInt64 = 0
    private var messages = FirstInFirstOut<Entry>()
    private var messageBytes = 0
    private var retained: [String: Retained] = [:]
    private var retainedOrder = FirstInFirstOut<(sequence: UInt64, topic: String)>()
    private var inFlight: [Int32: InFlight] = [:]
    private var dropped = 0
    private var refused = 0

    init(bounds: OutboxBounds) { self.bounds = bounds }

    var counts: OutboxCounts {
        OutboxCounts(
            waiting: messages.count + retainedOrder.count, inFlight: inFlight.count, dropped: dropped,
            refused: refused, retainedTopics: retained.count)
    }

    /// Nothing waits and nothing is in flight.
    var isDrained: Bool { messages.isEmpty && retainedOrder.isEmpty && inFlight.isEmpty }

    /// Takes a publication in.
    mutating func enqueue(_ publication: MQTTPublication) -> PublishOutcome {
        if let difficulty = refusal(of: publication) {
            refused += 1
            return .refused(difficulty)
        }
        sequence += 1
        if publication.retain {
            keep(publication)
            return .queued
        }
        messages.append(Entry(sequence: sequence, publication: publication))
        messageBytes += publication.payload.count
        let count = dropOverflow()
        return count == 0 ? .queued : .queuedDroppingOldest(count)
    }

    /// The next publication to send, nil while the window is full or nothing waits. `sent` or `refuseNext` must
    /// follow before anything else is asked.
    func next() -> MQTTPublication? {
        guard inFlight.count < bounds.inFlight else { return nil }
        let message = messages.first?.sequence ?? .max
        let value = retainedOrder.first?.sequence ?? .max
        if message < value {
            return messages.first?.publication
        }
        guard let topic = retainedOrder.first?.topic else { return nil }
        return retained[topic]?.publication
    }

    /// What `next` gave was handed to the broker connection under this packet identifier.
    mutating func sent(packet: Int32) {
        guard let taken = take() else { return }
        inFlight[packet] = taken
    }

    /// What `next` gave cannot be sent at all.
    mutating func refuseNext() {
        guard let taken = take() else { return }
        forget(taken)
        refused += 1
    }

    /// The broker has it (QoS 1), or it is on the wire (QoS 0).
    mutating func acknowledged(packet: Int32) {
        guard case .retained(let topic, let revision)? = inFlight.removeValue(forKey: packet) else { return }
        // An empty value has taken the retained message away, a last one never changes: neither is published again.
        if let value = retained[topic], value.revision == revision,
            value.publication.payload.isEmpty || value.publication.isLast
        {
            retained[topic] = nil
        }
    }

    /// The broker answered with a refusal; the topic is given back.
    mutating func refusedByBroker(packet: Int32) -> String? {
        guard let taken = inFlight.removeValue(forKey: packet) else { return nil }
        refused += 1
        forget(taken)
        switch taken {
        case .message(let entry): return entry.publication.topic
        case .retained(let topic, _): return topic
        }
    }

    /// The connection is gone: QoS 1 messages in flight wait again before all others, QoS 0 ones are lost, and all
    /// retained values are due again.
    mutating func disconnected() {
        var again: [Entry] = []
        for case .message(let entry) in inFlight.values where entry.publication.quality == .atLeastOnce {
            again.append(entry)
        }
        inFlight = [:]
        again.sort { $0.sequence < $1.sequence }
        messageBytes += again.reduce(0) { $0 + $1.publication.payload.count }
        messages.prepend(again)
        _ = dropOverflow()
        for topic in retained.keys.sorted() { markWaiting(topic) }
    }

    private func refusal(of publication: MQTTPublication) -> MQTTDifficulty? {
        if !MQTTTopic.isPublishable(publication.topic) {
            return MQTTDifficulty(
                reason: "'\(publication.topic.prefix(100))' is not a topic to publish on",
                remedy: "use 1 to 65535 bytes without '+', '#' and NUL")
        }
        if publication.payload.count > bounds.payloadBytes || (publication.correlationData?.count ?? 0) > 65_535 {
            return MQTTDifficulty(
                reason: "\(publication.payload.count) bytes for \(publication.topic) are more than the link sends",
                remedy: "publish at most \(bounds.payloadBytes) bytes and 65535 bytes of correlation data")
        }
        if publication.retain, retained[publication.topic] == nil, retained.count >= bounds.retainedTopics {
            return MQTTDifficulty(
                reason: "\(retained.count) topics have a retained value already",
                remedy: "clear retained topics that are over by publishing an empty payload")
        }
        return nil
    }

    private mutating func keep(_ publication: MQTTPublication) {
        let waits = retained[publication.topic]?.isWaiting ?? false
        retained[publication.topic] = Retained(publication: publication, revision: sequence, isWaiting: waits)
        markWaiting(publication.topic)
    }

    private mutating func markWaiting(_ topic: String) {
        guard retained[topic]?.isWaiting == false else { return }
        retained[topic]?.isWaiting = true
        sequence += 1
        retainedOrder.append((sequence, topic))
    }

    private mutating func take() -> InFlight? {
        if (messages.first?.sequence ?? .max) < (retainedOrder.first?.sequence ?? .max) {
            guard let entry = messages.popFirst() else { return nil }
            messageBytes -= entry.publication.payload.count
            return .message(entry)
        }
        guard let topic = retainedOrder.popFirst()?.topic, let value = retained[topic] else { return nil }
        retained[topic]?.isWaiting = false
        return .retained(topic: topic, revision: value.revision)
    }

    /// A refused value is not published again after a reconnect, unless a newer one has come.
    private mutating func forget(_ taken: InFlight) {
        guard case .retained(let topic, let revision) = taken, let value = retained[topic] else { return }
        if value.revision == revision, !value.isWaiting { retained[topic] = nil }
    }

    private mutating func dropOverflow() -> Int {
        var count = 0
        while messages.count > bounds.waitingMessages || messageBytes > bounds.waitingBytes {
            guard let oldest = messages.popFirst() else { break }
            messageBytes -= oldest.publication.payload.count
            count += 1
        }
        dropped += count
        return count
    }
}

/// The rules for topic names (MQTT 5, 4.7).
enum MQTTTopic {
    /// Whether one may publish on it: 1 to 65 535 bytes, no wildcard, no NUL.
    static func isPublishable(_ topic: String) -> Bool {
        (1...65_535).contains(topic.utf8.count) && !topic.utf8.contains { $0 == 0x2B || $0 == 0x23 || $0 == 0 }
    }
}
