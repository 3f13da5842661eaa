public import FloorModel

/// A shredder, dryer or extruder with its modules on one Modbus line, and without I/O: requests and times in,
/// answers out.
///
/// It shares nothing with the driver that it judges: its registers are those of the makers' manuals. The same
/// configuration and the same calls give the same answers; how often `advance` is called in between makes no
/// difference. Times that go back are taken as the present.
public struct VirtualProcess: Sendable {
    /// 10 ms of real time.
    static let step: Nanoseconds = 10_000_000

    /// What it was built with.
    public let configuration: VirtualProcessConfiguration
    var machine: any RecyclingMachine
    var surroundings: Surroundings
    var counters = VirtualProcessCounters()
    private var lastMoving: Nanoseconds?
    private var lastHeating: Nanoseconds?
    private var nextStep: Nanoseconds

    /// Powers the machine on, cold and empty.
    public init(_ configuration: VirtualProcessConfiguration, poweredOnAt time: MonotonicTime) {
        precondition(configuration.speed >= 1 && configuration.speed <= 100_000, "speed is 1 to 100000")
        precondition(
            Set(configuration.wiring.map(\.unit)).count == configuration.wiring.count,
            "each module has a unit identifier of its own")
        self.configuration = configuration
        machine = configuration.kind.build()
        surroundings = Surroundings(
            now: time.nanoseconds, speed: configuration.speed, isGuardOpen: false, isEmergencyStopped: false,
            faults: FaultWindows(), chance: SplitMix64(seed: configuration.seed))
        nextStep = time.nanoseconds + Self.step
        // The inputs show what is there before anybody asks.
        machine.step(&surroundings)
    }

    /// Lets time pass.
    public mutating func advance(to time: MonotonicTime) {
        let end = time.nanoseconds
        while nextStep <= end {
            surroundings.now = max(surroundings.now, nextStep)
            for kind in surroundings.faults.expire(at: surroundings.now) { over(kind) }
            machine.step(&surroundings)
            if machine.isMoving { lastMoving = surroundings.now }
            if machine.isHeating { lastHeating = surroundings.now }
            nextStep += Self.step
        }
        surroundings.now = max(surroundings.now, end)
    }

    /// What the module with that unit identifier says; nil when nobody answers, as on a line without such a unit.
    public mutating func answer(_ request: ModbusRequest, unit: UInt8, at time: MonotonicTime) -> ModbusAnswer? {
        advance(to: time)
        guard let module = configuration.wiring.first(where: { $0.unit == unit })?.name, !isSilent(module) else {
            counters.unheard += 1
            return nil
        }
        counters.requests += 1
        switch request {
        case .writeCoil, .writeCoils, .writeRegister, .writeRegisters: counters.writes += 1
        case .read, .malformed, .unsupported: break
        }
        let answer = machine.answer(request, module: module, at: surroundings.now)
        if case .exception = answer { counters.exceptions += 1 }
        return answer
    }

    /// Whether a fault keeps everything on this machine's line from being heard.
    public var isSilent: Bool { surroundings.has(.silence) }

    private func isSilent(_ module: String) -> Bool {
        isSilent || (surroundings.has(.unitSilence) && module == configuration.kind.mainDrive)
    }

    /// The machine as it truly is at the time of the last call.
    public var state: VirtualProcessState {
        var state = VirtualProcessState(
            kind: configuration.kind, isMoving: machine.isMoving, isHeating: machine.isHeating,
            lastMoving: lastMoving.map(MonotonicTime.init(nanoseconds:)),
            lastHeating: lastHeating.map(MonotonicTime.init(nanoseconds:)), isLidOpen: surroundings.isGuardOpen,
            isEmergencyStopPressed: surroundings.isEmergencyStopped, isJammed: machine.isJammed,
            activeFaults: surroundings.faults.active, masses: machine.masses,
            hopperMoisturePPM: machine.hopper.moisturePPM, counters: counters)
        machine.describe(&state)
        return state
    }
}
