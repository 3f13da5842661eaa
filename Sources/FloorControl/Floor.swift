public import FloorModel

/// The floor: what was journalled, what is observed now, and what follows from the next input.
///
/// A value without clock, randomness or I/O. `decide` applies the events that it returns to its own state, so
/// that several inputs can be decided on top of each other before anything is committed; a writer whose commit
/// fails goes back to the copy that it kept.
public struct Floor: Sendable {
    public let description: FloorDescription
    /// How much faster than real time soak, dwell and throughput go: 1 but on a virtual floor.
    public let speed: Double
    public internal(set) var state: FloorState
    public internal(set) var observations: Observations

    /// - Parameter state: what the journal's events add up to.
    public init(description: FloorDescription, state: FloorState = FloorState(), speed: Double = 1) {
        precondition(speed > 0, "time goes forward")
        self.description = description
        self.state = state
        self.speed = speed
        observations = Observations(
            machineCount: description.machines.count, sensorCount: description.sensors.count)
    }

    /// What is known of a machine in this process; all unknown for one that is not in the floor file.
    public func observation(of machine: MachineID) -> MachineObservation {
        guard let index = description.machines.firstIndex(where: { $0.id == machine }) else {
            return MachineObservation()
        }
        return observations.machines[index]
    }

    /// The filament that one copy of an order takes, of the diameter that the machines use which fit it; nil where
    /// its file does not say.
    public func filament(of order: JobOrder) -> Milligrams? {
        guard let length = order.facts.filamentMillimetres, let material = description.material(order.material)
        else { return nil }
        let printer = description.machines.first { $0.misfit(order) == nil }?.printer
        return material.mass(
            ofFilament: max(0, length), diameterMillimetres: printer?.filamentMillimetres ?? 1.75)
    }

    /// Why no filament can be made for a print that has none, by the latest plan; nil when it needs none or some is on
    /// its way.
    public func routeObstacle(of operation: OperationID) -> String? { observations.routeObstacles[operation] }

    /// What a machine's own energy meter has counted, in whole watt-hours so that differences are exact; nil without a
    /// meter, or with one that cannot be read now.
    func meterWattHours(of machine: MachineID) -> Int64? {
        guard let process = description.machine(machine)?.process,
            let point = process.roles[.energy].flatMap(process.point), point.unit == .kilowattHour,
            let reading = observation(of: machine).signal(point.name), reading.quality == .good,
            (0..<1e12).contains(reading.value)
        else { return nil }
        return Int64((reading.value * 1000).rounded())
    }

    /// What a sensor says, with its age taken into account.
    public func readings(of sensor: SensorID, at time: MonotonicTime) -> [SignalReading] {
        guard let index = description.sensors.firstIndex(where: { $0.id == sensor }) else { return [] }
        return observations.sensors[index].values.map { value in
            var reading = value.reading
            let isStale = time - value.at > description.sensors[index].staleAfter
            if isStale, reading.quality == .good { reading.quality = .stale }
            return reading
        }
    }
}
