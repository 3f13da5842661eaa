internal import FloorModel

/// `sensors:` of a floor file, by preset or value by value:
/// `bench-scale: {preset: tasmota-hx711, topic: tele/bench/SENSOR, stale_after: 60s, tare: 0 g}`,
/// `hopper: {topic: shop/hopper, values: {level: {path: fill.percent, unit: "%"}}, stale_after: 5min}`.
enum SensorsSection {
    static let limit = 256
    static let valueLimit = 32

    static func read(_ value: YAMLValue) -> [SensorDescription] {
        value.mapping { (reader: inout MappingReader) -> [SensorDescription]? in
            let entries = reader.named("sensor")
            guard entries.count <= limit else {
                reader.refuse("has \(entries.count) sensors", remedy: "use at most \(limit)")
                return nil
            }
            return entries.compactMap { id, value in
                value.mapping { (reader: inout MappingReader) -> SensorDescription? in sensor(id, &reader) }
            }
        } ?? []
    }

    private static func sensor(_ id: String?, _ reader: inout MappingReader) -> SensorDescription? {
        let selectors = selectors(&reader)
        let topic = reader.required("topic", example: "tele/bench/SENSOR").flatMap(self.topic)
        let staleAfter = reader.required("stale_after", example: "60s")?
            .duration(.seconds(1)...(.seconds(86_400)), example: "60s")
        let tareValue = reader.optional("tare")
        let tare = tareValue.map { $0.mass(Milligrams.zero...Milligrams(1_000_000_000), example: "250 g") } ?? .zero
        guard let id, let selectors, let topic, let staleAfter, let tare else { return nil }
        let sensor = SensorDescription(
            id: SensorID(id), topic: topic, selectors: selectors, staleAfter: staleAfter, tare: tare)
        if let tareValue, !sensor.isScale {
            tareValue.refuse("is given, but no value is a weight", remedy: "delete it")
        }
        return sensor
    }

    private static func selectors(_ reader: inout MappingReader) -> [SensorSelector]? {
        let values = reader.optional("values")
        guard let values else {
            let names = SensorPreset.all.map(\.name)
            guard let value = reader.optional("preset") else {
                if !reader.has("preset"), !reader.has("values") {
                    reader.refuse(
                        "has neither preset nor values",
                        remedy: "add preset: tasmota-hx711, or values: {weight: {path: HX711.Weight, unit: g}}")
                }
                return nil
            }
            let preset = value.choice(of: names)
            return SensorPreset.all.first { $0.name == preset }?.selectors
        }
        reader.optional("preset")?.refuse("is given beside values", remedy: "keep one of them")
        return values.mapping { (reader: inout MappingReader) -> [SensorSelector]? in
            let entries = reader.named("value", .word)
            guard (1...valueLimit).contains(entries.count) else {
                reader.refuse("has \(entries.count) values", remedy: "describe 1 to \(valueLimit)")
                return nil
            }
            let selectors = entries.compactMap { name, value in
                value.mapping { (reader: inout MappingReader) -> SensorSelector? in selector(name, &reader) }
            }
            return selectors.count == entries.count ? selectors : nil
        }
    }

    private static func selector(_ name: String?, _ reader: inout MappingReader) -> SensorSelector? {
        let path = reader.optional("path").map(self.path) ?? []
        let unit = reader.required("unit", example: "g").flatMap(PointScaling.unit)
        let scale = reader.optional("scale").map(PointScaling.scale) ?? 1
        let offset = reader.optional("offset").map { $0.number(Limits(-1e9, 1e9), example: "0.5") } ?? 0
        guard let name, let path, let unit, let scale, let offset else { return nil }
        return SensorSelector(signal: name, path: path, unit: unit, scale: scale, offset: offset)
    }

    /// `params.em1:0.act_power`: keys from the outside in.
    private static func path(_ value: YAMLValue) -> [String]? {
        guard let text = value.text() else { return nil }
        let keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard keys.count <= 8, !keys.contains("") else {
            value.refuse("has '\(text)', not a path of keys", remedy: "write up to 8 keys with points, as HX711.Weight")
            return nil
        }
        return keys
    }

    /// A topic as it is published (MQTT 5, 4.7: `+` and `#` are for subscribers).
    private static func topic(_ value: YAMLValue) -> String? {
        guard let text = value.text(limit: 1024) else { return nil }
        guard !text.contains(where: { $0 == "+" || $0 == "#" }) else {
            value.refuse("has '\(text)', a topic with a wildcard", remedy: "write the topic of this one sensor in full")
            return nil
        }
        return text
    }
}
