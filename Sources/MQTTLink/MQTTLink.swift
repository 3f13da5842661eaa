internal import Synchronization

/// The daemon's link to its MQTT broker: one connection that takes messages in, one by which messages leave, and one
/// for sensors.
///
/// A message of QoS 1 is acknowledged only after the handler's answer, so that nothing acknowledged is lost when the
/// daemon dies; everything published is queued, bounded, and survives a broker that is away. What sensors say is taken
/// at QoS 0, and the newest wins. All connections come back by themselves; what they meet on the way is reported to
/// the sink.
///
///     let link = MQTTLink(configuration: configuration) { message, answer in
///         inbox.append(message) { committed in answer.give(committed ? .acknowledge : .redeliver) }
///     } sink: { event in log(event) }
///     link.start()
public final class MQTTLink: Sendable {
    private let intake: IntakeConnection
    private let outgoing: OutgoingConnection
    private let sensors: SensorConnection?
    private let isStarted = Mutex(false)

    /// - Parameters:
    ///   - handler: Called on the intake's own thread, one message at a time; the next one waits for the answer.
    ///     It may answer at once or hand `IntakeAnswer` on, and should not block longer than the deadline.
    ///   - sink: Called on any connection's thread; must not block.
    ///   - onSensorMessages: Called with what came on `sensorTopics` since the last call, in order, on a thread of its
    ///     own and at most once every `SensorBounds.pause`. While it blocks, older messages are dropped; nothing waits.
    public init(
        configuration: MQTTLinkConfiguration,
        handler: @escaping @Sendable (MQTTMessage, IntakeAnswer) -> Void,
        sink: @escaping @Sendable (MQTTLinkEvent) -> Void,
        onSensorMessages: (@Sendable ([MQTTMessage]) -> Void)? = nil
    ) {
        precondition((1...65_535).contains(configuration.port), "an MQTT port is 1 to 65535")
        precondition((5...65_535).contains(configuration.keepAlive.components.seconds), "keep-alive is 5 s or more")
        precondition(MQTTTopic.isPublishable(configuration.presence.topic), "the presence topic has no wildcards")
        precondition(configuration.sensorTopics.count <= SensorBounds.topics, "too many sensor topics")
        precondition(configuration.sensorTopics.allSatisfy(MQTTTopic.isPublishable), "sensor topics have no wildcards")
        precondition(configuration.sensorTopics.isEmpty || onSensorMessages != nil, "sensor topics need a receiver")
        intake = IntakeConnection(configuration: configuration, handler: handler, sink: sink)
        outgoing = OutgoingConnection(configuration: configuration, sink: sink)
        if let onSensorMessages, !configuration.sensorTopics.isEmpty {
            sensors = SensorConnection(configuration: configuration, receiver: onSensorMessages, sink: sink)
        } else {
            sensors = nil
        }
    }

    /// Starts the connections and returns at once; to be called once.
    public func start() {
        let first = isStarted.withLock { started in
            defer { started = true }
            return !started
        }
        precondition(first, "an MQTT link is started once")
        intake.start()
        outgoing.start()
        sensors?.start()
    }

    /// How the outgoing queue stands.
    public var outboxCounts: OutboxCounts { outgoing.counts }

    /// How the sensors' messages stand.
    public var sensorCounts: SensorCounts { sensors?.counts ?? SensorCounts() }

    /// Queues a publication; from any thread, never blocks, before `start` and without a broker too.
    @discardableResult
    public func publish(_ publication: MQTTPublication) -> PublishOutcome { outgoing.publish(publication) }

    /// Queues a publication; from any thread, never blocks.
    @discardableResult
    public func publish(
        topic: String, payload: [UInt8], retain: Bool = false, quality: QualityOfService = .atLeastOnce
    ) -> PublishOutcome {
        publish(MQTTPublication(topic: topic, payload: payload, retain: retain, quality: quality))
    }

    /// Ends the intake without acknowledging what is not answered; the outgoing connection goes on, so that replies
    /// to what was committed still leave.
    public func stopIntake() { intake.stop() }

    /// Ends all connections: no acknowledgement leaves any more, what waits to be published is sent while time is
    /// left, and the broker publishes `offline`.
    ///
    /// Returns within `within` whatever the network does; false when a connection's thread hung in the system and was
    /// left behind. It holds nothing that the process needs for its exit.
    @discardableResult
    public func shutDown(within limit: Duration) async -> Bool {
        guard isStarted.withLock({ $0 }) else { return true }
        let deadline = ContinuousClock.now + limit
        intake.stop()
        sensors?.stop()
        // A quarter of the time is kept for the goodbye itself.
        outgoing.stop(flushingUntil: deadline - limit / 4)
        let intakeEnded = await intake.waitUntilEnded(by: deadline)
        let outgoingEnded = await outgoing.waitUntilEnded(by: deadline)
        let sensorsEnded = await sensors?.waitUntilEnded(by: deadline) ?? true
        return intakeEnded && outgoingEnded && sensorsEnded
    }
}
