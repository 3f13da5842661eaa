/// A hopper dryer, 1.5 kW of hot dry air through 5 kg of granulate; the controller is a Eurotherm 3216.
struct VirtualDryer: RecyclingMachine {
    static let kind = VirtualProcessKind.dryer
    static let hopperCapacity: Int64 = 5_000_000

    private static let heaterWatts = 1500.0
    private static let blowerWatts = 180.0
    private static let thermostatOpensCelsius = 110.0
    private static let thermostatClosesCelsius = 90.0
    /// Water leaves PLA at 65 °C with this time constant; it halves every 15 °C. 4000 ppm to 250 ppm in 4 h.
    private static let dryingSecondsAt65 = 5000.0
    /// Where drying ends in dry air, millionths.
    private static let driestPPM = 50.0

    private var controller = VirtualTemperatureController(.eurotherm3216, highestSetpoint: 120)
    private var io = VirtualRemoteIO(coils: 2, inputs: 4, registers: 2)
    private var meter = VirtualEnergyMeter()
    private var blower = Contactor(delaySeconds: 0.4)
    private var heater = Contactor(delaySeconds: 0.04)
    /// 65 °C in some 6 minutes.
    private var air = ThermalZone(maximumRise: 97, seconds: 500)
    private var dewPointCelsius = 12.0
    private var isThermostatOpen = false
    private var power = 0.0
    private var vapour = MassFlow()

    private(set) var hopper = Parcel.empty
    private(set) var masses = VirtualMasses()

    var isMoving: Bool { blower.isClosed }
    var isDangerous: Bool { false }
    var isHeating: Bool { power > 0 }
    var isJammed: Bool { false }

    // MARK: - Physics

    mutating func step(_ surroundings: inout Surroundings) {
        let isWelded = surroundings.has(.stuckOutput)
        io.step(at: surroundings.now)
        blower.step(coil: io.coils[0], isWelded: isWelded, isReleased: false, for: Surroundings.stepSeconds)
        heater.step(coil: io.coils[1], isWelded: isWelded, isReleased: false, for: Surroundings.stepSeconds)
        let canHeat = heater.isClosed && blower.isClosed && !surroundings.has(.heaterStuck)
        var energySeconds = 0.0
        let (count, piece) = surroundings.pieces
        for _ in 0..<count {
            controller.regulate(air.celsius, for: piece)
            if air.celsius >= Self.thermostatOpensCelsius { isThermostatOpen = true }
            if air.celsius < Self.thermostatClosesCelsius { isThermostatOpen = false }
            power = canHeat && !isThermostatOpen ? controller.output : 0
            air.step(power: power, loss: surroundings.isGuardOpen ? 4 : 1, for: piece)
            dry(isDoorOpen: surroundings.isGuardOpen, for: piece)
            energySeconds += power * piece
        }
        meter.note(
            watts: Self.heaterWatts * power + blowerAndStandbyWatts,
            joules: Self.heaterWatts * energySeconds + blowerAndStandbyWatts * surroundings.scaledSeconds)
        publish(isDoorOpen: surroundings.isGuardOpen)
    }

    private var blowerAndStandbyWatts: Double { 8 + (blower.isClosed ? Self.blowerWatts : 0) }

    /// The desiccant dries the air while the blower runs behind a closed door; dry hot air dries the granulate.
    private mutating func dry(isDoorOpen: Bool, for seconds: Double) {
        let isCirculating = blower.isClosed && !isDoorOpen
        let (goal, constant) = isCirculating ? (-42.0, 180.0) : (12.0, isDoorOpen ? 30.0 : 900.0)
        dewPointCelsius += (goal - dewPointCelsius) * min(1, seconds / constant)
        guard isCirculating, dewPointCelsius < -10, hopper.mass > 0 else { return }
        let halvings = max(-4, (air.celsius - 65) / 15)
        let constantSeconds = Self.dryingSecondsAt65 / pow2(halvings)
        let excess = Double(hopper.water) - Double(hopper.mass) * Self.driestPPM / 1e6
        let gone = hopper.takeWater(vapour.whole(excess / constantSeconds, for: seconds))
        masses.lost += gone.mass
        masses.hopper = hopper.mass
    }

    private mutating func publish(isDoorOpen: Bool) {
        io.inputs = [blower.isClosed, !isThermostatOpen, !isDoorOpen, heater.isClosed]
        io.registers[0] = signedRegister(dewPointCelsius * 10)
        io.registers[1] = unsignedRegister(Double(hopper.mass) * 1000 / Double(Self.hopperCapacity))
    }

    // MARK: - Modules, faults, hands

    mutating func answer(_ request: ModbusRequest, module: String, at now: Nanoseconds) -> ModbusAnswer {
        switch module {
        case "controller": controller.answer(request, at: now)
        case "io": io.answer(request, at: now)
        default: meter.answer(request, at: now)
        }
    }

    mutating func begin(_ fault: VirtualFaultKind, _ surroundings: inout Surroundings) {
        switch fault {
        case .sensorBreak: controller.isSensorBroken = true
        case .frozenSensor: controller.frozenReading = controller.reading
        default: break
        }
    }

    mutating func end(_ fault: VirtualFaultKind) {
        switch fault {
        case .sensorBreak: controller.isSensorBroken = false
        case .frozenSensor: controller.frozenReading = nil
        default: break
        }
    }

    mutating func clearJam() {}

    mutating func load(_ parcel: Parcel) {
        hopper.add(parcel)
        masses.loaded += parcel.mass
        masses.hopper = hopper.mass
    }

    mutating func collect() -> VirtualCollection {
        let taken = VirtualCollection(
            product: hopper.mass, productMoisturePPM: hopper.moisturePPM, byproduct: 0, left: 0)
        masses.collected += taken.product
        hopper = .empty
        masses.hopper = 0
        return taken
    }

    func describe(_ state: inout VirtualProcessState) {
        state.temperatures = [VirtualTemperature("controller", air, controller)]
        state.dewPointCelsius = dewPointCelsius
        state.watchdogTrips = io.watchdog.count
        state.setpointMemoryWrites = controller.setpointMemoryWrites
        state.isContactorClosed = heater.isClosed
        state.describe(meter)
    }
}
