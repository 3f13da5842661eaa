import Foundation
import Glibc
import LocalBroker
import MQTTLink
import Testing

@Suite(.timeLimit(.minutes(10))) struct DifficultyTests {
    @Test func aWrongPasswordIsSaidInPlainWords() async throws {
        let floor = try Floor()
        var configuration = floor.configuration()
        configuration.password = "wrong"
        let probe = Probe(configuration)
        // The connections report into one stream, so their order is not known.
        for _ in [MQTTConnectionRole.intake, .outgoing] {
            let event = await probe.events.next()
            guard case .disconnected(_, let difficulty, _)? = event else {
                Issue.record("\(String(describing: event)) instead of a refusal")
                continue
            }
            #expect(difficulty.reason.contains("user or password"))
            #expect(difficulty.remedy.contains("mqtt.password_file"))
        }
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test func aBrokerThatDoesNotRunIsSaidInPlainWords() async throws {
        let floor = try Floor()
        let configuration = floor.configuration()
        floor.broker.stop()
        let probe = Probe(configuration)
        let difficulty = await probe.disconnected(.intake)
        #expect(difficulty?.reason.contains("refused") == true)
        #expect(difficulty?.remedy.contains("start the broker") == true)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test func anUnknownHostIsSaidInPlainWords() async throws {
        let configuration = MQTTLinkConfiguration(
            host: "broker.invalid", port: 1883, clientID: "x", subscriptions: [], presence: MQTTPresence(site: "x"))
        let probe = Probe(configuration)
        let difficulty = await probe.disconnected(.outgoing)
        #expect(difficulty?.reason.contains("broker.invalid") == true)
        #expect(difficulty?.remedy.contains("mqtt.host") == true)
        _ = await probe.link.shutDown(within: .seconds(5))
    }

    /// A listener that accepts and stays silent: the attempt ends, and a stop in the middle of one does not wait.
    @Test func aBrokerThatSaysNothingIsGivenUp() async throws {
        let listener = try SilentListener()
        var configuration = MQTTLinkConfiguration(
            host: "127.0.0.1", port: listener.port, clientID: "x", subscriptions: [],
            presence: MQTTPresence(site: "x"))
        configuration.connectTimeout = .milliseconds(100)
        let probe = Probe(configuration)
        let difficulty = await probe.disconnected(.intake)
        #expect(difficulty?.reason.contains("does not answer") == true)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test func publishingWithoutABrokerQueuesAndShutDownStillEnds() async throws {
        let listener = try SilentListener()
        let probe = Probe(
            MQTTLinkConfiguration(
                host: "127.0.0.1", port: listener.port, clientID: "x", subscriptions: [],
                presence: MQTTPresence(site: "x")))
        #expect(probe.link.publish(topic: "a", payload: [1]) == .queued)
        #expect(await probe.link.shutDown(within: .seconds(5)))
        #expect(probe.link.outboxCounts.waiting == 1)
    }
}

/// Listens on a loopback port; the system completes the connections, nobody ever reads them.
private final class SilentListener {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
