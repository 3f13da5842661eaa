/// A desktop extruder for filament: screw 15 rpm at 50 Hz, three zones on Omron E5CC, a puller 30 mm/s at 50 Hz.
struct VirtualExtruder: RecyclingMachine {
    static let kind = VirtualProcessKind.extruder
    static let hopperCapacity: Int64 = 2_000_000

    static let zoneNames = ["feed", "barrel", "nozzle"]
    private static let zoneWatts = [250.0, 300.0, 150.0]
    private static let barrelCapacity: Int64 = 30_000
    /// What the screw cannot push out when nothing follows.
    private static let barrelHeel: Int64 = 8_000
    private static let levelSwitch: Int64 = 5_000

    private var screw = VirtualDrive(ratedAmperes: 4)
    private var puller = VirtualDrive(ratedAmperes: 0.6)
    private var io = VirtualRemoteIO(coils: 2, inputs: 4, registers: 4)
    private var meter = VirtualEnergyMeter()
    private var controllers = [VirtualTemperatureController](
        repeating: VirtualTemperatureController(.omronE5CC, highestSetpoint: 300), count: 3)
    /// 200 °C in some 15 minutes.
    private var zones = [
        ThermalZone(maximumRise: 360, seconds: 1200), ThermalZone(maximumRise: 365, seconds: 1200),
        ThermalZone(maximumRise: 370, seconds: 1150),
    ]
    private var powers = [0.0, 0.0, 0.0]
    private var contactor = Contactor(delaySeconds: 0.04)
    private var melt = MeltFlow()
    private var filament = Filament()

    private(set) var hopper = Parcel.empty
    private var barrel = Parcel.empty
    private var spool = Parcel.empty
    private var purge = Parcel.empty
    private(set) var masses = VirtualMasses()
    private var feeding = MassFlow()
    private var flowing = MassFlow()

    /// The zone that a broken or frozen sensor belongs to.
    private var strickenZone = 2

    var isMoving: Bool { screw.isTurning || puller.isTurning }
    var isDangerous: Bool { isMoving }
    var isHeating: Bool { powers.contains { $0 > 0 } }
    var isJammed: Bool { false }

    // MARK: - Physics

    mutating func step(_ surroundings: inout Surroundings) {
        let seconds = Surroundings.stepSeconds
        io.step(at: surroundings.now)
        contactor.step(
            coil: io.coils[0], isWelded: surroundings.has(.stuckOutput), isReleased: surroundings.isEmergencyStopped,
            for: seconds)
        if io.coils[1] { filament.resetLength() }
        turnMotors(&surroundings)
        let joules = heat(surroundings)
        let isBlocked = surroundings.has(.blockedNozzle)
        let rpm = max(0, screw.shaftHertz) * 0.3
        let fill = min(1, max(0.3, Double(barrel.mass) * 1.5 / Double(Self.barrelCapacity)))
        melt.step(
            rpm: rpm, meltCelsius: (zones[1].celsius + zones[2].celsius) / 2, fill: fill, isBlocked: isBlocked,
            for: seconds)
        moveMaterial(rpm: rpm, isBlocked: isBlocked, &surroundings)
        let motorWatts = 12 + 1500 * screw.amperes / 4 * screw.outputHertz.magnitude / 50
        let heaterWatts = zip(Self.zoneWatts, powers).reduce(0) { $0 + $1.0 * $1.1 }
        meter.note(watts: motorWatts + heaterWatts, joules: joules + motorWatts * surroundings.scaledSeconds)
        publish(surroundings)
    }

    private mutating func turnMotors(_ surroundings: inout Surroundings) {
        screw.isEnabled = !surroundings.isEmergencyStopped
        puller.isEnabled = screw.isEnabled
        screw.load = 0.05 + melt.pressureBar / 130
        puller.load = 0.2
        screw.step(Surroundings.stepSeconds, at: surroundings.now, ripple: surroundings.noise())
        puller.step(Surroundings.stepSeconds, at: surroundings.now, ripple: surroundings.noise())
    }

    /// Joules that the heaters took.
    private mutating func heat(_ surroundings: Surroundings) -> Double {
        let arrives = contactor.isClosed && !surroundings.has(.heaterStuck)
        let (count, piece) = surroundings.pieces
        var joules = 0.0
        for index in zones.indices {
            for _ in 0..<count {
                controllers[index].regulate(zones[index].celsius, for: piece)
                powers[index] = arrives ? controllers[index].output : 0
                zones[index].step(power: powers[index], for: piece)
                joules += powers[index] * Self.zoneWatts[index] * piece
            }
        }
        return joules
    }

