import SeededRandom
import Testing

@testable import MQTTLink

/// The other end of an outbox: what is on the wire, and what the broker has.
private struct BrokerBesideOutbox {
    var outbox: Outbox
    var wire: [(packet: Int32, publication: MQTTPublication)] = []
    var kept: [String: [UInt8]] = [:]
    var delivered: Set<[UInt8]> = []
    private var packet: Int32 = 0

    init(outbox: Outbox) { self.outbox = outbox }

    mutating func send() {
        while let publication = outbox.next() {
            packet += 1
            outbox.sent(packet: packet)
            wire.append((packet, publication))
        }
    }

    mutating func acknowledge(_ count: Int) {
        for (packet, publication) in wire.prefix(count) {
            keep(publication)
            if !publication.retain { delivered.insert(publication.payload) }
            outbox.acknowledged(packet: packet)
        }
        wire.removeFirst(min(count, wire.count))
    }

    /// What is on the wire may have arrived, though nobody will ever acknowledge it.
    mutating func loseConnection(arrived: Int) {
        for (_, publication) in wire.prefix(arrived) { keep(publication) }
        wire = []
        outbox.disconnected()
    }

    private mutating func keep(_ publication: MQTTPublication) {
        guard publication.retain else { return }
        kept[publication.topic] = publication.payload.isEmpty ? nil : publication.payload
    }
}

@Suite struct OutboxTests {
    private func text(_ value: Int) -> [UInt8] { Array(String(value).utf8) }

    @Test func aLastValueIsTheBrokersAloneOnceItHasIt() {
        var outbox = Outbox(bounds: OutboxBounds())
        var last = MQTTPublication(topic: "jobs/1/state", payload: Array("completed".utf8), retain: true)
        last.isLast = true
        _ = outbox.enqueue(last)
        #expect(outbox.next() == last)
        outbox.sent(packet: 1)
        outbox.disconnected()
        #expect(outbox.next() == last)
        outbox.sent(packet: 2)
        outbox.acknowledged(packet: 2)
        #expect(outbox.counts.retainedTopics == 0)
        outbox.disconnected()
        #expect(outbox.next() == nil)
    }

