public import Foundation

/// A user of the broker.
public struct BrokerAccount: Hashable, Sendable {
    public var name: String
    public var password: String

    public init(name: String, password: String) {
        self.name = name
        self.password = password
    }
}

/// What a broker of one's own needs: a directory, and who may do what.
public struct BrokerConfiguration: Sendable {
    /// Where configuration, passwords, log and persistence go; it is created.
    public var directory: URL
    public var accounts: [BrokerAccount]
    /// Lines of the ACL file; what no line allows is denied.
    public var accessRules: [String]
    /// More lines of the configuration file; they come last.
    public var extraLines: [String]

    public init(
        directory: URL, accounts: [BrokerAccount], accessRules: [String] = Self.floorRules, extraLines: [String] = []
    ) {
        self.directory = directory
        self.accounts = accounts
        self.accessRules = accessRules
        self.extraLines = extraLines
    }

    /// The access rules of a floor: the daemon `machinad`, an `operator`, `sensors` which write what the daemon may
    /// read, and any number of makers, who write only their own submissions and read only their own tree.
    public static let floorRules =
        ["user machinad", "topic readwrite machina/#", "topic readwrite homeassistant/#"]
        + sensorTopics.map { "topic read \($0)" } + ["user sensors"] + sensorTopics.map { "topic write \($0)" }
        + [
            "user operator", "topic read machina/#", "topic write machina/+/machines/+/command",
            "pattern write machina/+/makers/%u/jobs/submit", "pattern write machina/+/makers/%u/jobs/+/cancel",
            "pattern read machina/+/makers/%u/#", "pattern read machina/+/machines/+/state",
        ]

    /// Where the families of devices publish, as in `Packaging/mosquitto/machina.acl`: Tasmota, Shelly Gen1, Shelly Gen2
    /// and later, ESPHome, Zigbee2MQTT, AirGradient.
    public static let sensorTopics = [
        "tele/#", "shellies/#", "+/status/#", "+/events/rpc", "+/online", "+/sensor/+/state", "+/binary_sensor/+/state",
        "zigbee2mqtt/#", "airgradient/#",
    ]

    var configurationFile: URL { directory.appending(path: "mosquitto.conf") }
    var passwordFile: URL { directory.appending(path: "passwords") }
    var accessFile: URL { directory.appending(path: "access") }
    var logFile: URL { directory.appending(path: "broker.log") }

    /// mosquitto.conf(5) for a broker on 127.0.0.1. Limits: a submission and its copies fit, a flood does not.
    func lines(port: Int) -> [String] {
        [
            "per_listener_settings false", "listener \(port) 127.0.0.1", "allow_anonymous false",
            "password_file \(passwordFile.path)", "acl_file \(accessFile.path)",
            // The broker started by root changes to this user, who must be able to read what was written here.
            "user \(NSUserName())",
            "persistence true", "persistence_location \(directory.path)/", "autosave_on_changes true",
            "autosave_interval 1", "persistent_client_expiration 14d", "message_size_limit 67108864",
            "max_queued_messages 100000", "max_queued_bytes 134217728", "max_connections 200", "max_keepalive 300",
            "set_tcp_nodelay true", "log_dest stderr",
        ] + extraLines
    }
}
