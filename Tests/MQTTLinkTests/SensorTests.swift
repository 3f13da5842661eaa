import Dispatch
import Foundation
import LocalBroker
import MQTTLink
import Testing

@Suite(.timeLimit(.minutes(10))) struct SensorTests {
    private static let scale = "tele/hopper/SENSOR"

    private func probe(
        _ floor: Floor, topics: [String] = [scale], beforeReadings: @escaping @Sendable () -> Void = {}
    ) async -> Probe {
        var configuration = floor.configuration()
        configuration.sensorTopics = topics
        configuration.sensorBounds.pause = .milliseconds(1)
        let probe = Probe(configuration, beforeReadings: beforeReadings)
        await probe.connected(.sensors)
        return probe
    }

    /// Waits until the broker has taken the subscriptions in: what it had kept comes right after it.
    private func subscribed(_ probe: Probe, _ floor: Floor) async throws {
        try floor.report("kept", on: Self.scale, retain: true)
        _ = await probe.readings.first { $0.text == "kept" }
    }

    @Test func whatTheBrokerHadKeptIsMarkedAndWhatItKeepsNowIsNot() async throws {
        let floor = try Floor()
        try floor.report("old", on: Self.scale, retain: true)
        let probe = await probe(floor)
        let old = MQTTMessage(
            topic: Self.scale, body: .bytes(Array("old".utf8)), quality: .atMostOnce, retained: true)
        #expect(await probe.readings.next() == old)
        try floor.report("new", on: Self.scale, retain: true)
        let new = MQTTMessage(topic: Self.scale, body: .bytes(Array("new".utf8)), quality: .atMostOnce)
        #expect(await probe.readings.next() == new)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test func subscribesAgainToABrokerThatForgotEverything() async throws {
        let floor = try Floor()
        let probe = await probe(floor)
        try await subscribed(probe, floor)
        floor.broker.kill()
        _ = await probe.disconnected(.sensors)
        try floor.broker.restart()
        await probe.connected(.sensors)
        try floor.report("after", on: Self.scale, retain: true)
        #expect(await probe.readings.first { $0.text == "after" } != nil)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    /// Nobody takes the readings, and a sensor floods: a maker's message is answered all the same, and what waits is
    /// bounded. Afterwards every message is accounted for, and the newest one is there.
    @Test func aFloodHoldsUpNobodyAndIsBounded() async throws {
        let floor = try Floor()
        let gate = DispatchSemaphore(value: 0)
        let entered = Arrivals<Bool>()
        let probe = await probe(floor) {
            entered.append(true)
            gate.wait()
            gate.signal()
        }
        try floor.report("first", on: Self.scale, retain: true)
        #expect(await entered.next() == true)
        let lines = (0..<30_000).map { #"{"HX711":{"Weight":\#($0)}}"# }.joined(separator: "\n") + "\nlast\n"
        let flood = try floor.flood(lines, on: Self.scale)
        try floor.submit("one")
        #expect(await probe.messages.next()?.text == "one")
        flood.waitUntilExit()
        #expect(flood.terminationStatus == 0)
        #expect(probe.link.sensorCounts.waiting <= SensorBounds().messagesPerTopic)
        gate.signal()
        #expect(await probe.readings.next()?.text == "first")
        var handedOver = 2
        while let message = await probe.readings.next(), message.text != "last" { handedOver += 1 }
        let counts = probe.link.sensorCounts
        #expect(counts.waiting == 0)
        #expect(counts.dropped > 0)
        #expect(counts.received == handedOver + counts.dropped)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test func aMessageThatIsTooLargeIsToldByItsSize() async throws {
        let floor = try Floor()
        let probe = await probe(floor)
        try floor.report(String(repeating: "x", count: 65_537), on: Self.scale, retain: true)
        #expect(await probe.readings.next()?.body == .oversized(byteCount: 65_537))
        try floor.report(String(repeating: "x", count: 65_536), on: Self.scale, retain: true)
        #expect(await probe.readings.next()?.text?.utf8.count == 65_536)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    /// The broker's rules let sensors write and the daemon read where each family of devices publishes.
    @Test func theAccessRulesHoldEveryFamilyOfDevices() async throws {
        let floor = try Floor()
        let topics = [
            "tele/hopper/SENSOR", "tele/hopper/LWT", "shellies/plug/relay/0/power", "plug/status/switch:0",
            "plug/events/rpc", "plug/online", "scale/sensor/weight/state", "scale/binary_sensor/lid/state",
            "scale/status", "zigbee2mqtt/shredder/door", "zigbee2mqtt/bridge/state", "airgradient/readings/84fce6",
        ]
        let probe = await probe(floor, topics: topics)
        for topic in topics { try floor.report("yes", on: topic, retain: true) }
        var seen: Set<String> = []
        while seen.count < topics.count, let message = await probe.readings.next() { seen.insert(message.topic) }
        #expect(seen == Set(topics))
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    /// The file that is installed beside a real broker allows what the broker of demo and tests allows.
    @Test func thePackagedAccessFileHasTheSameSensorTopics() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = try String(contentsOf: root.appending(path: "Packaging/mosquitto/machina.acl"), encoding: .utf8)
        let daemon = file.components(separatedBy: "\nuser ").first { $0.hasPrefix("machinad") } ?? ""
        let topics = daemon.split(separator: "\n").filter { $0.hasPrefix("topic read ") }.map { $0.dropFirst(11) }
        #expect(topics.map(String.init) == BrokerConfiguration.sensorTopics)
    }

    @Test func aReceiverThatHangsIsLeftBehindAtTheEnd() async throws {
        let floor = try Floor()
        let gate = DispatchSemaphore(value: 0)
        let entered = Arrivals<Bool>()
        let probe = await probe(floor) {
            entered.append(true)
            gate.wait()
        }
        try floor.report("one", on: Self.scale, retain: true)
        #expect(await entered.next() == true)
        #expect(await probe.link.shutDown(within: .milliseconds(200)) == false)
        gate.signal()
    }
}
