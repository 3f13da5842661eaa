/// Which of the link's connections.
public enum MQTTConnectionRole: String, Hashable, Sendable, CaseIterable {
    /// Only subscribes; its acknowledgements wait for the daemon's commit.
    case intake
    /// Only publishes.
    case outgoing
    /// Only subscribes to sensors; there only when there are sensor topics.
    case sensors
}

/// Why something did not work, in words for the operator.
public struct MQTTDifficulty: Hashable, Sendable, Error {
    /// What happened.
    public var reason: String
    /// What a person does about it.
    public var remedy: String

    public init(reason: String, remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }
}

/// What the link reports. It goes on by itself after every one of them.
public enum MQTTLinkEvent: Hashable, Sendable {
    case connected(MQTTConnectionRole)
    /// The connection ended, or an attempt failed; the next one begins after `retryAfter`.
    case disconnected(MQTTConnectionRole, MQTTDifficulty, retryAfter: Duration)
    /// The broker did not grant a subscription: nothing will arrive on it.
    case subscriptionRefused(filter: String, MQTTDifficulty)
    /// The broker refused a publication; it is dropped.
    case publicationRefused(topic: String, MQTTDifficulty)
}
