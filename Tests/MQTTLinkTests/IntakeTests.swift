import Foundation
import MQTTLink
import Testing

@Suite(.timeLimit(.minutes(10))) struct IntakeTests {
    /// The session and its queue survive the first link; the second one gets only what was not acknowledged.
    @Test func whatIsAcknowledgedDoesNotComeAgain() async throws {
        let floor = try Floor()
        let first = Probe(floor.configuration())
        await first.connected(.intake)
        try floor.submit("one")
        #expect(await first.messages.next()?.text == "one")
        #expect(await first.link.shutDown(within: .seconds(5)))
        try floor.submit("two")
        let second = Probe(floor.configuration())
        #expect(await second.messages.next()?.text == "two")
        #expect(await second.link.shutDown(within: .seconds(5)))
    }

    @Test func aMessageComesAgainAfterTheVerdictRedeliver() async throws {
        let floor = try Floor()
        let probe = Probe(floor.configuration()) { _, before in before < 3 ? .redeliver : .acknowledge }
        await probe.connected(.intake)
        try floor.submit("one")
        for _ in 0...3 { #expect(await probe.messages.next()?.text == "one") }
        try floor.submit("two")
        #expect(await probe.messages.next()?.text == "two")
        let difficulty = await probe.disconnected(.intake)
        #expect(difficulty?.reason.contains("not acknowledged") == true)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test func aMessageComesAgainWhenNobodyAnswersInTime() async throws {
        let floor = try Floor()
        var configuration = floor.configuration()
        configuration.answerTimeout = .milliseconds(100)
        let probe = Probe(configuration) { _, before in before == 0 ? nil : .acknowledge }
        await probe.connected(.intake)
        try floor.submit("one")
        try floor.submit("two")
        #expect(await probe.messages.next()?.text == "one")
        #expect(await probe.messages.next()?.text == "one")
        #expect(await probe.messages.next()?.text == "two")
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    /// The link does not sit out the answer's time limit, and the message is not lost.
    @Test func shutDownInTheMiddleOfAMessageKeepsItsAcknowledgementBack() async throws {
        let floor = try Floor()
        var configuration = floor.configuration()
        configuration.answerTimeout = .seconds(3_600)
        let first = Probe(configuration) { _, _ in nil }
        await first.connected(.intake)
        try floor.submit("one")
        #expect(await first.messages.next()?.text == "one")
        #expect(await first.link.shutDown(within: .seconds(30)))
        let second = Probe(floor.configuration())
        #expect(await second.messages.next()?.text == "one")
        #expect(await second.link.shutDown(within: .seconds(5)))
    }

    @Test func onlyTheFirstAnswerCountsAndALateOneIsKnownToBeLate() async throws {
        let floor = try Floor()
        var configuration = floor.configuration()
        configuration.answerTimeout = .milliseconds(50)
        let answers = Arrivals<IntakeAnswer>()
        let link = MQTTLink(configuration: configuration) { _, answer in
            answers.append(answer)
        } sink: { _ in
        }
        link.start()
        try floor.submit("one")
        // The link has given the first answer up by the time it asks again.
        let late = try #require(await answers.next())
        let inTime = try #require(await answers.next())
        #expect(late.give(.acknowledge) == false)
        #expect(late !== inTime)
        #expect(await link.shutDown(within: .seconds(5)))
    }

    @Test func anOversizedMessageIsToldAndAcknowledgedWithoutAnAnswer() async throws {
        let floor = try Floor()
        var configuration = floor.configuration()
        configuration.maximumPayloadBytes = 1_000
        configuration.answerTimeout = .seconds(3_600)
        let probe = Probe(configuration) { message, _ in message.text == nil ? nil : .acknowledge }
        await probe.connected(.intake)
        try floor.submit(String(repeating: "x", count: 1_001))
        try floor.submit(String(repeating: "x", count: 1_000))
        #expect(await probe.messages.next()?.body == .oversized(byteCount: 1_001))
        #expect(await probe.messages.next()?.text?.count == 1_000)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test func theRequestsPropertiesAreHandedOver() async throws {
        let floor = try Floor()
        let probe = Probe(floor.configuration())
        await probe.connected(.intake)
        try floor.submit(
            "one",
            more: [
                "-D", "PUBLISH", "response-topic", "machina/test/makers/alice/inbox",
                "-D", "PUBLISH", "correlation-data", "42",
                "-D", "PUBLISH", "user-property", "other", "x",
                "-D", "PUBLISH", "user-property", "content-encoding", "gzip",
            ])
        let expected = MQTTMessage(
            topic: "machina/test/makers/alice/jobs/submit", body: .bytes(Array("one".utf8)),
            responseTopic: "machina/test/makers/alice/inbox", correlationData: Array("42".utf8),
            contentEncoding: "gzip")
        #expect(await probe.messages.next() == expected)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    /// Eleven messages in a burst, in order, with the connection shut down in the middle.
    @Test func aBurstStaysInOrderOverARedelivery() async throws {
        let floor = try Floor()
        let first = Probe(floor.configuration())
        await first.connected(.intake)
        #expect(await first.link.shutDown(within: .seconds(5)))
        for number in 0...10 { try floor.submit(String(number)) }
        let probe = Probe(floor.configuration()) { _, before in before == 5 ? .redeliver : .acknowledge }
        var seen: [String] = []
        while seen.last != "10", let text = await probe.messages.next()?.text { seen.append(text) }
        // Whatever was acknowledged shortly before the redelivery may come again with it; nothing is missing.
        var distinct: [String] = []
        for text in seen where !distinct.contains(text) { distinct.append(text) }
        #expect(distinct == (0...10).map(String.init))
        #expect(seen.count(where: { $0 == "5" }) == 2)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }

    @Test(arguments: [("machina/test/makers/+/jobs/submit", ["max_qos 0"]), ("machina/#/submit", [])])
    func aSubscriptionThatIsNotGrantedAsAskedForIsReported(filter: String, extraLines: [String]) async throws {
        let floor = try Floor(extraLines: extraLines)
        let probe = Probe(floor.configuration(subscriptions: [MQTTSubscription(filter)]))
        let event = await probe.events.first { if case .subscriptionRefused = $0 { true } else { false } }
        guard case .subscriptionRefused(filter, let difficulty)? = event else {
            Issue.record("\(String(describing: event))")
            return
        }
        #expect(!difficulty.remedy.isEmpty)
        #expect(await probe.link.shutDown(within: .seconds(5)))
    }
}
