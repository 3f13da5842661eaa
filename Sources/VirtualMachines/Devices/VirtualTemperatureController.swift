/// A temperature controller with its sensor and heating output; the register maps of the two makes are beside it.
struct VirtualTemperatureController: VirtualDevice {
    enum Make: Hashable, Sendable {
        case eurotherm3216
        case omronE5CC
    }

    /// What both show when the sensor is broken.
    static let brokenReading: UInt16 = 32_767

    let make: Make
    /// The most that a setpoint may be, °C.
    let highestSetpoint: Double
    /// What it regulates to, °C.
    var setpoint = 0.0
    var isSensorBroken = false
    /// The reading that the sensor stays at, °C; nil while it follows.
    var frozenReading: Double?
    /// Writes to setpoints that the device keeps in memory that wears out.
    var setpointMemoryWrites = 0
    /// SP1 and SP2 of the Eurotherm, °C.
    var storedSetpoints = [0.0, 0.0]

    /// What it believes that the temperature is, °C.
    private(set) var reading = 21.0
    /// 0 to 1.
    private(set) var output = 0.0
    private var integral = 0.0

    /// °C within which the output is proportional, and the seconds of its integral part.
    private static let band = 15.0
    private static let integralSeconds = 120.0

    init(_ make: Make, highestSetpoint: Double) {
        self.make = make
        self.highestSetpoint = highestSetpoint
    }

    /// Looks at the sensor and sets the output; a broken sensor means none.
    mutating func regulate(_ celsius: Double, for seconds: Double) {
        reading = frozenReading ?? celsius
        guard !isSensorBroken, setpoint > 0 else {
            output = 0
            integral = 0
            return
        }
        let deviation = (setpoint - reading) / Self.band
        if deviation.magnitude < 1 {
            integral = min(1, max(0, integral + deviation * seconds / Self.integralSeconds))
        }
        output = min(1, max(0, deviation + integral))
    }

    mutating func answer(_ request: ModbusRequest, at now: Nanoseconds) -> ModbusAnswer {
        switch (make, request) {
        case (_, .malformed): return .exception(.illegalDataValue)
        case (.eurotherm3216, .read(.holdingRegisters, let address, let count)),
            (.eurotherm3216, .read(.inputRegisters, let address, let count)):
            return registers(address, count, value: eurothermRegister)
        case (.eurotherm3216, .writeRegister(let address, let value)): return writeEurotherm([value], from: address)
        case (.eurotherm3216, .writeRegisters(let address, let values)): return writeEurotherm(values, from: address)
        case (.omronE5CC, .read(.holdingRegisters, let address, let count)):
            return registers(address, count, value: omronRegister)
        case (.omronE5CC, .writeRegister(let address, let value)): return writeOmron(value, to: address)
        default: return .exception(.illegalFunction)
        }
    }
}
