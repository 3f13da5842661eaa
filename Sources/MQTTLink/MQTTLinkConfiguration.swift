/// How to reach the broker, what to ask it for, and the link's bounds.
public struct MQTTLinkConfiguration: Sendable {
    /// Name or address of the broker.
    public var host: String
    public var port: Int
    public var user: String?
    public var password: String?
    /// Beginning of all client ids; the broker keeps the intake session under `<clientID>-intake`, so it must stay
    /// the same over restarts and be the only one of its name.
    public var clientID: String
    /// Of the intake.
    public var subscriptions: [MQTTSubscription]
    /// Topics of sensors, without wildcards, at most `SensorBounds.topics`; one given twice counts once.
    public var sensorTopics: [String] = []
    public var sensorBounds = SensorBounds()
    /// Where and how the link says that it is there, and the broker says when it is not.
    public var presence: MQTTPresence
    /// Largest payload of the intake that is handed over; above it the handler is told `.oversized`.
    public var maximumPayloadBytes = 6 << 20
    /// How long the acknowledgement of one message waits for the handler's answer.
    public var answerTimeout: Duration = .seconds(5)
    /// How long the broker keeps the intake session and its messages without us. MQTT 5 property 17, whole seconds.
    public var sessionExpiry: Duration = .seconds(14 * 24 * 3600)
    public var keepAlive: Duration = .seconds(20)
    /// How long the broker may take from TCP connect to its CONNACK.
    public var connectTimeout: Duration = .seconds(10)
    public var backoff = ReconnectBackoff()
    public var outbox = OutboxBounds()

    public init(
        host: String, port: Int, user: String? = nil, password: String? = nil, clientID: String,
        subscriptions: [MQTTSubscription], presence: MQTTPresence
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.clientID = clientID
        self.subscriptions = subscriptions
        self.presence = presence
    }
}

/// The retained status of the link: `online` is published after every connect, `offline` is its will and is
/// published by the broker whichever way the connection ends.
public struct MQTTPresence: Hashable, Sendable {
    public var topic: String
    public var online: [UInt8]
    public var offline: [UInt8]

    public init(topic: String, online: [UInt8], offline: [UInt8]) {
        self.topic = topic
        self.online = online
        self.offline = offline
    }

    /// The site's `machina/<site>/status` with `{"state":"online","v":1}` and `{"state":"offline","v":1}`.
    public init(site: String) {
        self.init(
            topic: "machina/\(site)/status", online: Array(#"{"state":"online","v":1}"#.utf8),
            offline: Array(#"{"state":"offline","v":1}"#.utf8))
    }
}
