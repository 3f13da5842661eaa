/// Why a broker could not be started.
public struct BrokerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public var reason: String
    public var remedy: String

    public init(reason: String, remedy: String) {
        self.reason = reason
        self.remedy = remedy
    }

    public var description: String { "\(reason); \(remedy)" }

    static let notInstalled = BrokerFailure(
        reason: "mosquitto is not installed (looked in /usr/sbin, /usr/local/sbin and PATH)",
        remedy: "apt-get install mosquitto")
}
