internal import FloorModel

/// `heaters:` of a machine type, zones that have a controller each:
/// `nozzle: {temperature: nozzle_temperature, setpoint: nozzle_setpoint, max: 280 °C, contactor: heater_contactor}`.
struct HeatersSection {
    let points: NameTable<PointDescription>
    /// Interlocks guard drives and heaters by name alone.
    let driveNames: [String]
    static let limit = 16

    func read(_ value: YAMLValue) -> NameTable<HeaterDescription>? {
        value.mapping { (reader: inout MappingReader) -> NameTable<HeaterDescription>? in
            var heaters = NameTable<HeaterDescription>("heater")
            for (name, value) in reader.named("heater", .word) {
                if let name, driveNames.contains(name) {
                    value.source.note(
                        "\(value.name) has the name of a drive", remedy: "give drives and heaters names of their own",
                        at: value.keyPlace ?? value.place)
                }
                let heater = value.mapping { (reader: inout MappingReader) in self.heater(name, &reader) }
                heaters.add(name, heater)
            }
            guard heaters.written.count <= Self.limit else {
                reader.refuse("has \(heaters.written.count) heaters", remedy: "describe at most \(Self.limit)")
                return nil
            }
            return heaters
        }
    }

    private func heater(_ name: String?, _ reader: inout MappingReader) -> HeaterDescription? {
        let temperature = reader.required("temperature", example: "nozzle_temperature")
            .flatMap { $0.polledPoint(points, .fast, unit: .celsius) }
        let setpointValue = reader.required("setpoint", example: "nozzle_setpoint")
        let setpoint = setpointValue.flatMap(self.setpoint)
        let maximumValue = reader.required("max", example: "280 °C")
        let maximum = maximumValue?.celsius(Limits(30, 500), example: "280 °C")
        let contactor = reader.optional("contactor").map(self.contactor)
        if let maximumValue, let maximum, let limits = setpoint?.limits, maximum > limits.maximum {
            maximumValue.refuse(
                "is above what \(setpoint?.name ?? "") may be set to",
                remedy: "use at most \(limits.maximum.shortText) °C, or widen the limits of the point")
        }
        guard let name, let temperature, let setpoint, let maximum else { return nil }
        if case .some(nil) = contactor { return nil }
        if contactor == nil, let limits = setpoint.limits, limits.minimum > 0, let setpointValue {
            setpointValue.refuse(
                "is '\(setpoint.name)', which can never be 0 °C, and no contactor cuts the heat",
                remedy: "widen the limits of \(setpoint.name) to 0, or add contactor:")
            return nil
        }
        return HeaterDescription(
            name: name, temperature: temperature.name, setpoint: setpoint.name, maximumCelsius: maximum,
            contactor: contactor.flatMap { $0 }?.name)
    }

    private func setpoint(_ value: YAMLValue) -> PointDescription? {
        guard let point = value.writablePoint(points) else { return nil }
        guard point.unit == .celsius else {
            value.refuse("is '\(point.name)', which is not in °C", remedy: "name a point in °C")
            return nil
        }
        return point
    }

    private func contactor(_ value: YAMLValue) -> PointDescription? {
        guard let point = value.writablePoint(points) else { return nil }
        guard point.type == .bit else {
            value.refuse("is '\(point.name)', which is not a coil", remedy: "name a coil: 1 lets heat flow, 0 cuts it")
            return nil
        }
        return point
    }
}
