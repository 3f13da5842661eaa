/// A frequency converter Delta MS300 with the motor behind it (Delta MS300 user manual, chapter 12-1, parameter
/// group 09 and the address list of its communication).
///
/// `06 2000 0012` runs forward, `06 2000 0022` in reverse, `06 2000 0001` stops by the ramp.
struct VirtualDrive: VirtualDevice {
    /// The low byte of 2100H.
    enum Code {
        static let externalFault: UInt16 = 0x31
        static let communicationLoss: UInt16 = 0x54
    }

    static let maximumHertz = 60.0
    /// 50 Hz in half a second.
    private static let rampHertzPerSecond = 100.0
    /// A motor whose enable is cut stands after 0.3 s.
    private static let coastHertzPerSecond = 50 / 0.3
    private static let mostRegisters = 20

    let ratedAmperes: Double
    /// The hardware enable; while it is cut the motor has no current.
    var isEnabled = true
    /// Something holds the shaft in the forward direction.
    var isBlockedForward = false
    /// Commands to stop are acknowledged and not obeyed; the enable and the watchdog still work.
    var ignoresStop = false
    /// What the shaft has to do, as a share of the rated torque.
    var load = 0.0

    /// What the inverter puts out; negative in reverse.
    private(set) var outputHertz = 0.0
    /// How the shaft truly turns, in the drive's hertz; negative in reverse.
    private(set) var shaftHertz = 0.0
    private(set) var amperes = 0.0
    private(set) var code: UInt16 = 0
    private(set) var watchdog = CommunicationWatchdog(timeout: 1_000_000_000)
    private var referenceHertz = 0.0
    private var isRunning = false
    private var isReverse = false
    /// Pr 09-02: 0 warns and goes on, 1 warns and ramps down, 2 warns and coasts, 3 goes on without a word.
    private var lossTreatment: UInt16 = 1
    private var isCoasting = false

    init(ratedAmperes: Double) { self.ratedAmperes = ratedAmperes }

    var isTurning: Bool { shaftHertz.magnitude > 0.05 }

    // MARK: - Motor

    /// One step of real time; `ripple` is -1 to 1.
    mutating func step(_ seconds: Double, at now: Nanoseconds, ripple: Double) {
        if watchdog.barks(at: now) { loseCommunication() }
        if !isEnabled {
            code = Code.externalFault
            stop(coasting: true)
        }
        let goal = isRunning ? (isReverse ? -referenceHertz : referenceHertz) : 0
        let isBlocked = isBlockedForward && outputHertz > 0
        if isCoasting {
            outputHertz = 0
            shaftHertz.approach(0, by: Self.coastHertzPerSecond * seconds)
            if shaftHertz == 0 { isCoasting = false }
        } else {
            // Stall prevention holds the frequency low while the current is at its limit.
            let reachable = isBlocked ? min(goal, 6) : goal
            outputHertz.approach(reachable, by: Self.rampHertzPerSecond * seconds)
            shaftHertz = isBlocked ? shaftHertz * max(0, 1 - seconds / 0.05) : outputHertz
        }
        amperes += (steadyAmperes(goal: goal, isBlocked: isBlocked) * (1 + 0.02 * ripple) - amperes) * seconds / 0.08
        if outputHertz == 0 { amperes = 0 }
    }

    private func steadyAmperes(goal: Double, isBlocked: Bool) -> Double {
        guard outputHertz != 0 else { return 0 }
        if isBlocked { return 2.5 * ratedAmperes }
        let isRamping = (goal - outputHertz).magnitude > 0.5
        let torque = outputHertz > 0 ? load : min(load, 0.1)
        return ratedAmperes * min(2.5, 0.35 + 0.65 * torque + (isRamping ? 0.3 : 0))
    }

    private mutating func stop(coasting: Bool) {
        isRunning = false
        isCoasting = isCoasting || coasting
    }

