/// A two-shaft shredder, 2.2 kW, 25 rpm at 50 Hz: hopper, cutting chamber, bin.
struct VirtualShredder: RecyclingMachine {
    static let kind = VirtualProcessKind.shredder
    static let hopperCapacity: Int64 = 2_000_000

    /// 9.8 kg/h of polystyrene cases at 25 rpm (Precious Plastic, Shredder Pro), mg/s.
    private static let throughput = 9_800_000.0 / 3600
    private static let chamberCapacity: Int64 = 60_000
    /// Of what is cut, that much leaves as dust.
    private static let dustShare = 0.005
    private static let rpmPerHertz = 0.5
    /// Beyond this the thermal contact of the motor opens: half a minute at twice the rated current.
    private static let thermalLimit = 90.0

    private var drive = VirtualDrive(ratedAmperes: 5.2)
    private var safety = VirtualDigitalInputs()
    private var meter = VirtualEnergyMeter()

    private(set) var hopper = Parcel.empty
    private var chamber = Parcel.empty
    private var product = Parcel.empty
    private(set) var masses = VirtualMasses()
    private var feed = MassFlow()
    private var cut = MassFlow()
    private var dust = MassFlow()

    private var jam: Jam?
    private var thermalLoad = 0.0
    private var isThermalOpen = false

    /// What holds the shafts.
    private struct Jam {
        /// Reversals that it still takes; nil when only hands help.
        var reversalsLeft: Int?
        var reversedSeconds = 0.0
    }

    var isMoving: Bool { drive.isTurning }
    var isDangerous: Bool { drive.isTurning }
    var isHeating: Bool { false }
    var isJammed: Bool { jam != nil }

    // MARK: - Physics

    mutating func step(_ surroundings: inout Surroundings) {
        let seconds = Surroundings.stepSeconds
        drive.isEnabled = !surroundings.isGuardOpen && !surroundings.isEmergencyStopped
        drive.isBlockedForward = jam != nil
        drive.load = 0.05 + 0.6 * Double(chamber.mass) / Double(Self.chamberCapacity)
        drive.step(seconds, at: surroundings.now, ripple: surroundings.noise())
        loosenJam(seconds)
        warmMotor(seconds)
        let (count, piece) = surroundings.pieces
        for _ in 0..<count { moveMaterial(piece) }
        let watts = 12 + 2500 * drive.amperes / drive.ratedAmperes * drive.outputHertz.magnitude / 50
        meter.note(watts: watts, joules: watts * surroundings.scaledSeconds)
        safety.inputs[0] = !surroundings.isEmergencyStopped
        safety.inputs[1] = !surroundings.isGuardOpen
        safety.inputs[2] = true
        safety.inputs[3] = !isThermalOpen
    }

    /// A second in reverse is one reversal; the drive has to leave reverse before the next one counts.
    private mutating func loosenJam(_ seconds: Double) {
        guard var jam, let left = jam.reversalsLeft else { return }
        if drive.shaftHertz < -2 {
            let before = jam.reversedSeconds
            jam.reversedSeconds += seconds
            if before < 1, jam.reversedSeconds >= 1 { jam.reversalsLeft = left - 1 }
        } else {
            jam.reversedSeconds = 0
        }
        self.jam = jam.reversalsLeft == 0 ? nil : jam
    }

    private mutating func warmMotor(_ seconds: Double) {
        let relative = drive.amperes / drive.ratedAmperes
        let warmer = thermalLoad + (relative * relative - 1) * seconds
        thermalLoad = min(1.2 * Self.thermalLimit, max(0, warmer))
        if thermalLoad > Self.thermalLimit { isThermalOpen = true }
        if thermalLoad < Self.thermalLimit / 2 { isThermalOpen = false }
    }

    private mutating func moveMaterial(_ seconds: Double) {
        let rate = Self.throughput * max(0, drive.shaftHertz) / 50
        let room = Self.chamberCapacity - chamber.mass
        chamber.add(hopper.take(min(feed.whole(rate * 2, for: seconds), room)))
        var pieces = chamber.take(cut.whole(rate, for: seconds))
        let lost = pieces.take(dust.whole(Double(pieces.mass) * Self.dustShare, for: 1))
        masses.lost += lost.mass
        product.add(pieces)
        note()
    }

    private mutating func note() {
        masses.hopper = hopper.mass
        masses.inProcess = chamber.mass
        masses.product = product.mass
    }

    // MARK: - Modules, faults, hands

    mutating func answer(_ request: ModbusRequest, module: String, at now: Nanoseconds) -> ModbusAnswer {
        switch module {
        case "drive": drive.answer(request, at: now)
        case "safety": safety.answer(request, at: now)
        default: meter.answer(request, at: now)
        }
    }

    mutating func begin(_ fault: VirtualFaultKind, _ surroundings: inout Surroundings) {
        switch fault {
        case .jam: jam = Jam(reversalsLeft: 1 + surroundings.chance.below(2))
        case .jamHard: jam = Jam(reversalsLeft: nil)
        case .stuckOutput: drive.ignoresStop = true
        default: break
        }
    }

    mutating func end(_ fault: VirtualFaultKind) {
        if fault == .stuckOutput { drive.ignoresStop = false }
    }

    mutating func clearJam() { jam = nil }

    mutating func load(_ parcel: Parcel) {
        hopper.add(parcel)
        masses.loaded += parcel.mass
        note()
    }

    mutating func collect() -> VirtualCollection {
        let taken = VirtualCollection(
            product: product.mass, productMoisturePPM: product.moisturePPM, byproduct: 0,
            left: hopper.mass + chamber.mass)
        masses.collected += taken.product + taken.left
        (hopper, chamber, product) = (.empty, .empty, .empty)
        note()
        return taken
    }

    func describe(_ state: inout VirtualProcessState) {
        state.motors = [VirtualMotorState("shafts", drive, rpmPerHertz: Self.rpmPerHertz)]
        state.watchdogTrips = drive.watchdog.count
        state.describe(meter)
    }
}
