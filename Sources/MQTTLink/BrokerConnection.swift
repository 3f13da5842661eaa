internal import CMosquitto
internal import Glibc

/// What a broker connection tells its owner, always on the thread that runs it.
protocol BrokerConnectionOwner: AnyObject {
    /// CONNACK with success.
    func connectionEstablished(_ connection: BrokerConnection)
    /// A message; its acknowledgement leaves only after this returns, and never once `abandon` was called.
    func connection(_ connection: BrokerConnection, received message: MQTTMessage)
    /// PUBACK, or at QoS 0 the end of the write. `reason` is MQTT 5's, 128 and above is a refusal.
    func connection(_ connection: BrokerConnection, published packet: Int32, reason: Int32)
    /// SUBACK with one reason code for the one filter that was asked for.
    func connection(_ connection: BrokerConnection, subscribed packet: Int32, reason: Int32)
    /// Somebody rang the wake-up: the owner looks at what it has to send.
    func connectionAwoken(_ connection: BrokerConnection)
}

/// One MQTT 5 connection over libmosquitto, from connect to its end. It lives and dies on one thread.
///
/// The library is driven by poll(2) here instead of `mosquitto_loop_forever`: that one reconnects by itself without
/// an escalating delay, gives up silently on some errors (Mosquitto issue 2242) and cannot be woken. Under
/// `mosquitto_threaded_set` it only queues an outgoing packet, so that a PUBACK leaves with our own
/// `mosquitto_loop_write`, after the message callback.
final class BrokerConnection {
    private let handle: OpaquePointer
    private let configuration: MQTTLinkConfiguration
    private let wakeUp: WakeUp
    private unowned let owner: any BrokerConnectionOwner
    private var isAbandoned = false
    private var refusal: MQTTDifficulty?
    /// When the CONNACK came.
    private(set) var establishedAt: ContinuousClock.Instant?

    /// The library's global state, set up once for the process; also ignores SIGPIPE, which the library does not.
    private static let library: Void = {
        mosquitto_lib_init()
        _ = signal(SIGPIPE, SIG_IGN)
    }()

