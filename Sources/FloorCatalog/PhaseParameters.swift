internal import FloorModel

/// Parameters that several phases have.
extension PhaseReader {
    /// `zones: {feed: 170 °C, nozzle: 200 °C}`, and where each stands.
    func zones(_ reader: inout MappingReader) -> [(target: HeaterTarget, value: YAMLValue)]? {
        guard let value = reader.required("zones", example: "{nozzle: 200 °C}") else { return nil }
        return value.mapping { (reader: inout MappingReader) -> [(target: HeaterTarget, value: YAMLValue)]? in
            let entries = reader.named("heater", .word)
            guard (1...16).contains(entries.count) else {
                reader.refuse("has \(entries.count) zones", remedy: "give 1 to 16 temperatures")
                return nil
            }
            let targets = entries.compactMap { name, value -> (target: HeaterTarget, value: YAMLValue)? in
                let celsius = value.celsius(Limits(20, 500), example: "200 °C")
                guard let name else { return nil }
                needs.needsHeater(name, celsius, at: value)
                return celsius.map { (HeaterTarget(name, $0), value) }
            }
            return targets.count == entries.count ? targets : nil
        }
    }

    /// `min_temperature: 160 °C`, below every target; no plastic that is extruded melts under 100 °C.
    func minimum(
        _ reader: inout MappingReader, below targets: [(target: HeaterTarget, value: YAMLValue)]?
    ) -> Double? {
        let value = reader.required("min_temperature", example: "160 °C")
        guard let value, let celsius = value.celsius(Limits(100, 500), example: "160 °C") else { return nil }
        if let colder = targets?.first(where: { $0.target.celsius <= celsius }) {
            value.refuse(
                "is not below the \(colder.target.celsius.shortText) °C of \(colder.target.heater)",
                remedy: "the screw could never run: use less")
            return nil
        }
        return celsius
    }

    /// `run: [blower]`: drives that run meanwhile; none where it is not given.
    func run(_ reader: inout MappingReader) -> [String]? {
        guard let value = reader.optional("run") else { return [] }
        guard let items = value.filledItems(limit: 16, example: "blower") else { return nil }
        let names = items.compactMap(drive)
        return names.count == items.count ? names : nil
    }

    /// `screw: screw`.
    func drive(_ key: String, _ reader: inout MappingReader) -> String? {
        reader.required(key, example: key).flatMap(drive)
    }

    func drive(_ value: YAMLValue) -> String? {
        guard let name = value.text() else { return nil }
        needs.needsDrive(name, at: value)
        return name
    }

    /// `12 rpm`, `25 Hz`; which of them is right is the drive's affair.
    func speed(_ value: YAMLValue, of drive: String?) -> Double? {
        guard let text = value.text() else { return nil }
        guard let written = WrittenNumber(text) else {
            value.refuse("has '\(text)', not a speed", remedy: "write a number with its unit, as 12 rpm")
            return nil
        }
        let units = [SignalUnit.revolutionsPerMinute, .hertz, .metrePerSecond, .percent]
        guard let named = Units.named(written.unit), units.contains(named.unit) else {
            value.refuse(
                written.unit.isEmpty ? "has no unit" : "is in '\(written.unit)', not a unit of speed",
                remedy: "use rpm, Hz, m/s, mm/s or %, as 12 rpm")
            return nil
        }
        if let drive { needs.needsSpeed(of: drive, at: value) }
        return written.number * named.factor
    }

    /// A share of the rated current, `180 %`.
    func ratio(_ key: String, _ reader: inout MappingReader, _ bounds: Limits, example: String) -> Double? {
        reader.required(key, example: example)?.measure(.percent, bounds, example: example).map { $0 / 100 }
    }

    func time(_ key: String, _ reader: inout MappingReader, example: String) -> Duration? {
        reader.required(key, example: example)?.duration(.zero...Self.longest, example: example)
    }

    /// `timeout:`, longer than `time`.
    func timeout(_ reader: inout MappingReader, after time: Duration?, _ name: String, example: String) -> Duration? {
        let value = reader.required("timeout", example: example)
        guard let value, let timeout = value.duration(.seconds(1)...Self.longest, example: example) else { return nil }
        if let time, timeout <= time {
            value.refuse("is not longer than \(name)", remedy: "allow more time, or a shorter \(name)")
            return nil
        }
        return timeout
    }
}
