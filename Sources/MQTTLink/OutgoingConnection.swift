internal import Synchronization

/// The connection by which everything published leaves.
final class OutgoingConnection: Sendable {
    private let loop = SupervisedLoop()
    private let configuration: MQTTLinkConfiguration
    private let sink: @Sendable (MQTTLinkEvent) -> Void
    private let outbox: Mutex<Outbox>
    /// When the last messages must be out; nil until it is stopped.
    private let flushDeadline = Mutex<ContinuousClock.Instant?>(nil)

    init(configuration: MQTTLinkConfiguration, sink: @escaping @Sendable (MQTTLinkEvent) -> Void) {
        self.configuration = configuration
        self.sink = sink
        outbox = Mutex(Outbox(bounds: configuration.outbox))
    }

    var counts: OutboxCounts { outbox.withLock { $0.counts } }

    func publish(_ publication: MQTTPublication) -> PublishOutcome {
        let outcome = outbox.withLock { $0.enqueue(publication) }
        loop.wakeUp.ring()
        return outcome
    }

    func start() {
        loop.start(named: "mqtt-outgoing") { [self] in
            loop.repeatConnections(backoff: configuration.backoff) {
                Session(outgoing: self).run()
            } report: { difficulty, delay in
                sink(.disconnected(.outgoing, difficulty, retryAfter: delay))
            }
        }
    }

    /// Sends what waits until `deadline`, then ends; the broker publishes the will.
    func stop(flushingUntil deadline: ContinuousClock.Instant) {
        flushDeadline.withLock { $0 = deadline }
        loop.stop()
    }

    func waitUntilEnded(by deadline: ContinuousClock.Instant) async -> Bool {
        await loop.waitUntilEnded(by: deadline)
    }

    /// One connection's life, on the loop's thread.
    private final class Session: BrokerConnectionOwner {
        private let outgoing: OutgoingConnection

        init(outgoing: OutgoingConnection) { self.outgoing = outgoing }

        func run() -> (difficulty: MQTTDifficulty, lasted: Duration)? {
            let presence = outgoing.configuration.presence
            let connection = BrokerConnection(
                role: .outgoing, configuration: outgoing.configuration, wakeUp: outgoing.loop.wakeUp, owner: self)
            connection.setWill(
                MQTTPublication(topic: presence.topic, payload: presence.offline, retain: true))
            defer { outgoing.outbox.withLock { $0.disconnected() } }
            guard let difficulty = connection.run(isStopping: { mayEnd(connection) }) else {
                connection.disconnect(publishingWill: true)
                return nil
            }
            return (difficulty, connection.establishedAt.map { ContinuousClock.now - $0 } ?? .zero)
        }

        /// Stopped, and nothing is left to send or no time to send it.
        private func mayEnd(_ connection: BrokerConnection) -> Bool {
            guard outgoing.loop.isStopping else { return false }
            guard connection.establishedAt != nil, let deadline = outgoing.flushDeadline.withLock({ $0 }) else {
                return true
            }
            return ContinuousClock.now >= deadline || outgoing.outbox.withLock { $0.isDrained }
        }

        func connectionEstablished(_ connection: BrokerConnection) {
            let presence = outgoing.configuration.presence
            // Its acknowledgement is not awaited: it is sent again with every connect.
            _ = connection.publish(MQTTPublication(topic: presence.topic, payload: presence.online, retain: true))
            outgoing.sink(.connected(.outgoing))
            send(by: connection)
        }

        func connectionAwoken(_ connection: BrokerConnection) { send(by: connection) }

        func connection(_ connection: BrokerConnection, published packet: Int32, reason: Int32) {
            if reason >= 128 {
                if let topic = outgoing.outbox.withLock({ $0.refusedByBroker(packet: packet) }) {
                    outgoing.sink(.publicationRefused(topic: topic, .refused(byBroker: reason)))
                }
            } else {
                outgoing.outbox.withLock { $0.acknowledged(packet: packet) }
            }
            send(by: connection)
        }

        func connection(_ connection: BrokerConnection, received message: MQTTMessage) {}

        func connection(_ connection: BrokerConnection, subscribed packet: Int32, reason: Int32) {}

        /// Gives the broker what the window allows.
        private func send(by connection: BrokerConnection) {
            guard connection.establishedAt != nil else { return }
            while true {
                // The library only queues the packet, so that its acknowledgement cannot come before `sent`.
                let refused = outgoing.outbox.withLock { outbox -> (String, MQTTDifficulty)?? in
                    guard let publication = outbox.next() else { return .none }
                    switch connection.publish(publication) {
                    case .success(let packet):
                        outbox.sent(packet: packet)
                        return .some(nil)
                    case .failure(let difficulty):
                        outbox.refuseNext()
                        return .some((publication.topic, difficulty))
                    }
                }
                guard let refused else { return }
                if let (topic, difficulty) = refused { outgoing.sink(.publicationRefused(topic: topic, difficulty)) }
            }
        }
    }
}
