import SeededRandom
import Testing

@testable import MQTTLink

@Suite struct SensorBacklogTests {
    private func message(_ topic: String, _ count: Int, number: Int) -> MQTTMessage {
        MQTTMessage(topic: topic, body: .bytes(Array(repeating: UInt8(truncatingIfNeeded: number), count: count)))
    }

    /// Held against the obvious model: all messages in one list, of which each topic's newest are kept.
    @Test(arguments: 0..<100) func keepsTheNewestOfEachTopicInOrder(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bounds = SensorBounds()
        bounds.messagesPerTopic = 3
        bounds.payloadBytes = 20
        let topics = ["a", "b", "c"]
        var backlog = SensorBacklog(topics: topics, bounds: bounds)
        var model: [MQTTMessage] = []
        var taken = 0
        for number in 0..<200 {
            if Int.random(in: 0..<10, using: &random) == 0 {
                let messages = backlog.take()
                #expect(messages == model)
                taken += messages.count
                model = []
            } else {
                let topic = topics[Int.random(in: 0..<3, using: &random)]
                let message = message(topic, Int.random(in: 0...20, using: &random), number: number)
                let wasEmpty = model.isEmpty
                let isFirst = backlog.append(message)
                #expect(isFirst == wasEmpty)
                model.append(message)
                drop(from: &model, topic: topic, bounds)
            }
            #expect(backlog.counts.waiting == model.count)
            #expect(backlog.counts.received == taken + backlog.counts.waiting + backlog.counts.dropped)
        }
    }

    private func drop(from model: inout [MQTTMessage], topic: String, _ bounds: SensorBounds) {
        while true {
            let own = model.filter { $0.topic == topic }
            let bytes = own.reduce(0) { if case .bytes(let bytes) = $1.body { $0 + bytes.count } else { $0 } }
            guard own.count > bounds.messagesPerTopic || bytes > bounds.payloadBytes,
                let oldest = model.firstIndex(where: { $0.topic == topic })
            else { return }
            model.remove(at: oldest)
        }
    }

    @Test func aTopicThatWasNotAskedForTakesNoRoom() {
        var backlog = SensorBacklog(topics: ["a"], bounds: SensorBounds())
        let isFirst = backlog.append(message("b", 1, number: 0))
        #expect(!isFirst)
        #expect(backlog.take().isEmpty)
        #expect(backlog.counts.dropped == 1)
    }
}