    /// Whatever the order of publishing, losing the connection and acknowledging: the broker ends with the newest
    /// value of every retained topic, and every message was delivered or counted as dropped.
    @Test(arguments: 0..<200) func nothingIsLostUncountedAndRetainedTopicsConverge(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bounds = OutboxBounds()
        bounds.waitingMessages = 8
        bounds.inFlight = 4
        var broker = BrokerBesideOutbox(outbox: Outbox(bounds: bounds))
        var newest: [String: [UInt8]] = [:]
        var published = 0
        for step in 0..<300 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<3:
                let topic = "state/\(Int.random(in: 0..<5, using: &random))"
                let payload = Bool.random(using: &random) ? text(step) : []
                newest[topic] = payload
                _ = broker.outbox.enqueue(MQTTPublication(topic: topic, payload: payload, retain: true))
            case 3..<6:
                published += 1
                _ = broker.outbox.enqueue(MQTTPublication(topic: "event", payload: text(step)))
            case 6: broker.send()
            case 7, 8: broker.acknowledge(Int.random(in: 0...4, using: &random))
            default: broker.loseConnection(arrived: Int.random(in: 0...broker.wire.count, using: &random))
            }
            #expect(broker.outbox.counts.inFlight == broker.wire.count)
            #expect(broker.outbox.counts.waiting <= bounds.waitingMessages + 5)
        }
        while !broker.outbox.isDrained {
            broker.send()
            broker.acknowledge(4)
        }
        #expect(broker.kept == newest.filter { !$0.value.isEmpty })
        #expect(broker.outbox.counts.retainedTopics == broker.kept.count)
        #expect(broker.delivered.count + broker.outbox.counts.dropped == published)
    }

    @Test func theOldestMessageIsDroppedAndARetainedTopicKeepsItsNewestValue() {
        var bounds = OutboxBounds()
        bounds.waitingMessages = 2
        var outbox = Outbox(bounds: bounds)
        for value in 1...2 {
            let outcome = outbox.enqueue(MQTTPublication(topic: "event", payload: text(value)))
            #expect(outcome == .queued)
        }
        for value in 10...12 {
            let outcome = outbox.enqueue(MQTTPublication(topic: "state", payload: text(value), retain: true))
            #expect(outcome == .queued)
        }
        let third = outbox.enqueue(MQTTPublication(topic: "event", payload: text(3)))
        #expect(third == .queuedDroppingOldest(1))
        var sent: [[UInt8]] = []
        while let publication = outbox.next() {
            sent.append(publication.payload)
            outbox.sent(packet: Int32(sent.count))
        }
        #expect(sent == [text(2), text(12), text(3)])
        #expect(outbox.counts.dropped == 1)
    }

    @Test func bytesAreBoundedToo() {
        var bounds = OutboxBounds()
        bounds.waitingBytes = 100
        var outbox = Outbox(bounds: bounds)
        let payload = [UInt8](repeating: 0, count: 40)
        for _ in 0..<2 { _ = outbox.enqueue(MQTTPublication(topic: "event", payload: payload)) }
        let third = outbox.enqueue(MQTTPublication(topic: "event", payload: payload))
        #expect(third == .queuedDroppingOldest(1))
    }

    @Test(arguments: ["", "a/+/b", "a/#", "a\0b", String(repeating: "x", count: 65_536)])
    func topicsThatCannotBePublishedOnAreRefused(topic: String) {
        var outbox = Outbox(bounds: OutboxBounds())
        let outcome = outbox.enqueue(MQTTPublication(topic: topic, payload: []))
        guard case .refused(let difficulty) = outcome else {
            Issue.record("'\(topic.prefix(20))' was taken")
            return
        }
        #expect(!difficulty.remedy.isEmpty)
        #expect(outbox.isDrained)
        #expect(outbox.counts.refused == 1)
    }

    @Test func retainedTopicsAndPayloadsAreBounded() {
        var bounds = OutboxBounds()
        bounds.retainedTopics = 1
        bounds.payloadBytes = 10
        var outbox = Outbox(bounds: bounds)
        let large = outbox.enqueue(MQTTPublication(topic: "a", payload: [UInt8](repeating: 0, count: 11)))
        _ = outbox.enqueue(MQTTPublication(topic: "a", payload: text(1), retain: true))
        let again = outbox.enqueue(MQTTPublication(topic: "a", payload: text(2), retain: true))
        let second = outbox.enqueue(MQTTPublication(topic: "b", payload: text(1), retain: true))
        #expect(again == .queued)
        for outcome in [large, second] {
            guard case .refused = outcome else {
                Issue.record("\(outcome) instead of a refusal")
                continue
            }
        }
    }

    @Test func whatTheBrokerRefusesIsNotPublishedAgain() {
        var outbox = Outbox(bounds: OutboxBounds())
        _ = outbox.enqueue(MQTTPublication(topic: "denied", payload: text(1), retain: true))
        outbox.sent(packet: 1)
        let topic = outbox.refusedByBroker(packet: 1)
        outbox.disconnected()
        #expect(topic == "denied")
        #expect(outbox.next() == nil)
    }

    @Test func qualityZeroIsLostWithItsConnectionAndQualityOneComesFirst() {
        var outbox = Outbox(bounds: OutboxBounds())
        for (value, quality) in [(1, QualityOfService.atMostOnce), (2, .atLeastOnce), (3, .atLeastOnce)] {
            _ = outbox.enqueue(MQTTPublication(topic: "event", payload: text(value), quality: quality))
            outbox.sent(packet: Int32(value))
        }
        _ = outbox.enqueue(MQTTPublication(topic: "event", payload: text(4)))
        outbox.disconnected()
        var sent: [[UInt8]] = []
        while let publication = outbox.next() {
            sent.append(publication.payload)
            outbox.sent(packet: Int32(10 + sent.count))
        }
        #expect(sent == [text(2), text(3), text(4)])
    }
}

@Suite struct ReconnectBackoffTests {
    @Test func onlyAStableConnectionStartsTheRowAnew() {
        var backoff = ReconnectBackoff(
            minimum: .milliseconds(100), maximum: .seconds(1), stableAfter: .seconds(10))
        let unstable = (0..<6).map { _ in backoff.connectionEnded(lasted: .seconds(9)) }
        #expect(unstable == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        let stable = backoff.connectionEnded(lasted: .seconds(10))
        #expect(stable == .milliseconds(100))
    }
}
