import FloorModel
import Logging
import MQTTLink
import Synchronization
import Testing

@testable import machinad

@Suite struct SensorDeskTests {
    /// A desk for a scale and a plug on one Tasmota device, with a clock that stands until it is moved.
    private final class Bench: Sendable {
        struct Post: Equatable {
            let sensor: SensorID
            let readings: [SignalReading]
        }

        static let topic = "tele/hopper/SENSOR"
        let posts = Mutex<[Post]>([])
        let lines = Mutex<[String]>([])
        let clock = Mutex(ContinuousClock.now)

        func desk() -> SensorDesk {
            let scale = SensorSelector(signal: "weight", path: ["HX711", "Weight"], unit: .gram, scale: 1_000)
            let plug = SensorSelector(signal: "power", path: ["ENERGY", "Power"], unit: .watt)
            let sensors = [("scale", scale), ("plug", plug)].map {
                SensorDescription(id: SensorID($0), topic: Self.topic, selectors: [$1], staleAfter: .seconds(60))
            }
            let logger = Logger(label: "test") { _ in LineHandler(bench: self) }
            return SensorDesk(sensors, logger: logger) {
                self.clock.withLock { $0 }
            } post: { sensor, readings in
                self.posts.withLock { $0.append(Post(sensor: sensor, readings: readings)) }
            }
        }

        /// What was posted since the last call.
        func takePosts() -> [Post] {
            posts.withLock { posts in
                defer { posts = [] }
                return posts
            }
        }
    }

    private struct LineHandler: LogHandler {
        let bench: Bench
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = event.metadata ?? [:]
            let keptBack = metadata["kept_back"].map { " (\($0) kept back)" } ?? ""
            bench.lines.withLock { $0.append("\(metadata["sensor"] ?? ""): \(event.message)\(keptBack)") }
        }
    }

    private func message(_ text: String, topic: String = Bench.topic, retained: Bool = false) -> MQTTMessage {
        MQTTMessage(topic: topic, body: .bytes(Array(text.utf8)), quality: .atMostOnce, retained: retained)
    }

    private func weight(_ grams: Double, _ quality: Quality = .good) -> Bench.Post {
        Bench.Post(
            sensor: SensorID("scale"),
            readings: [SignalReading(name: "weight", value: grams, unit: .gram, quality: quality)])
    }

    @Test(
        "A device of two sensors is subscribed to once, and each sensor gets its own values, the newest of each signal")
    func newest() {
        let bench = Bench()
        let desk = bench.desk()
        #expect(desk.topics == ["tele/hopper/LWT", Bench.topic])
        desk.take([
            message(#"{"HX711":{"Weight":1.5}}"#, retained: true), message(#"{"HX711":{"Weight":2.5}}"#),
            message(#"{"ENERGY":{"Power":22}}"#), message("1", topic: "elsewhere"),
        ])
        let power = SignalReading(name: "power", value: 22, unit: .watt)
        #expect(bench.takePosts() == [weight(2_500), .init(sensor: SensorID("plug"), readings: [power])])
        desk.take([message(#"{"Time":"1970-01-01T00:00:00"}"#)])
        #expect(bench.takePosts().isEmpty)
    }

    @Test("When the device is gone its last values are posted as stale; that is told once, and its return too")
    func gone() {
        let bench = Bench()
        let desk = bench.desk()
        desk.take([message(#"{"HX711":{"Weight":1.5}}"#)])
        for word in ["Online", "Offline", "Offline", "Online"] {
            desk.take([message(word, topic: "tele/hopper/LWT", retained: true)])
        }
        #expect(bench.takePosts() == [weight(1_500), weight(1_500, .stale), weight(1_500, .stale)])
        let lines = bench.lines.withLock { $0.filter { $0.hasPrefix("scale:") } }
        #expect(lines == ["scale: the device is gone, says the broker", "scale: the device is back"])
    }

    @Test("What cannot be read is told at most once a minute for each sensor, with how often it was kept back")
    func quiet() {
        let bench = Bench()
        let desk = bench.desk()
        for _ in 0..<1_000 { desk.take([message("rubbish")]) }
        let oversized = MQTTMessage(topic: Bench.topic, body: .oversized(byteCount: 70_000))
        bench.clock.withLock { $0 += .seconds(59) }
        desk.take([oversized])
        #expect(bench.lines.withLock { $0.count } == 2)
        bench.clock.withLock { $0 += .seconds(1) }
        desk.take([oversized])
        let last = bench.lines.withLock { $0.suffix(2) }
        #expect(last.allSatisfy { $0.contains("70000 bytes") && $0.hasSuffix("(1000 kept back)") })
        #expect(bench.takePosts().isEmpty)
    }

    @Test("Messages without the values asked for are told until the first reading: the path may be wrong")
    func wrongPath() {
        let bench = Bench()
        let desk = bench.desk()
        desk.take([message(#"{"ENERGY":{"Power":1}}"#)])
        #expect(bench.lines.withLock { $0 } == ["scale: the message holds none of HX711.Weight"])
        bench.clock.withLock { $0 += .seconds(60) }
        desk.take([message(#"{"HX711":{"Weight":1}}"#)])
        bench.clock.withLock { $0 += .seconds(60) }
        desk.take([message(#"{"ENERGY":{"Power":1}}"#)])
        #expect(bench.lines.withLock { $0.count } == 1)
    }
}
