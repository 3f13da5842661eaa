internal import CMosquitto
internal import Glibc

extension MQTTDifficulty {
    /// The broker itself said no, by an MQTT 5 reason code (MQTT 5, 2.4) of 128 or above.
    static func refused(byBroker reason: Int32) -> MQTTDifficulty {
        let words = "\(String(cString: mosquitto_reason_string(reason))) (reason code \(reason))"
        switch UInt32(bitPattern: reason) {
        case MQTT_RC_BAD_USERNAME_OR_PASSWORD.rawValue, MQTT_RC_NOT_AUTHORIZED.rawValue:
            return MQTTDifficulty(
                reason: "the broker refuses this user or password: \(words)",
                remedy: "compare mqtt.user and mqtt.password_file in the floor file with the broker's password file")
        case MQTT_RC_SESSION_TAKEN_OVER.rawValue:
            return MQTTDifficulty(
                reason: "another program connected under the same client id: \(words)",
                remedy: "end the other daemon, or give it another site id")
        case MQTT_RC_SERVER_SHUTTING_DOWN.rawValue, MQTT_RC_SERVER_UNAVAILABLE.rawValue, MQTT_RC_SERVER_BUSY.rawValue:
            return MQTTDifficulty(
                reason: "the broker does not serve now: \(words)", remedy: "nothing, the link tries again by itself")
        case MQTT_RC_CLIENTID_NOT_VALID.rawValue, MQTT_RC_BANNED.rawValue:
            return MQTTDifficulty(
                reason: "the broker refuses this client: \(words)", remedy: "allow the client id in the broker's file")
        default:
            return MQTTDifficulty(reason: "the broker refused: \(words)", remedy: "look into the broker's log")
        }
    }

    /// A library call failed with `code`; `error` is errno right after it.
    static func failed(_ code: Int32, _ error: Int32, _ configuration: MQTTLinkConfiguration) -> MQTTDifficulty {
        let peer = "\(configuration.host):\(configuration.port)"
        switch code {
        case MOSQ_ERR_EAI.rawValue, MOSQ_ERR_LOOKUP.rawValue:
            return MQTTDifficulty(
                reason: "no address is known for the broker's name \(configuration.host)",
                remedy: "check mqtt.host in the floor file and the name service of this computer")
        case MOSQ_ERR_ERRNO.rawValue: return systemError(error, peer)
        case MOSQ_ERR_CONN_LOST.rawValue, MOSQ_ERR_NO_CONN.rawValue:
            return MQTTDifficulty(
                reason: "the broker at \(peer) closed the connection",
                remedy: "nothing if it was restarted; otherwise look into the broker's log")
        case MOSQ_ERR_KEEPALIVE.rawValue: return silent(configuration)
        case MOSQ_ERR_OVERSIZE_PACKET.rawValue, MOSQ_ERR_PAYLOAD_SIZE.rawValue:
            return MQTTDifficulty(
                reason: "the message is larger than the broker takes",
                remedy: "raise message_size_limit in the broker's configuration")
        default:
            return MQTTDifficulty(
                reason: "\(peer) does not speak MQTT 5 as it should: \(String(cString: mosquitto_strerror(code)))",
                remedy: "check that host and port are those of an MQTT broker (Mosquitto 2.0 or later)")
        }
    }

    /// The broker accepted the connection and then said nothing.
    static func silent(_ configuration: MQTTLinkConfiguration) -> MQTTDifficulty {
        MQTTDifficulty(
            reason: "\(configuration.host):\(configuration.port) does not answer",
            remedy: "check that an MQTT broker listens there and that no firewall swallows its packets")
    }

    /// We shut the connection down ourselves, to keep an acknowledgement back.
    static let answerMissing = MQTTDifficulty(
        reason: "a message could not be stored in time, so it was not acknowledged; the broker sends it again",
        remedy: "look for a journal or disk alarm; if there is none the floor was only busy")

    private static func systemError(_ error: Int32, _ peer: String) -> MQTTDifficulty {
        let remedy =
            switch error {
            case ECONNREFUSED: "start the broker (systemctl start mosquitto), or correct mqtt.host and mqtt.port"
            case ENETUNREACH, EHOSTUNREACH: "there is no route: check this computer's network and mqtt.host"
            case ETIMEDOUT: "check that the broker's computer is on and that no firewall is between"
            case ECONNRESET, EPIPE: "nothing if the broker was restarted; otherwise look into the broker's log"
            default: "check the network between this computer and the broker"
            }
        return MQTTDifficulty(reason: "\(peer): \(String(cString: strerror(error)))", remedy: remedy)
    }
}
