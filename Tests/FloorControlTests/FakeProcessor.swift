import FloorControl
import FloorModel

/// A process machine as the core sees it, obedient unless told otherwise: values follow the writes at once.
struct FakeProcessor {
    let id: MachineID
    var values: [String: Double]
    /// Points whose value does not follow any more.
    var frozen: Set<String> = []
    /// Points that are reported as this, not as good.
    var quality: [String: Quality] = [:]
    /// Looks until the hopper is empty once the machine runs.
    var looksUntilEmpty = 40

    init(_ id: MachineID) {
        self.id = id
        values = [
            "main_state": 0, "main_current": 1, "lid": 1, "blower_state": 0, "air": 22, "contactor_closed": 0,
            "dew_point": -40, "door": 1, "screw_state": 0, "puller_state": 0, "nozzle": 22, "pressure": 5,
            "diameter": 0, "hopper": 1, "guard": 1, "energy": 1234.5,
        ]
    }

    mutating func write(_ writes: [PointWrite]) {
        for write in writes {
            if write.point.hasSuffix("_command") {
                set(write.point.replacing("_command", with: "_state"), to: write.value == 1 ? 0 : 3)
            } else if write.point == "contactor" {
                set("contactor_closed", to: write.value)
            } else if write.point.hasSuffix("_setpoint") {
                set(write.point.replacing("_setpoint", with: ""), to: max(22, write.value))
            }
        }
    }

    private mutating func set(_ point: String, to value: Double) {
        if !frozen.contains(point) { values[point] = value }
    }

    /// Time passes in the machine; material flows while it runs.
    mutating func look() {
        let runs = values["main_state"] == 3 || values["puller_state"] == 3
        if runs { looksUntilEmpty -= 1 }
        if runs, !frozen.contains("energy") { values["energy", default: 0] += 0.0125 }
        if !frozen.contains("main_current") {
            values["main_current"] = values["main_state"] == 3 ? (looksUntilEmpty > 0 ? 4 : 1) : 0
        }
        if !frozen.contains("hopper") { values["hopper"] = looksUntilEmpty > 0 ? 1 : 0 }
        if !frozen.contains("diameter") { values["diameter"] = values["screw_state"] == 3 ? 1.76 : 0 }
    }

    var signals: [SignalReading] {
        values.keys.sorted().map {
            SignalReading(name: $0, value: values[$0] ?? 0, unit: .none, quality: quality[$0] ?? .good)
        }
    }

    /// What of its safe state is not to be seen.
    func unconfirmed(_ safe: SafeState) -> [String] {
        safe.confirmedBy.filter { !$0.holds(for: values[$0.point] ?? -1) }.map(\.description)
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        hasSuffix(part) ? String(dropLast(part.count)) + other : self
    }
}
