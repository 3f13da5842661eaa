/// The delivery promise of MQTT, as far as this link uses it.
///
/// QoS 2 is left out: libmosquitto completes it before its message callback runs, so that it protects nothing, and
/// bursts of it kill MQTT 5 sessions in 2.0.11 (Mosquitto issue 2306).
public enum QualityOfService: Int32, Sendable {
    /// QoS 0: sent once, lost with the connection.
    case atMostOnce = 0
    /// QoS 1: sent again until it is acknowledged, so it may arrive twice.
    case atLeastOnce = 1
}

/// What a connection asks the broker for.
public struct MQTTSubscription: Hashable, Sendable {
    /// A topic filter, `machina/leuven/makers/+/jobs/submit`.
    public var filter: String
    public var quality: QualityOfService

    public init(_ filter: String, quality: QualityOfService = .atLeastOnce) {
        self.filter = filter
        self.quality = quality
    }
}

/// A message that came in by the intake or the sensor connection (MQTT 5, 3.3 PUBLISH).
///
/// The DUP flag is not here: libmosquitto keeps it to itself. A delivery may be a second one at any time, so the
/// receiver tells duplicates by its own ids.
public struct MQTTMessage: Hashable, Sendable {
    /// What the message carries.
    public enum Body: Hashable, Sendable {
        case bytes([UInt8])
        /// More bytes than the link is configured to take; they were not copied, and the message is acknowledged.
        case oversized(byteCount: Int)
    }

    public var topic: String
    public var body: Body
    /// The quality of this delivery, not the one it was published with.
    public var quality: QualityOfService
    /// The broker had kept it from before the subscription: it is of unknown age. Of a message that the broker keeps
    /// and delivers at the same time this is false (MQTT 5, 3.3.1.3).
    public var retained: Bool
    /// Where the sender wants the answer (MQTT 5 property 8). Chosen by the sender: check it before use.
    public var responseTopic: String?
    /// To be given back with the answer (MQTT 5 property 9).
    public var correlationData: [UInt8]?
    /// The user property `content-encoding`, `gzip`.
    public var contentEncoding: String?

    public init(
        topic: String, body: Body, quality: QualityOfService = .atLeastOnce, retained: Bool = false,
        responseTopic: String? = nil, correlationData: [UInt8]? = nil,
        contentEncoding: String? = nil
    ) {
        self.topic = topic
        self.body = body
        self.quality = quality
        self.retained = retained
        self.responseTopic = responseTopic
        self.correlationData = correlationData
        self.contentEncoding = contentEncoding
    }
}

/// A message to send by the outgoing connection.
public struct MQTTPublication: Hashable, Sendable {
    public var topic: String
    public var payload: [UInt8]
    /// The broker keeps the newest one for whoever subscribes later; an empty payload takes it away again.
    public var retain: Bool
    public var quality: QualityOfService
    /// Given back from the request (MQTT 5 property 9); at most 65 535 bytes.
    public var correlationData: [UInt8]?
    /// The last value of a retained topic: once the broker has it, it is the broker's alone and not published again
    /// after a reconnect.
    public var isLast = false

    public init(
        topic: String, payload: [UInt8], retain: Bool = false, quality: QualityOfService = .atLeastOnce,
        correlationData: [UInt8]? = nil
    ) {
        self.topic = topic
        self.payload = payload
        self.retain = retain
        self.quality = quality
        self.correlationData = correlationData
    }
}
