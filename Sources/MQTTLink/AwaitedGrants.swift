/// Subscriptions that a connection has asked for and the broker has not answered yet.
struct AwaitedGrants {
    private var subscriptions: [Int32: MQTTSubscription] = [:]

    /// Asks for one; the event to report when it could not even be asked for.
    mutating func ask(for subscription: MQTTSubscription, by connection: BrokerConnection) -> MQTTLinkEvent? {
        guard let packet = connection.subscribe(subscription) else {
            return refused(subscription, "the filter is not well formed", "correct the topic filter")
        }
        subscriptions[packet] = subscription
        return nil
    }

    /// The broker answered; the event to report when that is not what was asked for.
    ///
    /// Less than asked for counts as refused: the broker would drop what it cannot deliver. Mosquitto checks the ACL at
    /// delivery, so that a topic which is denied there is granted here and stays silent.
    mutating func answered(packet: Int32, reason: Int32) -> MQTTLinkEvent? {
        guard let subscription = subscriptions.removeValue(forKey: packet), reason != subscription.quality.rawValue
        else { return nil }
        let quality = subscription.quality.rawValue
        return refused(
            subscription, "the broker answered \(reason) instead of QoS \(quality)",
            "allow QoS \(quality) (max_qos) and the topic for this user in the broker's configuration and ACL file")
    }

    private func refused(_ subscription: MQTTSubscription, _ reason: String, _ remedy: String) -> MQTTLinkEvent {
        .subscriptionRefused(filter: subscription.filter, MQTTDifficulty(reason: reason, remedy: remedy))
    }
}
