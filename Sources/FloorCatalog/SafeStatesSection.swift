internal import FloorModel

/// `safe:` of a machine type: how it is held, stopped and aborted, and how one sees that it is.
/// `stop: {write: [screw_command = 1, contactor = 0], confirm: [screw_state == 0, contactor_closed == 0], within: 3s}`.
struct SafeStatesSection {
    let points: NameTable<PointDescription>
    let drives: [DriveDescription]
    let heaters: [HeaterDescription]
    let interlocks: [InterlocksSection.Entry]

    /// One of them, and where its parts stand.
    private struct Entry {
        var state: SafeState
        var value: YAMLValue
        var write: YAMLValue
        var confirm: YAMLValue
    }

    func read(_ value: YAMLValue) -> (hold: SafeState, stop: SafeState, abort: SafeState)? {
        value.mapping { (reader: inout MappingReader) -> (hold: SafeState, stop: SafeState, abort: SafeState)? in
            let example = "{write: [screw_command = 1], confirm: [screw_state == 0], within: 3s}"
            let hold = reader.required("hold", example: example).flatMap(entry)
            let stop = reader.required("stop", example: example).flatMap(entry)
            let abort = reader.required("abort", example: example).flatMap(entry)
            for entry in [stop, abort].compactMap({ $0 }) { checkAllIsOff(entry) }
            for (action, entry) in [(TripAction.hold, hold), (.stop, stop), (.abort, abort)] {
                if let entry { checkTrips(action, entry) }
            }
            guard let hold, let stop, let abort else { return nil }
            return (hold.state, stop.state, abort.state)
        }
    }

    private func entry(_ value: YAMLValue) -> Entry? {
        value.mapping { (reader: inout MappingReader) -> Entry? in
            let writeValue = reader.required("write", example: "[screw_command = 1]")
            let writes = writeValue.flatMap(self.writes)
            let confirmValue = reader.required("confirm", example: "[screw_state == 0]")
            let conditions = confirmValue.flatMap { $0.conditions(points, .fast) }
            let within = reader.required("within", example: "3s")?
                .duration(.milliseconds(500)...(.seconds(60)), example: "3s")
            guard let writeValue, let writes, let confirmValue, let conditions, let within else { return nil }
            let state = SafeState(writes: writes, confirmedBy: conditions, within: within)
            return Entry(state: state, value: value, write: writeValue, confirm: confirmValue)
        }
    }

    private func writes(_ value: YAMLValue) -> [PointWrite]? {
        guard let items = value.filledItems(limit: 32, example: "screw_command = 1") else { return nil }
        let writes = items.compactMap { $0.pointWrite(points) }
        return writes.count == items.count ? writes : nil
    }

    // MARK: What a safe state must do

    private func checkAllIsOff(_ entry: Entry) {
        for drive in drives { checkIsOff(drive, entry) }
        for heater in heaters { checkIsOff(heater, entry) }
    }

    /// What an interlock guards must be off after its trip.
    private func checkTrips(_ action: TripAction, _ entry: Entry) {
        // A stop and an abort switch all off, or are refused already.
        guard action == .hold else { return }
        for other in interlocks where other.interlock.trip == .hold {
            for name in other.interlock.guards {
                let isOff =
                    drives.first { $0.name == name }.map { entry.state.ends(with: $0.command, $0.stop) }
                    ?? heaters.first { $0.name == name }.map { offWrite(of: $0, in: entry.state) != nil } ?? true
                if !isOff {
                    other.guards.refuse(
                        "has \(name), which stays on when the machine is held",
                        remedy: "trip: stop, or switch \(name) off under safe.hold.write")
                }
            }
        }
    }

    private func checkIsOff(_ drive: DriveDescription, _ entry: Entry) {
        let stop = "\(drive.command) = \(drive.stop.shortText)"
        if !entry.state.ends(with: drive.command, drive.stop) {
            entry.write.refuse("does not stop the drive \(drive.name)", remedy: "add \(stop)")
        } else if !entry.state.confirmedBy.contains(where: { $0.excludes(drive.running) }) {
            entry.confirm.refuse(
                "does not show that the drive \(drive.name) stands",
                remedy: "add a condition on \(drive.running.point) that is false while \(drive.running)")
        }
    }

    private func checkIsOff(_ heater: HeaterDescription, _ entry: Entry) {
        guard let write = offWrite(of: heater, in: entry.state) else {
            entry.write.refuse(
                "does not switch the heater \(heater.name) off",
                remedy: "add \(heater.contactor.map { "\($0) = 0" } ?? "\(heater.setpoint) = 0 °C")")
            return
        }
        guard let point = points[write.point] else { return }
        let isShown = entry.state.confirmedBy.contains { condition in
            point.confirmations.contains { $0.value == write.value && $0.condition == condition }
                || (condition.point == point.readBack ?? point.name && condition.holds(for: write.value))
        }
        if !isShown {
            let wanted =
                point.confirmations.first { $0.value == write.value }?.condition.description
                ?? "\(point.readBack ?? point.name) == \(point.text(write.value))"
            entry.confirm.refuse(
                "does not show that the heater \(heater.name) is off", remedy: "add \(wanted)")
        }
    }

    /// The write that leaves the heater off: its contactor, or a set-point that asks for no heat in any room.
    private func offWrite(of heater: HeaterDescription, in state: SafeState) -> PointWrite? {
        if let contactor = heater.contactor, state.ends(with: contactor, 0) { return PointWrite(contactor, 0) }
        return state.writes.last { $0.point == heater.setpoint }.flatMap { $0.value <= 0 ? $0 : nil }
    }
}

extension SafeState {
    /// Whether the last write to `point` is `value`.
    fileprivate func ends(with point: String, _ value: Double) -> Bool {
        writes.last { $0.point == point }?.value == value
    }
}

extension Condition {
    /// Whether no value of the point fulfils both.
    fileprivate func excludes(_ other: Condition) -> Bool {
        guard point == other.point else { return false }
        let (low, high) = (min(value, other.value), max(value, other.value))
        // Between, at and beyond the two constants the answer does not change.
        return ![low - 1, low, (low + high) / 2, high, high + 1].contains { holds(for: $0) && other.holds(for: $0) }
    }
}
