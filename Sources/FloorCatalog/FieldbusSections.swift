internal import FloorModel

/// `lines:`, the Modbus buses. Checked for their shape; no machine of this version speaks Modbus, so they yield
/// nothing but the serial ports that they occupy.
enum LinesSection {
    /// The ports of RTU lines, to be compared with those of the machines.
    static func check(_ value: YAMLValue, directory: String) -> [(line: String, port: String)] {
        value.mapping { (reader: inout MappingReader) -> [(line: String, port: String)]? in
            reader.named("line").compactMap { id, line -> (line: String, port: String)? in
                let port = line.mapping { (reader: inout MappingReader) -> String? in
                    Self.port(&reader, directory: directory)
                }
                guard let id, let port else { return nil }
                return (id, port)
            }
        } ?? []
    }

    private static func port(_ reader: inout MappingReader, directory: String) -> String? {
        switch reader.required("kind", example: "rtu")?.choice(of: ["rtu", "tcp"]) {
        case "rtu":
            let port = reader.required("port", example: "/dev/machina/rs485-1").flatMap {
                PortPath.read($0, directory: directory)
            }
            _ = reader.required("baud", example: "19200").flatMap(MachineTypeFile.baud)
            _ = reader.required("parity", example: "even")?.choice(of: ["none", "even", "odd"])
            return port
        case "tcp":
            _ = reader.required("host", example: "10.0.0.20").flatMap(BrokerSection.host)
            _ = reader.optional("port")?.integer(1...65_535, example: 502)
        default: reader.passOverRest()
        }
        return nil
    }
}

/// `sensors:`. Checked for their shape; nothing reads them yet.
enum SensorsSection {
    static func check(_ value: YAMLValue) {
        let _: Void? = value.mapping { (reader: inout MappingReader) -> Void? in
            for (_, sensor) in reader.named("sensor") {
                let _: Void? = sensor.mapping { (reader: inout MappingReader) -> Void? in
                    _ = reader.required("preset", example: "tasmota-hx711")?.identifier()
                    if let topic = reader.required("topic", example: "tele/hopper/SENSOR") { checkTopic(topic) }
                    _ = reader.required("stale_after", example: "60s")?
                        .duration(.seconds(1)...(.seconds(86_400)), example: "60s")
                    return nil
                }
            }
            return nil
        }
    }

    /// A topic filter as of MQTT 5, clause 4.7: `+` fills a level, `#` is the last one.
    private static func checkTopic(_ value: YAMLValue) {
        guard let text = value.text(limit: 1024) else { return }
        let levels = text.split(separator: "/", omittingEmptySubsequences: false)
        let isFilter = levels.enumerated().allSatisfy { index, level in
            level == "+" || (level == "#" && index == levels.count - 1) || !level.contains { $0 == "+" || $0 == "#" }
        }
        if !isFilter {
            value.refuse("has '\(text)', not a topic filter", remedy: "let + and # fill a whole level, # the last one")
        }
    }
}

/// The path of a tty or pty.
enum PortPath {
    /// Absolute; a relative path starts at the floor file's folder, `run/mk3-1` is `Floors/run/mk3-1`.
    static func read(_ value: YAMLValue, directory: String) -> String? {
        value.text(limit: 1024).map { CatalogPath.absolute(CatalogPath.join(directory, $0)) }
    }
}
