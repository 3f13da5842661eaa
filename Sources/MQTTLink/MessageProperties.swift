internal import CMosquitto
internal import Glibc

/// Reads the MQTT 5 properties of a message. Each read allocates in C what it returns; it is freed here.
enum MessageProperties {
    static func responseTopic(_ properties: OpaquePointer?) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        defer { free(value) }
        mosquitto_property_read_string(properties, Int32(MQTT_PROP_RESPONSE_TOPIC.rawValue), &value, false)
        return value.map { String(cString: $0) }
    }

    static func correlationData(_ properties: OpaquePointer?) -> [UInt8]? {
        var value: UnsafeMutableRawPointer?
        var count: UInt16 = 0
        defer { free(value) }
        let found = mosquitto_property_read_binary(
            properties, Int32(MQTT_PROP_CORRELATION_DATA.rawValue), &value, &count, false)
        guard found != nil else { return nil }
        return Array(UnsafeRawBufferPointer(start: value, count: Int(count)))
    }

    /// The first user property named `content-encoding`.
    static func contentEncoding(_ properties: OpaquePointer?) -> String? {
        var position = properties
        var skipsFirst = false
        while position != nil {
            var name: UnsafeMutablePointer<CChar>?
            var value: UnsafeMutablePointer<CChar>?
            defer {
                free(name)
                free(value)
            }
            position = mosquitto_property_read_string_pair(
                position, Int32(MQTT_PROP_USER_PROPERTY.rawValue), &name, &value, skipsFirst)
            skipsFirst = true
            if position != nil, let name, let value, String(cString: name) == "content-encoding" {
                return String(cString: value)
            }
        }
        return nil
    }
}
