import Foundation
import LocalBroker
import MQTTLink
import Testing

@Suite(.timeLimit(.minutes(10))) struct OutgoingTests {
    @Test func theSiteIsOnlineWhileTheLinkLivesAndOfflineAfterwards() async throws {
        let floor = try Floor()
        let watcher = Probe(
            floor.configuration(
                user: "operator", clientID: "watcher", subscriptions: [MQTTSubscription("machina/test/status")]))
        await watcher.connected(.intake)
        let probe = Probe(floor.configuration())
        #expect(await watcher.messages.next()?.text == #"{"state":"online","v":1}"#)
        #expect(await probe.link.shutDown(within: .seconds(5)))
        #expect(await watcher.messages.next()?.text == #"{"state":"offline","v":1}"#)
        #expect(try floor.retained("machina/test/status") == #"{"state":"offline","v":1}"#)
        _ = await watcher.link.shutDown(within: .seconds(5))
    }

    /// Another client with the same id takes the connection over: to the broker the first one is gone without a word.
    @Test func theBrokerPublishesTheWillOfAConnectionThatBreaks() async throws {
        let floor = try Floor()
        let watcher = Probe(
            floor.configuration(
                user: "operator", clientID: "watcher", subscriptions: [MQTTSubscription("machina/test/status")]))
        await watcher.connected(.intake)
        let probe = Probe(floor.configuration())
        await probe.connected(.outgoing)
        let thief = Probe(floor.configuration())
        await thief.connected(.outgoing)
        _ = await watcher.messages.first { $0.text?.contains("offline") == true }
        let difficulty = await probe.disconnected(.outgoing)
        #expect(difficulty?.remedy.isEmpty == false)
        for probe in [probe, thief, watcher] { _ = await probe.link.shutDown(within: .seconds(5)) }
    }

    /// The broker comes back with nothing: we connect, subscribe and publish all that is retained by ourselves.
    @Test func aBrokerThatForgotEverythingIsToldAgain() async throws {
        let floor = try Floor()
        let probe = Probe(floor.configuration())
        await probe.connected()
        probe.link.publish(topic: "machina/test/machines/a/state", payload: Array("old".utf8), retain: true)
        probe.link.publish(topic: "machina/test/machines/a/state", payload: Array("new".utf8), retain: true)
        floor.broker.kill()
        let difficulty = await probe.disconnected(.outgoing)
        #expect(difficulty?.remedy.isEmpty == false)
        let memory = floor.broker.configuration.directory.appending(path: "mosquitto.db")
        if FileManager.default.fileExists(atPath: memory.path) { try FileManager.default.removeItem(at: memory) }
        probe.link.publish(topic: "machina/test/machines/b/state", payload: Array("away".utf8), retain: true)
        try floor.broker.restart()
        await probe.connected(.intake)
        try floor.submit("after")
        #expect(await probe.messages.next()?.text == "after")
        #expect(await probe.link.shutDown(within: .seconds(5)))
        #expect(try floor.retained("machina/test/machines/a/state") == "new")
        #expect(try floor.retained("machina/test/machines/b/state") == "away")
    }

    @Test func anEmptyValueTakesTheRetainedMessageAway() async throws {
        let floor = try Floor()
        let probe = Probe(floor.configuration())
        probe.link.publish(topic: "machina/test/alarms/1", payload: Array("hot".utf8), retain: true)
        await probe.connected(.outgoing)
        probe.link.publish(topic: "machina/test/alarms/1", payload: [], retain: true)
        #expect(await probe.link.shutDown(within: .seconds(5)))
        #expect(try floor.retained("machina/test/alarms/1") == nil)
        #expect(probe.link.outboxCounts.retainedTopics == 0)
    }

    @Test func publishingFromManyTasksLosesNothingAndKeepsEachOnesOrder() async throws {
        let floor = try Floor()
        let reader = Probe(
            floor.configuration(
                user: "operator", clientID: "reader", subscriptions: [MQTTSubscription("machina/test/load/+")]))
        await reader.connected(.intake)
        let probe = Probe(floor.configuration())
        await withTaskGroup { group in
            for task in 0..<4 {
                group.addTask {
                    for number in 0..<250 {
                        probe.link.publish(topic: "machina/test/load/\(task)", payload: Array("\(number)".utf8))
                    }
                }
            }
        }
        var received = [String: [String]]()
        for _ in 0..<1_000 {
            let message = try #require(await reader.messages.next())
            received[message.topic, default: []].append(message.text ?? "")
        }
        #expect(received.count == 4)
        #expect(received.values.allSatisfy { $0 == (0..<250).map(String.init) })
        for probe in [probe, reader] { #expect(await probe.link.shutDown(within: .seconds(5))) }
    }

    /// What was published before the stop still leaves, and in front of the goodbye.
    @Test func shutDownSendsWhatWaits() async throws {
        let floor = try Floor()
        let probe = Probe(floor.configuration())
        await probe.connected(.outgoing)
        for number in 0..<100 {
            probe.link.publish(topic: "machina/test/last", payload: Array("\(number)".utf8), retain: number == 99)
        }
        #expect(await probe.link.shutDown(within: .seconds(10)))
        #expect(probe.link.outboxCounts.inFlight == 0)
        #expect(try floor.retained("machina/test/last") == "99")
    }

    @Test func aRefusedPublicationIsReportedAndTheNextOneLeaves() async throws {
        let floor = try Floor()
        let probe = Probe(floor.configuration())
        probe.link.publish(topic: "elsewhere/topic", payload: [1])
        probe.link.publish(topic: "machina/test/kept", payload: Array("yes".utf8), retain: true)
        let event = await probe.events.first { if case .publicationRefused = $0 { true } else { false } }
        guard case .publicationRefused(let topic, let difficulty)? = event else {
            Issue.record("\(String(describing: event))")
            return
        }
        #expect(topic == "elsewhere/topic")
        #expect(!difficulty.remedy.isEmpty)
        #expect(await probe.link.shutDown(within: .seconds(5)))
        #expect(try floor.retained("machina/test/kept") == "yes")
    }

    @Test func aReplyCarriesTheRequestsCorrelationData() async throws {
        let floor = try Floor()
        let reader = Probe(
            floor.configuration(
                user: "alice", clientID: "alice", subscriptions: [MQTTSubscription("machina/test/makers/alice/#")]))
        await reader.connected(.intake)
        let probe = Probe(floor.configuration())
        probe.link.publish(
            MQTTPublication(
                topic: "machina/test/makers/alice/jobs/a/reply", payload: [1], correlationData: [0, 255, 7]))
        #expect(await reader.messages.next()?.correlationData == [0, 255, 7])
        for probe in [probe, reader] { #expect(await probe.link.shutDown(within: .seconds(5))) }
    }
}
