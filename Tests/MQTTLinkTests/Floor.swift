import Foundation
import LocalBroker
import MQTTLink
import Synchronization
import Testing

/// What arrived on another thread, to be awaited one by one.
final class Arrivals<Element: Sendable>: Sendable {
    private let stream: AsyncStream<Element>
    private let continuation: AsyncStream<Element>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func append(_ element: Element) { continuation.yield(element) }

    /// The next one that matches; those before it are passed over. The test's time limit bounds the wait.
    func first(where matches: (Element) -> Bool) async -> Element? {
        for await element in stream where matches(element) { return element }
        return nil
    }

    func next() async -> Element? { await first { _ in true } }
}

/// A broker with the floor's users, and links and the broker's own command line tools to use it; gone with the test.
final class Floor: Sendable {
    let broker: BrokerProcess

    init(extraLines: [String] = []) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "mqtt-\(UUID().uuidString)")
        let accounts = ["machinad", "operator", "alice", "sensors"].map {
            BrokerAccount(name: $0, password: "\($0)-secret")
        }
        broker = try BrokerProcess.launch(
            BrokerConfiguration(directory: directory, accounts: accounts, extraLines: extraLines))
    }

    deinit {
        broker.stop()
        do { try FileManager.default.removeItem(at: broker.configuration.directory) } catch {
            Issue.record("\(broker.configuration.directory.path) stays behind: \(error)")
        }
    }

    func configuration(
        user: String = "machinad", clientID: String = "machina-test",
        subscriptions: [MQTTSubscription] = [MQTTSubscription("machina/test/makers/+/jobs/submit")]
    ) -> MQTTLinkConfiguration {
        var configuration = MQTTLinkConfiguration(
            host: broker.host, port: broker.port, user: user, password: "\(user)-secret", clientID: clientID,
            subscriptions: subscriptions, presence: MQTTPresence(site: "test"))
        configuration.backoff = ReconnectBackoff(minimum: .milliseconds(20), maximum: .milliseconds(200))
        return configuration
    }

    /// Publishes as alice by mosquitto_pub at QoS 1; returns when the broker has acknowledged.
    func submit(_ text: String, more arguments: [String] = []) throws {
        let arguments = ["-q", "1", "-t", "machina/test/makers/alice/jobs/submit", "-m", text] + arguments
        _ = try run("mosquitto_pub", user: "alice", arguments)
    }

    /// Publishes as a sensor by mosquitto_pub; returns when the broker has acknowledged.
    func report(_ text: String, on topic: String, retain: Bool = false) throws {
        let arguments = ["-q", "1", "-t", topic, "-m", text] + (retain ? ["-r"] : [])
        _ = try run("mosquitto_pub", user: "sensors", arguments)
    }

    /// Begins to publish every line of a text at QoS 0, as fast as mosquitto_pub can; to be waited for.
    func flood(_ lines: String, on topic: String) throws -> Process {
        let file = broker.configuration.directory.appending(path: "lines-\(UUID().uuidString)")
        try Data(lines.utf8).write(to: file)
        let process = tool("mosquitto_pub", user: "sensors", ["-q", "0", "-t", topic, "-l"])
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = FileHandle.nullDevice
        try process.runWithSignalsUnblocked()
        return process
    }

    /// The retained value of a topic by mosquitto_sub, nil when there is none after a second.
    func retained(_ topic: String) throws -> String? {
        let output = try run("mosquitto_sub", user: "operator", ["-C", "1", "-W", "1", "-t", topic])
        return output.isEmpty ? nil : output
    }

    private func tool(_ name: String, user: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/\(name)")
        process.arguments =
            ["-V", "5", "-h", broker.host, "-p", String(broker.port), "-u", user, "-P", "\(user)-secret"] + arguments
        process.standardError = FileHandle.nullDevice
        return process
    }

    private func run(_ name: String, user: String, _ arguments: [String]) throws -> String {
        let process = tool(name, user: user, arguments)
        let output = Pipe()
        process.standardOutput = output
        try process.runWithSignalsUnblocked()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}

extension MQTTMessage {
    var text: String? {
        guard case .bytes(let bytes) = body else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A link under test with everything that it says.
struct Probe {
    let link: MQTTLink
    let events = Arrivals<MQTTLinkEvent>()
    let messages = Arrivals<MQTTMessage>()
    let readings = Arrivals<MQTTMessage>()

    /// `answer` decides from the message and how many came before it; nil gives no answer. `beforeReadings` runs on the
    /// thread that hands sensors' messages over, and may block it.
    init(
        _ configuration: MQTTLinkConfiguration,
        answer: @escaping @Sendable (MQTTMessage, Int) -> IntakeVerdict? = { _, _ in .acknowledge },
        beforeReadings: @escaping @Sendable () -> Void = {}
    ) {
        let count = Mutex(0)
        let unanswered = Mutex<[IntakeAnswer]>([])
        link = MQTTLink(configuration: configuration) { [messages] message, reply in
            let before = count.withLock { count in
                defer { count += 1 }
                return count
            }
            if let verdict = answer(message, before) {
                reply.give(verdict)
            } else {
                unanswered.withLock { $0.append(reply) }
            }
            messages.append(message)
        } sink: { [events] event in
            events.append(event)
        } onSensorMessages: { [readings] messages in
            beforeReadings()
            for message in messages { readings.append(message) }
        }
        link.start()
    }

    func connected(_ role: MQTTConnectionRole) async {
        _ = await events.first { $0 == .connected(role) }
    }

    /// Both connections, in whichever order they come.
    func connected() async {
        var missing: Set<MQTTConnectionRole> = [.intake, .outgoing]
        _ = await events.first { event in
            if case .connected(let role) = event { missing.remove(role) }
            return missing.isEmpty
        }
    }

    func disconnected(_ role: MQTTConnectionRole) async -> MQTTDifficulty? {
        let event = await events.first {
            if case .disconnected(role, _, _) = $0 { true } else { false }
        }
        guard case .disconnected(_, let difficulty, _)? = event else { return nil }
        return difficulty
    }
}
