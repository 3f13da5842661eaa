import FloorModel
import SeededRandom
import SensorFeeds
import Testing

@Suite struct SensorFeedTests {
    private func feed(_ selectors: [SensorSelector], topic: String = "scale/sensor/weight/state") -> SensorFeed {
        SensorFeed(
            SensorDescription(id: SensorID("s"), topic: topic, selectors: selectors, staleAfter: .seconds(60)))
    }

    private func good(_ value: Double, _ selector: SensorSelector) -> SensorMessage {
        .readings([SignalReading(name: selector.signal, value: value, unit: selector.unit)])
    }

    /// As a payload, and as a value and as a text in JSON.
    @Test(arguments: [
        ("0", 0), ("-0.5", -0.5), ("12.50", 12.5), ("1e3", 1_000), ("-2.5E-3", -0.0025),
        ("1234567890.125", 1_234_567_890.125),
    ])
    func plainNumbersAreRead(text: String, value: Double) {
        let bare = SensorSelector.at([], .gram)
        let inside = SensorSelector.at(["a"], .gram)
        for payload in [text, " \(text)\r\n"] {
            var feed = feed([bare])
            let message = feed.read(payload)
            #expect(message == good(value, bare))
        }
        for payload in [#"{"a":\#(text)}"#, #"{"a":"\#(text)"}"#] {
            var feed = feed([inside])
            let message = feed.read(payload)
            #expect(message == good(value, inside))
        }
    }

