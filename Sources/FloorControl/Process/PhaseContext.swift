public import FloorModel

/// What a phase sees when it is looked at: the machine's values now, and the time.
struct PhaseContext {
    let machine: ProcessMachineDescription
    let observation: MachineObservation
    let now: MonotonicTime
    /// How much faster than real time a virtual floor runs; 1 on a real one.
    let speed: Double

    /// The machine has confirmed that its drives stand still since they were halted.
    var isHalted: Bool { observation.run?.isHalted ?? false }

    /// The value of a point; nil unless it is good, so that nothing rests on a stale one.
    func value(_ point: String?) -> Double? {
        guard let reading = point.flatMap({ observation.signal($0) }), reading.quality == .good else { return nil }
        return reading.value
    }

    func value(_ role: PointRole) -> Double? { value(machine.roles[role]) }

    func holds(_ condition: Condition) -> Bool { value(condition.point).map(condition.holds) ?? false }

    /// What takes long is shorter on a virtual floor (soak, dwell, throughput).
    func scaled(_ time: Duration) -> Duration { time / speed }

    /// A scaled limit, yet never so short that what keeps its real time (polls, ramps, reversals) could break it.
    func limit(_ time: Duration) -> Duration { max(scaled(time), .seconds(60)) }

    func celsius(_ heater: String) -> Double? { value(machine.heater(heater)?.temperature) }
}

/// What a phase wants after it was looked at.
struct PhaseOutcome: Hashable {
    /// In this order.
    var writes: [PointWrite] = []
    /// All drives off at once, by the machine's `hold`.
    var halts = false
    var status = Status.running

    enum Status: Hashable {
        case running
        /// Its goal is reached, and the values that say so.
        case done([SignalReading])
        /// It cannot go on; the machine is held and a person is asked.
        case stuck(Fault)
        /// It cannot go on at all; the machine is stopped.
        case failed(Fault)
    }

    static let running = PhaseOutcome()

    static func done(_ results: [SignalReading] = []) -> PhaseOutcome { PhaseOutcome(status: .done(results)) }
    static func stuck(_ code: FaultCode, _ detail: String) -> PhaseOutcome {
        PhaseOutcome(status: .stuck(Fault(code, detail: detail)))
    }
    static func failed(_ code: FaultCode, _ detail: String) -> PhaseOutcome {
        PhaseOutcome(status: .failed(Fault(code, detail: detail)))
    }
}

extension ProcessMachineDescription {
    /// Resets what the drives have latched since they last ran: a cut enable, a lost connection.
    var resets: [PointWrite] { drives.compactMap(\.faultReset) }

    /// What starts a drive: its fault reset, its speed, its command.
    func start(_ name: String, speed: Double? = nil, reverse: Bool = false) -> [PointWrite] {
        guard let drive = drive(name) else { return [] }
        var writes: [PointWrite] = []
        if let reset = drive.faultReset { writes.append(reset) }
        if let point = drive.speed, let speed { writes.append(PointWrite(point, clamp(speed, drive))) }
        writes.append(PointWrite(drive.command, reverse ? drive.reverse ?? drive.stop : drive.forward))
        return writes
    }

    func stop(_ name: String) -> [PointWrite] {
        drive(name).map { [PointWrite($0.command, $0.stop)] } ?? []
    }

    func setSpeed(_ name: String, _ speed: Double) -> [PointWrite] {
        guard let drive = drive(name), let point = drive.speed else { return [] }
        return [PointWrite(point, clamp(speed, drive))]
    }

    /// Contactors first, then the set-points, none above what its heater bears.
    func heat(_ targets: [HeaterTarget]) -> [PointWrite] {
        let heaters = targets.compactMap { target in heater(target.heater).map { ($0, target.celsius) } }
        var contactors: [String] = []
        for (heater, _) in heaters {
            if let contactor = heater.contactor, !contactors.contains(contactor) { contactors.append(contactor) }
        }
        return contactors.map { PointWrite($0, 1) }
            + heaters.map { PointWrite($0.setpoint, min($1, $0.maximumCelsius)) }
    }

    private func clamp(_ speed: Double, _ drive: DriveDescription) -> Double {
        guard let limits = drive.speedLimits else { return speed }
        return min(max(speed, limits.minimum), limits.maximum)
    }
}

extension MachineObservation {
    public func signal(_ name: String) -> SignalReading? { signals.first { $0.name == name } }
}
