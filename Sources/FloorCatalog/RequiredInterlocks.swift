internal import FloorModel

/// Interlocks that a machine with moving parts cannot do without, whatever else its file describes.
struct RequiredInterlocks {
    let process: ProcessKind
    let points: NameTable<PointDescription>
    /// Names of all that turns, also where the entry itself is wrong: nothing is refused for that twice.
    let drives: [String]
    let heaters: [HeaterDescription]

    /// Notes what is missing among `interlocks` at `value`, the whole section.
    func check(_ interlocks: [Interlock], at value: YAMLValue) {
        if process == .extrude { checkMeltIsHot(interlocks, at: value) }
        // A dryer's blower is behind a grating; shafts and screws draw hands in.
        if process == .shred || process == .extrude { checkContacts(interlocks, at: value) }
    }

    /// The screw must not turn cold: plastic that has not melted breaks it, or bursts out later.
    private func checkMeltIsHot(_ interlocks: [Interlock], at value: YAMLValue) {
        let guarding = interlocks.filter { $0.guards.contains(where: drives.contains) }
        for heater in heaters {
            let isGuarded = guarding.flatMap(\.conditions).contains {
                $0.point == heater.temperature && ($0.comparison == .above || $0.comparison == .atLeast)
            }
            guard !isGuarded else { continue }
            note(
                "let drives turn while \(heater.name) is cold",
                remedy: "add \(heater.temperature) >= 150 °C, or what melts, to needs: of an interlock that guards "
                    + Spelling.list(drives), at: value)
        }
    }

    /// What a person opens or presses must reach the drive as a contact, and must not end in a hold alone.
    private func checkContacts(_ interlocks: [Interlock], at value: YAMLValue) {
        let stopping = interlocks.filter { $0.trip != .hold && $0.conditions.contains { isContact($0.point) } }
        for drive in drives where !stopping.contains(where: { $0.guards.contains(drive) }) {
            note(
                "have no contact that stops the drive \(drive)",
                remedy: "name the contact of its emergency stop or guard, a discrete input, in an interlock that "
                    + "guards \(drive) with trip: abort or stop", at: value)
        }
    }

    /// A bit that the device tells; a coil that is written is no contact.
    private func isContact(_ name: String) -> Bool {
        points[name].map { $0.table.isBits && !$0.isWritable } ?? false
    }

    private func note(_ what: String, remedy: String, at value: YAMLValue) {
        value.source.note("\(value.name) \(what)", remedy: remedy, at: value.keyPlace ?? value.place)
    }
}