    init(
        role: MQTTConnectionRole, configuration: MQTTLinkConfiguration, wakeUp: WakeUp,
        owner: any BrokerConnectionOwner
    ) {
        _ = Self.library
        let cleanStart = role != .intake
        guard let handle = mosquitto_new("\(configuration.clientID)-\(role.rawValue)", cleanStart, nil) else {
            preconditionFailure("libmosquitto refuses the client id \(configuration.clientID)")
        }
        self.handle = handle
        self.configuration = configuration
        self.wakeUp = wakeUp
        self.owner = owner
        mosquitto_threaded_set(handle, true)
        mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5)
        mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
        mosquitto_user_data_set(handle, Unmanaged.passUnretained(self).toOpaque())
        if let user = configuration.user { mosquitto_username_pw_set(handle, user, configuration.password) }
        setCallbacks()
    }

    deinit { mosquitto_destroy(handle) }

    private func setCallbacks() {
        mosquitto_connect_v5_callback_set(handle) { _, context, reason, _, _ in
            BrokerConnection.from(context).connectAnswered(reason)
        }
        mosquitto_message_v5_callback_set(handle) { _, context, message, properties in
            guard let message else { return }
            BrokerConnection.from(context).received(message.pointee, properties)
        }
        mosquitto_publish_v5_callback_set(handle) { _, context, packet, reason, _ in
            let connection = BrokerConnection.from(context)
            connection.owner.connection(connection, published: packet, reason: reason)
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, context, packet, count, granted, _ in
            guard count > 0, let granted else { return }
            let connection = BrokerConnection.from(context)
            connection.owner.connection(connection, subscribed: packet, reason: granted[0])
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, context, reason, _ in
            let connection = BrokerConnection.from(context)
            // 0 to 127 is a normal end or one of the library's own codes, which the loop returns as well.
            if reason >= 128 { connection.refusal = .refused(byBroker: reason) }
        }
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> BrokerConnection {
        guard let context else { preconditionFailure("libmosquitto lost the user data it was given") }
        return Unmanaged<BrokerConnection>.fromOpaque(context).takeUnretainedValue()
    }

    /// Adds the will; before `run`.
    func setWill(_ will: MQTTPublication) {
        let code = mosquitto_will_set_v5(
            handle, will.topic, Int32(will.payload.count), will.payload, will.quality.rawValue, will.retain, nil)
        precondition(code == MOSQ_ERR_SUCCESS.rawValue, "the will '\(will.topic)' is not a message")
    }

    /// Connects and serves the connection until it ends or `isStopping`; returns why it ended, nil after a stop.
    ///
    /// Blocks in name resolution and TCP connect for as long as the system takes.
    func run(isStopping: () -> Bool) -> MQTTDifficulty? {
        let code = connect()
        guard code == MOSQ_ERR_SUCCESS.rawValue else { return .failed(code, errno, configuration) }
        let connectDeadline = ContinuousClock.now + configuration.connectTimeout
        while !isStopping() {
            if isAbandoned { return .answerMissing }
            if establishedAt == nil, ContinuousClock.now >= connectDeadline { return .silent(configuration) }
            let code = serveOnce(for: .seconds(1))
            if isAbandoned { return .answerMissing }
            if code != MOSQ_ERR_SUCCESS.rawValue { return refusal ?? .failed(code, errno, configuration) }
        }
        return nil
    }

    /// Says goodbye after `run` was stopped. With the will the broker publishes it: `offline` after a clean end too.
    func disconnect(publishingWill: Bool) {
        guard !isAbandoned, establishedAt != nil else { return }
        let reason = publishingWill ? MQTT_RC_DISCONNECT_WITH_WILL_MSG : MQTT_RC_NORMAL_DISCONNECTION
        mosquitto_disconnect_v5(handle, Int32(reason.rawValue), nil)
        mosquitto_loop_write(handle, 1)
    }

    /// Shuts the socket down, so that nothing leaves any more: no acknowledgement that is queued already either.
    func abandon() {
        isAbandoned = true
        let descriptor = mosquitto_socket(handle)
        if descriptor >= 0 { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// Sends one publication; the packet identifier, or what the library has against it.
    func publish(_ publication: MQTTPublication) -> Result<Int32, MQTTDifficulty> {
        var properties: OpaquePointer?
        defer { mosquitto_property_free_all(&properties) }
        if let data = publication.correlationData {
            mosquitto_property_add_binary(
                &properties, Int32(MQTT_PROP_CORRELATION_DATA.rawValue), data, UInt16(data.count))
        }
        var packet: Int32 = 0
        let code = mosquitto_publish_v5(
            handle, &packet, publication.topic, Int32(publication.payload.count), publication.payload,
            publication.quality.rawValue, publication.retain, properties)
        return code == MOSQ_ERR_SUCCESS.rawValue ? .success(packet) : .failure(.failed(code, 0, configuration))
    }

    /// Asks for one subscription; the packet identifier of the SUBACK to come, nil when it was not sent.
    func subscribe(_ subscription: MQTTSubscription) -> Int32? {
        var packet: Int32 = 0
        let code = mosquitto_subscribe_v5(
            handle, &packet, subscription.filter, subscription.quality.rawValue, 0, nil)
        return code == MOSQ_ERR_SUCCESS.rawValue ? packet : nil
    }

    private func connect() -> Int32 {
        var properties: OpaquePointer?
        defer { mosquitto_property_free_all(&properties) }
        mosquitto_property_add_int32(
            &properties, Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue),
            UInt32(clamping: configuration.sessionExpiry.components.seconds))
        return mosquitto_connect_bind_v5(
            handle, configuration.host, Int32(configuration.port),
            Int32(configuration.keepAlive.components.seconds), nil, properties)
    }

    /// Waits for the socket or the wake-up and serves what is ready; the library's code.
    private func serveOnce(for longest: Duration) -> Int32 {
        let descriptor = mosquitto_socket(handle)
        guard descriptor >= 0 else { return MOSQ_ERR_CONN_LOST.rawValue }
        var events = Int16(POLLIN)
        if mosquitto_want_write(handle) { events |= Int16(POLLOUT) }
        var ready = [pollfd(fd: descriptor, events: events, revents: 0), wakeUp.pollDescriptor]
        guard poll(&ready, 2, longest.wholeMilliseconds) >= 0 || errno == EINTR else { return MOSQ_ERR_ERRNO.rawValue }
        if ready[1].revents != 0 {
            wakeUp.drain()
            owner.connectionAwoken(self)
        }
        var code = MOSQ_ERR_SUCCESS.rawValue
        if ready[0].revents & ~Int16(POLLOUT) != 0 { code = mosquitto_loop_read(handle, 1) }
        if code == MOSQ_ERR_SUCCESS.rawValue, !isAbandoned, mosquitto_want_write(handle) {
            code = mosquitto_loop_write(handle, 1)
        }
        return code == MOSQ_ERR_SUCCESS.rawValue && !isAbandoned ? mosquitto_loop_misc(handle) : code
    }

    private func connectAnswered(_ reason: Int32) {
        guard reason == 0 else {
            refusal = .refused(byBroker: reason)
            return
        }
        establishedAt = .now
        owner.connectionEstablished(self)
    }

    private func received(_ message: mosquitto_message, _ properties: OpaquePointer?) {
        guard !isAbandoned, let topic = message.topic else { return }
        let count = Int(message.payloadlen)
        let bytes = UnsafeRawBufferPointer(start: message.payload, count: count)
        owner.connection(
            self,
            received: MQTTMessage(
                topic: String(cString: topic),
                body: count > configuration.maximumPayloadBytes ? .oversized(byteCount: count) : .bytes(Array(bytes)),
                quality: message.qos == 0 ? .atMostOnce : .atLeastOnce, retained: message.retain,
                responseTopic: MessageProperties.responseTopic(properties),
                correlationData: MessageProperties.correlationData(properties),
                contentEncoding: MessageProperties.contentEncoding(properties)))
    }
}
