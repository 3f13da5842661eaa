internal import Synchronization

/// The connection that only subscribes: it hands each message over and waits for the answer before the PUBACK.
final class IntakeConnection: Sendable {
    private let loop = SupervisedLoop()
    private let configuration: MQTTLinkConfiguration
    private let handler: @Sendable (MQTTMessage, IntakeAnswer) -> Void
    private let sink: @Sendable (MQTTLinkEvent) -> Void
    private let pending = Mutex<IntakeAnswer?>(nil)

    init(
        configuration: MQTTLinkConfiguration, handler: @escaping @Sendable (MQTTMessage, IntakeAnswer) -> Void,
        sink: @escaping @Sendable (MQTTLinkEvent) -> Void
    ) {
        self.configuration = configuration
        self.handler = handler
        self.sink = sink
    }

    func start() {
        loop.start(named: "mqtt-intake") { [self] in
            loop.repeatConnections(backoff: configuration.backoff) {
                Session(intake: self).run()
            } report: { difficulty, delay in
                sink(.disconnected(.intake, difficulty, retryAfter: delay))
            }
        }
    }

    /// Stops without an acknowledgement for the message that is being answered.
    func stop() {
        loop.stop()
        pending.withLock { $0 }?.give(.redeliver)
    }

    func waitUntilEnded(by deadline: ContinuousClock.Instant) async -> Bool {
        await loop.waitUntilEnded(by: deadline)
    }

    /// Hands one message over; the verdict, after `answerTimeout` at most.
    private func ask(_ message: MQTTMessage) -> IntakeVerdict {
        let answer = IntakeAnswer(deadline: .now + configuration.answerTimeout)
        pending.withLock { $0 = answer }
        defer { pending.withLock { $0 = nil } }
        // Asked after `pending` is set: `stop` either sees this answer, or is seen here.
        guard !loop.isStopping else { return .redeliver }
        handler(message, answer)
        if case .oversized = message.body { return .acknowledge }
        return answer.wait()
    }

    /// One connection's life, on the loop's thread.
    private final class Session: BrokerConnectionOwner {
        private let intake: IntakeConnection
        private var grants = AwaitedGrants()

        init(intake: IntakeConnection) { self.intake = intake }

        func run() -> (difficulty: MQTTDifficulty, lasted: Duration)? {
            let connection = BrokerConnection(
                role: .intake, configuration: intake.configuration, wakeUp: intake.loop.wakeUp, owner: self)
            guard let difficulty = connection.run(isStopping: { intake.loop.isStopping }) else {
                connection.disconnect(publishingWill: false)
                return nil
            }
            return (difficulty, connection.establishedAt.map { ContinuousClock.now - $0 } ?? .zero)
        }

        func connectionEstablished(_ connection: BrokerConnection) {
            intake.sink(.connected(.intake))
            for subscription in intake.configuration.subscriptions {
                if let refusal = grants.ask(for: subscription, by: connection) { intake.sink(refusal) }
            }
        }

        func connection(_ connection: BrokerConnection, received message: MQTTMessage) {
            if intake.ask(message) == .redeliver { connection.abandon() }
        }

        func connection(_ connection: BrokerConnection, subscribed packet: Int32, reason: Int32) {
            if let refusal = grants.answered(packet: packet, reason: reason) { intake.sink(refusal) }
        }

        func connection(_ connection: BrokerConnection, published packet: Int32, reason: Int32) {}

        func connectionAwoken(_ connection: BrokerConnection) {}
    }
}