    private mutating func moveMaterial(rpm: Double, isBlocked: Bool, _ surroundings: inout Surroundings) {
        let molten = MeltFlow.molten(feed: zones[0].celsius, barrel: zones[1].celsius, nozzle: zones[2].celsius)
        let rate = isBlocked ? 0 : rpm * MeltFlow.milligramsPerSecondAndRPM * molten
        let pullerSpeed = max(0, puller.shaftHertz) * 0.6
        let moisture = barrel.moisturePPM
        let isFlowing = rate > 0 && barrel.mass > Self.barrelHeel
        let (count, piece) = surroundings.pieces
        for _ in 0..<count {
            let room = Self.barrelCapacity - barrel.mass
            barrel.add(hopper.take(min(feeding.whole(rate * 1.3, for: piece), room)))
            let amount = min(flowing.whole(rate, for: piece), max(0, barrel.mass - Self.barrelHeel))
            discharge(barrel.take(amount), isDrawn: pullerSpeed > 0.5)
        }
        filament.step(
            flow: isFlowing ? rate : 0, speed: pullerSpeed, moisturePPM: moisture, noise: surroundings.noise(),
            scaledSeconds: surroundings.scaledSeconds)
        note()
    }

    /// Its water goes off as steam; the rest is filament, or a lump when nothing draws it.
    private mutating func discharge(_ strand: Parcel, isDrawn: Bool) {
        var strand = strand
        masses.lost += strand.takeWater(strand.water).mass
        if isDrawn { spool.add(strand) } else { purge.add(strand) }
    }

    private mutating func note() {
        masses.hopper = hopper.mass
        masses.inProcess = barrel.mass
        masses.product = spool.mass
        masses.byproduct = purge.mass
    }

    private mutating func publish(_ surroundings: Surroundings) {
        io.inputs = [
            !surroundings.isEmergencyStopped, !surroundings.isGuardOpen, hopper.mass > Self.levelSwitch,
            contactor.isClosed,
        ]
        let centimetres = UInt32(min(4e9, filament.lengthMetres * 100))
        io.registers = [
            unsignedRegister(melt.pressureBar * 10), unsignedRegister(filament.reading * 1000),
            UInt16(centimetres >> 16), UInt16(truncatingIfNeeded: centimetres),
        ]
    }

    // MARK: - Modules, faults, hands

    mutating func answer(_ request: ModbusRequest, module: String, at now: Nanoseconds) -> ModbusAnswer {
        switch module {
        case "screw": return screw.answer(request, at: now)
        case "puller": return puller.answer(request, at: now)
        case "io": return io.answer(request, at: now)
        case "meter": return meter.answer(request, at: now)
        default:
            guard let zone = Self.zoneNames.firstIndex(of: module) else { return .exception(.deviceFailure) }
            return controllers[zone].answer(request, at: now)
        }
    }

    mutating func begin(_ fault: VirtualFaultKind, _ surroundings: inout Surroundings) {
        if fault == .stuckOutput { (screw.ignoresStop, puller.ignoresStop) = (true, true) }
        guard fault == .sensorBreak || fault == .frozenSensor else { return }
        end(fault)
        strickenZone = zones.indices.max { zones[$0].celsius < zones[$1].celsius } ?? 2
        if fault == .sensorBreak {
            controllers[strickenZone].isSensorBroken = true
        } else {
            controllers[strickenZone].frozenReading = controllers[strickenZone].reading
        }
    }

    mutating func end(_ fault: VirtualFaultKind) {
        if fault == .stuckOutput { (screw.ignoresStop, puller.ignoresStop) = (false, false) }
        for zone in controllers.indices {
            if fault == .sensorBreak { controllers[zone].isSensorBroken = false }
            if fault == .frozenSensor { controllers[zone].frozenReading = nil }
        }
    }

    mutating func clearJam() {}

    mutating func load(_ parcel: Parcel) {
        hopper.add(parcel)
        masses.loaded += parcel.mass
        note()
    }

    /// What sticks to screw and barrel is scraped off and thrown away.
    mutating func collect() -> VirtualCollection {
        let taken = VirtualCollection(
            product: spool.mass, productMoisturePPM: spool.moisturePPM, byproduct: purge.mass, left: hopper.mass)
        masses.collected += taken.product + taken.byproduct + taken.left
        masses.lost += barrel.mass
        (hopper, barrel, spool, purge) = (.empty, .empty, .empty, .empty)
        note()
        return taken
    }

    func describe(_ state: inout VirtualProcessState) {
        state.temperatures = zones.indices.map { VirtualTemperature(Self.zoneNames[$0], zones[$0], controllers[$0]) }
        state.motors = [
            VirtualMotorState("screw", screw, rpmPerHertz: 0.3), VirtualMotorState("puller", puller, rpmPerHertz: nil),
        ]
        state.meltPressureBar = melt.pressureBar
        state.filamentDiameterMillimetres = filament.diameterMillimetres
        state.spoolMetres = filament.lengthMetres
        state.watchdogTrips = screw.watchdog.count + puller.watchdog.count + io.watchdog.count
        state.isContactorClosed = contactor.isClosed
        state.describe(meter)
    }
}
