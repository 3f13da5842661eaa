internal import FloorModel

/// `drives:` of a machine type, the motors: `screw: {command: screw_command, forward: 0x12, stop: 0x01,
/// running: screw_state == 3, speed: screw_speed, speed_limits: [1 rpm, 15 rpm]}`.
struct DrivesSection {
    let points: NameTable<PointDescription>
    static let limit = 16

    func read(_ value: YAMLValue) -> NameTable<DriveDescription>? {
        value.mapping { (reader: inout MappingReader) -> NameTable<DriveDescription>? in
            var drives = NameTable<DriveDescription>("drive")
            for (name, value) in reader.named("drive", .word) {
                let drive = value.mapping { (reader: inout MappingReader) in self.drive(name, &reader) }
                drives.add(name, drive)
            }
            guard drives.written.count <= Self.limit else {
                reader.refuse("has \(drives.written.count) drives", remedy: "describe at most \(Self.limit)")
                return nil
            }
            return drives
        }
    }

    private func drive(_ name: String?, _ reader: inout MappingReader) -> DriveDescription? {
        let command = reader.required("command", example: "screw_command").flatMap { $0.writablePoint(points) }
        let forward = reader.required("forward", example: "1").flatMap { word($0, command) }
        let reverse = reader.optional("reverse").map { word($0, command) }
        let stop = reader.required("stop", example: "0").flatMap { stopWord($0, command, forward) }
        let running = reader.required("running", example: "screw_state == 3").flatMap { $0.condition(points, .fast) }
        let speed = speed(&reader)
        let current = current(&reader)
        let faultReset = reader.optional("fault_reset").map { $0.pointWrite(points) }
        guard let name, let command, let forward, let stop, let running,
            speed != nil || !reader.has("speed"), current != nil || !reader.has("current")
        else { return nil }
        return DriveDescription(
            name: name, command: command.name, forward: forward, reverse: reverse.flatMap { $0 }, stop: stop,
            running: running, speed: speed?.point.name, speedLimits: speed?.limits, current: current?.point.name,
            ratedCurrentAmpere: current?.rated, faultReset: faultReset.flatMap { $0 })
    }

    /// What is written to the command's point, `0x12`.
    private func word(_ value: YAMLValue, _ command: PointDescription?) -> Double? {
        guard let command, let text = value.text() else { return nil }
        return command.value(text, refuse: { value.refuse($0, remedy: $1) })
    }

    private func stopWord(_ value: YAMLValue, _ command: PointDescription?, _ forward: Double?) -> Double? {
        guard let stop = word(value, command) else { return nil }
        guard stop != forward else {
            value.refuse("is the same as forward", remedy: "write what stops the drive")
            return nil
        }
        return stop
    }

    /// The set-point of the speed and what may be asked for: both or neither.
    private func speed(_ reader: inout MappingReader) -> (point: PointDescription, limits: Limits)? {
        let example = "[1 rpm, 15 rpm]"
        guard let value = reader.optional("speed") else {
            reader.optional("speed_limits")?.refuse(
                "is given without a speed", remedy: "add speed: with the point of the set-point")
            return nil
        }
        let limits = reader.required("speed_limits", example: example)
        guard let point = value.writablePoint(points), let limits, let items = limits.items() else { return nil }
        let bounds = items.compactMap { item in
            item.text().flatMap { point.value($0, refuse: { item.refuse($0, remedy: $1) }) }
        }
        guard bounds.count == items.count else { return nil }
        guard bounds.count == 2, bounds[0] < bounds[1] else {
            limits.refuse("are not the least and the greatest speed", remedy: "write two speeds, as \(example)")
            return nil
        }
        return (point, Limits(bounds[0], bounds[1]))
    }

    /// The motor current and what it is compared with: both or neither.
    private func current(_ reader: inout MappingReader) -> (point: PointDescription, rated: Double)? {
        guard let value = reader.optional("current") else {
            reader.optional("rated_current")?.refuse(
                "is given without a current", remedy: "add current: with the point of the motor current")
            return nil
        }
        let point = value.polledPoint(points, .fast, unit: .ampere)
        let rated = reader.required("rated_current", example: "5.2 A")?
            .measure(.ampere, Limits(0.05, 1000), example: "5.2 A")
        guard let point, let rated else { return nil }
        return (point, rated)
    }
}

/// Points that other sections name.
extension YAMLValue {
    /// A point that can be written.
    func writablePoint(_ points: NameTable<PointDescription>) -> PointDescription? {
        guard let point = points.lookUp(self) else { return nil }
        guard point.isWritable else {
            refuse("is '\(point.name)', which is only read", remedy: "add write: true to points.\(point.name)")
            return nil
        }
        return point
    }

    /// A point that is read by itself, in this unit.
    func polledPoint(
        _ points: NameTable<PointDescription>, _ reading: Reading, unit: SignalUnit
    ) -> PointDescription? {
        guard let point = points.lookUp(self) else { return nil }
        guard point.unit == unit else {
            let wanted = unit == .none ? "no unit" : unit.symbol
            let given = point.unit == .none ? "no unit" : point.unit.symbol
            refuse("is '\(point.name)', which has \(given), not \(wanted)", remedy: "name a point in \(wanted)")
            return nil
        }
        guard point.poll != .none, reading == .any || point.poll == .fast else {
            refuse(
                "is '\(point.name)', which is \(point.poll == .none ? "not read by itself" : "read slowly")",
                remedy: "write poll: \(reading == .fast ? "fast" : "slow") at points.\(point.name)")
            return nil
        }
        return point
    }
}
