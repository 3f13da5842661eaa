/// Where the families of devices say whether they are there, told from the topic on which a sensor reports.
///
/// | family | sensor | availability |
/// |---|---|---|
/// | Tasmota | `tele/hopper/SENSOR`, or `hopper/tele/SENSOR` | the same with `LWT` at the end: `Online`, `Offline` |
/// | Shelly Gen1 | `shellies/<id>/relay/0/power` | `shellies/<id>/online`: `true`, `false` |
/// | Shelly Gen2 and later | `<prefix>/status/switch:0`, `<prefix>/events/rpc` | `<prefix>/online`: `true`, `false` |
/// | ESPHome | `<node>/sensor/<object>/state` | `<node>/status`: `online`, `offline` |
/// | Zigbee2MQTT | `zigbee2mqtt/<name>` | `…/availability`, `zigbee2mqtt/bridge/state`: word or `{"state": word}` |
///
/// Sources: Tasmota "MQTT", Shelly "Mqtt component", ESPHome "MQTT Client Component", Zigbee2MQTT "MQTT Topics and
/// Messages". Other devices have none and are known by the age of their values alone.
enum AvailabilityTopics {
    static func topics(for sensorTopic: String) -> [String] {
        let levels = sensorTopic.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let count = levels.count
        if levels[0] == "zigbee2mqtt", count > 1 { return [sensorTopic + "/availability", "zigbee2mqtt/bridge/state"] }
        if count > 1, ["SENSOR", "STATE"].contains(levels[count - 1]) { return [topic(levels.dropLast(), "LWT")] }
        if count > 2, levels[count - 2] == "status" || levels.suffix(2) == ["events", "rpc"] {
            return [topic(levels.dropLast(2), "online")]
        }
        if count > 2, levels[0] == "shellies" { return [topic(levels.prefix(2), "online")] }
        if count > 3, levels[count - 1] == "state", levels[count - 3].hasSuffix("sensor") {
            return [topic(levels.dropLast(3), "status")]
        }
        return []
    }

    private static func topic(_ prefix: ArraySlice<String>, _ last: String) -> String {
        (prefix + [last]).joined(separator: "/")
    }

    /// Whether the payload says that the device is there; nil when it says neither.
    static func isAvailable(_ payload: [UInt8]) -> Bool? {
        let value: PayloadValue
        do {
            value = try JSONPaths.values(at: [["state"]], of: payload)[0]
        } catch {
            value = PayloadValue(word: String(decoding: payload, as: UTF8.self))
        }
        switch value {
        case .bool(let isThere): return isThere
        case .text(let word) where word.lowercased() == "online": return true
        case .text(let word) where word.lowercased() == "offline": return false
        default: return nil
        }
    }
}
