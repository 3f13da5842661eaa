import CMosquitto
import Foundation
import LocalBroker
import Testing
import VirtualFloor

@Suite(.serialized) struct ScaleTests {
    private struct Reading: Decodable {
        struct LoadCell: Decodable {
            var weight: Double
            var weightRaw: Int

            enum CodingKeys: String, CodingKey {
                case weight = "Weight"
                case weightRaw = "WeightRaw"
            }
        }

        var time: String
        var loadCell: LoadCell

        enum CodingKeys: String, CodingKey {
            case time = "Time"
            case loadCell = "HX711"
        }
    }

    /// The next reading on the topic; nil when none comes.
    private func reading(_ broker: BrokerProcess, topic: String) throws -> Reading? {
        var message: UnsafeMutablePointer<mosquitto_message>?
        let result = mosquitto_subscribe_simple(
            &message, 1, false, topic, 0, broker.host, Int32(broker.port), nil, 60, true, "machinad", "secret", nil, nil
        )
        guard result == 0, let taken = message else { return nil }
        defer { mosquitto_message_free(&message) }
        let bytes = UnsafeRawBufferPointer(start: taken.pointee.payload, count: Int(taken.pointee.payloadlen))
        return try JSONDecoder().decode(Reading.self, from: Data(bytes))
    }

    @Test func `a scale tells what is placed on it, in steps of a tenth of a gram`() async throws {
        let directory = try FloorBench.freshDirectory()
        let broker = try BrokerProcess.launch(
            BrokerConfiguration(
                directory: URL(filePath: directory).appending(path: "broker"),
                accounts: [
                    BrokerAccount(name: "machinad", password: "secret"), BrokerAccount(name: "scale", password: "kilo"),
                ],
                accessRules: BrokerConfiguration.floorRules + ["user scale", "topic write tele/scale-1/SENSOR"]))
        try "kilo\n".write(toFile: directory + "/password", atomically: true, encoding: .utf8)
        let topic = "tele/scale-1/SENSOR"
        let floor = try await FloorBench(scales: [
            VirtualScale(
                id: "scale-1", topic: topic, brokerPort: broker.port, user: "scale",
                passwordFile: directory + "/password")
        ])
        let empty = try #require(try reading(broker, topic: topic))
        #expect(empty.loadCell.weight == 0 && empty.time.count == 19)
        #expect(try ControlClient.place(grams: 412.37, scale: "scale-1", socket: floor.control).isOk)
        var loaded = try #require(try reading(broker, topic: topic))
        // One may have been on its way.
        if loaded.loadCell.weightRaw == 0 { loaded = try #require(try reading(broker, topic: topic)) }
        #expect(loaded.loadCell.weight == 0.4124 && loaded.loadCell.weightRaw == 4124)
        #expect(try floor.state(of: "scale-1")["placed_g"] as? Double == 412.37)
        for grams in [-1, .infinity, 100_001] as [Double] {
            let answer = try ControlClient.place(grams: grams, scale: "scale-1", socket: floor.control)
            #expect(!answer.isOk && answer.remedy?.isEmpty == false, "\(grams)")
        }
        #expect(try !ControlClient.place(grams: 1, scale: "scale-2", socket: floor.control).isOk)
        floor.end()
        broker.stop()
    }

    @Test func `a scale whose broker is away waits for it, one whose password cannot be read is refused`() async throws
    {
        let port = try freePort()
        let floor = try await FloorBench(scales: [VirtualScale(id: "s", topic: "t", brokerPort: port)])
        #expect(try floor.state(of: "s")["published"] as? Int == 0)
        floor.end()
        let scale = VirtualScale(id: "s", topic: "t", brokerPort: port, user: "u", passwordFile: "/nowhere/password")
        do {
            _ = try await FloorBench(scales: [scale])
            Issue.record("the floor started")
        } catch let fault as VirtualFloorFault {
            #expect(fault.kind == .configuration && fault.what.contains("/nowhere/password"))
        }
    }
}