    private mutating func loseCommunication() {
        guard lossTreatment < 3 else { return }
        if code == 0 { code = Code.communicationLoss }
        if lossTreatment > 0 { stop(coasting: lossTreatment == 2) }
    }

    // MARK: - Modbus

    mutating func answer(_ request: ModbusRequest, at now: Nanoseconds) -> ModbusAnswer {
        watchdog.feed(at: now)
        switch request {
        case .read(.holdingRegisters, let address, let count):
            return registers(address, count, most: Self.mostRegisters, value: value)
        case .writeRegister(let address, let value): return write([value], from: address)
        case .writeRegisters(let address, let values): return write(values, from: address)
        case .malformed: return .exception(.illegalDataValue)
        case .read, .writeCoil, .writeCoils, .unsupported: return .exception(.illegalFunction)
        }
    }

    private func value(_ register: Int) -> UInt16? {
        switch register {
        case 0x0902: lossTreatment
        case 0x0903: UInt16(watchdog.timeout / 100_000_000)
        case 0x2100: code
        case 0x2101: status
        case 0x2102: unsignedRegister(referenceHertz * 100)
        case 0x2103: unsignedRegister(outputHertz.magnitude * 100)
        case 0x2104: unsignedRegister(amperes * 100)
        case 0x2105: 5_620
        default: nil
        }
    }

    /// 2101H: bits 1-0 what it does, bits 4-3 the direction, bits 8 and 10 say that both come by communication.
    private var status: UInt16 {
        let movement: UInt16 =
            if isRunning {
                referenceHertz > 0 ? 3 : 2
            } else {
                outputHertz == 0 ? 0 : 1
            }
        return 0x0500 | movement | (isReverse ? 0x18 : 0)
    }

    /// All registers are looked at before the first is written.
    private mutating func write(_ values: [UInt16], from address: Int) -> ModbusAnswer {
        for (offset, value) in values.enumerated() {
            switch address + offset {
            case 0x2000, 0x2002: continue
            case 0x2001 where Double(value) <= Self.maximumHertz * 100: continue
            case 0x0902 where value <= 3: continue
            case 0x0903 where value <= 1000: continue
            case 0x2001, 0x0902, 0x0903: return .exception(.illegalDataValue)
            default: return .exception(.illegalDataAddress)
            }
        }
        // The reference first: `10 2000 0002 …` starts with its own frequency, not with an old one.
        for (offset, value) in values.enumerated().reversed() { set(address + offset, to: value) }
        return .written
    }

    private mutating func set(_ register: Int, to value: UInt16) {
        switch register {
        case 0x2000: command(value)
        case 0x2001: referenceHertz = Double(value) / 100
        case 0x2002: control(value)
        case 0x0902: lossTreatment = value
        default: watchdog.timeout = Nanoseconds(value) * 100_000_000
        }
    }

    /// A run command while a fault stands, or without the enable, is taken and not obeyed.
    private mutating func command(_ word: UInt16) {
        let isStop = word & 0b11 == 1
        guard !(ignoresStop && isStop) else { return }
        switch word >> 4 & 0b11 {
        case 1: isReverse = false
        case 2: isReverse = true
        case 3: isReverse.toggle()
        default: break
        }
        switch word & 0b11 {
        case 1: stop(coasting: false)
        case 2, 3:
            guard code == 0, isEnabled else { return }
            isRunning = true
            isCoasting = false
        default: break
        }
    }

    private mutating func control(_ word: UInt16) {
        if word & 1 != 0 {
            code = Code.externalFault
            stop(coasting: true)
        }
        if word & 2 != 0, isEnabled, !isRunning { code = 0 }
    }
}

extension Double {
    /// Goes towards `goal` by at most `step`.
    mutating func approach(_ goal: Double, by step: Double) {
        self = self < goal ? Swift.min(goal, self + step) : Swift.max(goal, self - step)
    }
}
