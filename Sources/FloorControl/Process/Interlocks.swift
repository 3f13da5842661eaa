public import FloorModel

extension ProcessMachineDescription {
    /// Why an interlock does not hold, `lid_closed is 0, not == 1`; nil while it holds. A value that is not good
    /// counts as tripped.
    func violation(of interlock: Interlock, seen observation: MachineObservation) -> String? {
        for condition in interlock.conditions {
            guard let reading = observation.signal(condition.point) else {
                return "\(condition.point) is not known yet"
            }
            guard reading.quality == .good else { return "\(condition.point) is \(reading.quality.rawValue)" }
            guard condition.holds(for: reading.value) else {
                let unit = reading.unit.symbol.isEmpty ? "" : " \(reading.unit.symbol)"
                return "\(condition.point) is \(reading.value.shortText)\(unit), not "
                    + "\(condition.comparison.rawValue) \(condition.value.shortText)"
            }
        }
        return nil
    }
}

extension ProcessMachineDescription {
    /// Whether an interlock can hold only once the machine itself has done something: a zone is hot, a contactor is
    /// closed, a blower turns. Such a one is looked at while what it guards is on, and keeps nothing from starting.
    func isOwnDoing(_ interlock: Interlock) -> Bool {
        interlock.conditions.contains { condition in
            let isTemperature = heaters.contains { $0.temperature == condition.point }
            if isTemperature { return condition.comparison == .atLeast || condition.comparison == .above }
            return drives.contains { $0.running.point == condition.point && $0.running == condition }
                || points.contains { point in point.confirmations.contains { $0.condition == condition } }
        }
    }

    /// Whether an interlock waits for a fault that the drives' own reset takes away.
    func isLatchedFault(_ interlock: Interlock) -> Bool {
        interlock.conditions.contains { condition in
            resets.contains { reset in
                point(reset.point)?.confirmations.contains { $0.condition == condition } ?? false
            }
        }
    }

    /// Whether an interlock waits for the contactor of this very heater.
    func isContactor(_ interlock: Interlock, of heater: HeaterDescription) -> Bool {
        guard let contactor = heater.contactor.flatMap(point) else { return false }
        return interlock.conditions.contains { condition in
            contactor.confirmations.contains { $0.condition == condition }
        }
    }
}

extension Floor {
    /// The interlocks of a machine that do not hold now, each with why: `lid closed: lid_closed is 0, not == 1`. With
    /// nothing on they only keep it from starting.
    public func unmetInterlocks(of id: MachineID) -> [String] {
        unmetInterlocks(of: id, guarding: nil).map(\.text)
    }

    /// Those of `unmetInterlocks` that keep the machine from starting: not those that hold only once it runs or is hot.
    public func startObstacles(of id: MachineID) -> [String] { blockingInterlocks(of: id).map(\.text) }

    /// Open interlocks that keep the machine from being switched on.
    func blockingInterlocks(of id: MachineID) -> [(interlock: Interlock, text: String)] {
        guard let process = description.machine(id)?.process else { return [] }
        return unmetInterlocks(of: id, guarding: nil).filter { !process.isOwnDoing($0.interlock) }
    }

    /// - Parameter elements: only interlocks that guard one of these; nil: all.
    func unmetInterlocks(of id: MachineID, guarding elements: [String]?) -> [(interlock: Interlock, text: String)] {
        guard let process = description.machine(id)?.process else { return [] }
        let observation = observation(of: id)
        return process.interlocks.compactMap { interlock in
            if let elements, !interlock.guards.contains(where: elements.contains) { return nil }
            return process.violation(of: interlock, seen: observation).map {
                (interlock, "\(interlock.name): \($0)")
            }
        }
    }
}
