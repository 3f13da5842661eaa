internal import Synchronization

/// The connection that subscribes to sensors at QoS 0, apart from the intake: a sensor that floods neither waits for
/// the makers' commits nor holds up their acknowledgements, and its session leaves nothing behind at the broker.
///
/// The thread that reads never waits for the receiver: it puts messages into a bounded backlog, from which a second
/// thread hands them over, batch by batch.
final class SensorConnection: Sendable {
    private let loop = SupervisedLoop()
    private let delivery = SupervisedLoop()
    private let configuration: MQTTLinkConfiguration
    private let receiver: @Sendable ([MQTTMessage]) -> Void
    private let sink: @Sendable (MQTTLinkEvent) -> Void
    private let backlog: Mutex<SensorBacklog>

    init(
        configuration: MQTTLinkConfiguration, receiver: @escaping @Sendable ([MQTTMessage]) -> Void,
        sink: @escaping @Sendable (MQTTLinkEvent) -> Void
    ) {
        var configuration = configuration
        configuration.maximumPayloadBytes = configuration.sensorBounds.payloadBytes
        configuration.sessionExpiry = .zero
        self.configuration = configuration
        self.receiver = receiver
        self.sink = sink
        backlog = Mutex(SensorBacklog(topics: configuration.sensorTopics, bounds: configuration.sensorBounds))
    }

    var counts: SensorCounts { backlog.withLock { $0.counts } }

    func start() {
        loop.start(named: "mqtt-sensors") { [self] in
            loop.repeatConnections(backoff: configuration.backoff) {
                Session(sensors: self).run()
            } report: { difficulty, delay in
                sink(.disconnected(.sensors, difficulty, retryAfter: delay))
            }
        }
        delivery.start(named: "mqtt-readings") { [self] in deliver() }
    }

    /// Stops; what waits is not handed over any more.
    func stop() {
        loop.stop()
        delivery.stop()
    }

    func waitUntilEnded(by deadline: ContinuousClock.Instant) async -> Bool {
        let loopEnded = await loop.waitUntilEnded(by: deadline)
        let deliveryEnded = await delivery.waitUntilEnded(by: deadline)
        return loopEnded && deliveryEnded
    }

    private func take(_ message: MQTTMessage) {
        if backlog.withLock({ $0.append(message) }) { delivery.wakeUp.ring() }
    }

    private func deliver() {
        while !delivery.isStopping {
            delivery.wakeUp.wait(for: .seconds(3_600))
            let messages = backlog.withLock { $0.take() }
            guard !messages.isEmpty, !delivery.isStopping else { continue }
            receiver(messages)
            pause()
        }
    }

    /// Waits before the next batch. What arrives meanwhile has rung for it already, so it is rung for here again.
    private func pause() {
        let end = ContinuousClock.now + configuration.sensorBounds.pause
        while !delivery.isStopping, ContinuousClock.now < end { delivery.wakeUp.wait(for: end - .now) }
        delivery.wakeUp.ring()
    }

    /// One connection's life, on the loop's thread.
    private final class Session: BrokerConnectionOwner {
        private let sensors: SensorConnection
        private var grants = AwaitedGrants()

        init(sensors: SensorConnection) { self.sensors = sensors }

        func run() -> (difficulty: MQTTDifficulty, lasted: Duration)? {
            let connection = BrokerConnection(
                role: .sensors, configuration: sensors.configuration, wakeUp: sensors.loop.wakeUp, owner: self)
            guard let difficulty = connection.run(isStopping: { sensors.loop.isStopping }) else {
                connection.disconnect(publishingWill: false)
                return nil
            }
            return (difficulty, connection.establishedAt.map { ContinuousClock.now - $0 } ?? .zero)
        }

        func connectionEstablished(_ connection: BrokerConnection) {
            sensors.sink(.connected(.sensors))
            for topic in Set(sensors.configuration.sensorTopics).sorted() {
                let subscription = MQTTSubscription(topic, quality: .atMostOnce)
                if let refusal = grants.ask(for: subscription, by: connection) { sensors.sink(refusal) }
            }
        }

        func connection(_ connection: BrokerConnection, received message: MQTTMessage) { sensors.take(message) }

        func connection(_ connection: BrokerConnection, subscribed packet: Int32, reason: Int32) {
            if let refusal = grants.answered(packet: packet, reason: reason) { sensors.sink(refusal) }
        }

        func connection(_ connection: BrokerConnection, published packet: Int32, reason: Int32) {}

        func connectionAwoken(_ connection: BrokerConnection) {}
    }
}