    /// None of them is a weight, whichever way it is sent; the value before stands, as stale.
    @Test(arguments: [
        "nan", "NaN", "-nan", "inf", "Infinity", "1e999", "0x10", "12,5", "12.5 kg", "--1", "1.2.3", "1_000", "ON",
        "true",
        "unavailable", "١٢", "e", "-", ".", "{}", "[1]", "\u{0}",
    ])
    func whatIsNoNumberIsNoValue(text: String) {
        for (path, wrap) in [([], { $0 }), (["a"], { #"{"a":"\#($0)"}"# })] as [([String], (String) -> String)] {
            let selector = SensorSelector.at(path, .gram)
            var feed = feed([selector])
            let unreadable = feed.read(wrap(text))
            guard case .unreadable(let reason) = unreadable else {
                Issue.record("\(unreadable)")
                continue
            }
            #expect(!reason.isEmpty && reason.utf8.allSatisfy { (0x20...0x7E).contains($0) })
            let before = feed.read(wrap("7.5"))
            #expect(before == good(7.5, selector))
            // A null byte inside JSON makes all of the message unreadable.
            guard text != "\u{0}" || path.isEmpty else { continue }
            let message = feed.read(wrap(text))
            let stale = SignalReading(name: selector.signal, value: 7.5, unit: .gram, quality: .stale)
            #expect(message == .readings([stale]))
            #expect(feed.staleReadings == [stale])
        }
    }

    @Test(arguments: [
        #"{"a":null}"#, #"{"a":{}}"#, #"{"a":[1]}"#, #"{"a":true}"#, #"{"a":1e400}"#, #"{"a":"#, #"{"a":1"#, "[]", "1",
        #""a""#, #"{"a":nan}"#, #"{'a':1}"#, "{\"a\":\"\u{FF}",
    ])
    func whatStandsThereInsteadOfANumberIsNoValue(payload: String) {
        var feed = feed([.at(["a"], .gram)])
        guard case .unreadable = feed.read(payload) else {
            Issue.record("\(payload) was read")
            return
        }
    }

    @Test func aValueThatCannotBeReadDoesNotTakeTheOthersAway() {
        let (a, b, c) = (
            SensorSelector.at(["a"], .gram), SensorSelector.at(["b"], .gram), SensorSelector.at(["c"], .gram)
        )
        var feed = feed([a, b, c])
        let first = feed.read(#"{"a":1,"b":2,"c":3}"#)
        let second = feed.read(#"{"c":null,"b":"x","a":5}"#)
        #expect(first == .readings([a, b, c].enumerated().map { reading($1, Double($0 + 1)) }))
        #expect(second == .readings([reading(a, 5), reading(b, 2, .stale), reading(c, 3, .stale)]))
    }

    private func reading(_ selector: SensorSelector, _ value: Double, _ quality: Quality = .good) -> SignalReading {
        SignalReading(name: selector.signal, value: value, unit: selector.unit, quality: quality)
    }

    @Test func aResultBeyondDoubleIsNoValue() {
        var feed = feed([.at([], .gram, scale: 1e300)])
        guard case .unreadable = feed.read("1e300") else {
            Issue.record("an infinite weight was read")
            return
        }
    }

    @Test func otherTopicsAndAClearedRetainedMessageAreIgnored() {
        var feed = feed([.at([], .gram)])
        for (topic, payload) in [("scale/sensor/other/state", "1"), (feed.description.topic, ""), ("scale/status", "")]
        {
            let message = feed.read(topic: topic, payload: Array(payload.utf8), isRetained: true)
            guard case .ignored = message else {
                Issue.record("\(topic): \(message)")
                continue
            }
        }
    }

    /// As large as the bound and nested as deep as it can be: refused without harm.
    @Test(arguments: ["[", #"{"a":"#, "0", " ", "\"", "\u{FF}"])
    func hugePayloadsAreRefused(unit: String) {
        let count = SensorFeed.payloadBytes / unit.utf8.count
        for path in [[], ["a"], Array(repeating: "a", count: 1_000)] {
            for payload in [String(repeating: unit, count: count), String(repeating: unit, count: count + 1)] {
                var feed = feed([.at(path, .gram)])
                guard case .unreadable = feed.read(payload) else {
                    Issue.record("\(payload.prefix(20))… was read")
                    continue
                }
            }
        }
    }

    /// Every leaf of a random document is found at its path and nowhere else, whatever the keys are made of.
    @Test(arguments: 0..<100) func everyLeafIsFoundAtItsPath(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var leaves: [(path: [String], value: Double)] = []
        let json = RandomObject.write(at: [], depth: 4, into: &leaves, using: &random)
        let selectors = leaves.map { SensorSelector.at($0.path, .watt, scale: 2, offset: -1) }
        var feed = feed(selectors)
        let message = feed.read(json)
        let readings = zip(selectors, leaves).map { reading($0, $1.value * 2 - 1) }
        if leaves.isEmpty {
            guard case .ignored = message else {
                Issue.record("\(message)")
                return
            }
        } else {
            #expect(message == .readings(readings), "\(json)")
        }
        var elsewhere = self.feed(leaves.map { .at($0.path.dropLast() + ["no such key"], .watt) })
        guard case .ignored = elsewhere.read(json) else {
            Issue.record("\(json)")
            return
        }
    }

    /// Whatever a device sends: no crash, no value that is not a number.
    @Test(arguments: 0..<50) func noiseIsHarmless(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var feed = feed([.at(["a"], .gram), .at(["a", "b"], .watt)])
        for _ in 0..<200 {
            var payload = Array(#"{"a":{"b":-1.5e3},"c":[true,null,"x\u00e9"]}"#.utf8)
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                payload[Int.random(in: 0..<payload.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            if case .readings(let readings) = feed.read(
                topic: feed.description.topic, payload: payload, isRetained: false)
            {
                #expect(!readings.isEmpty && readings.allSatisfy { $0.value.isFinite })
            }
        }
    }
}

/// Random JSON objects of numbers.
private enum RandomObject {
    private static let keys = ["a", "switch:0", "two words", "a.b", "é", "", "0", #"\"q\""#, #"\\"#]

    static func write(
        at path: [String], depth: Int, into leaves: inout [(path: [String], value: Double)],
        using random: inout SplitMix64
    ) -> String {
        let chosen = keys.filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        let members = chosen.map { key in
            let inner = path + [key.replacing(#"\""#, with: #"""#).replacing(#"\\"#, with: #"\"#)]
            if depth > 1, Bool.random(using: &random) {
                return "\"\(key)\" : \(write(at: inner, depth: depth - 1, into: &leaves, using: &random))"
            }
            let value = Double.random(in: -1e6...1e6, using: &random)
            leaves.append((inner, value))
            return "\"\(key)\":\(value)"
        }
        return "{\(members.joined(separator: ","))}"
    }
}
