/// A three-phase meter Eastron SDM630 (SDM630 Modbus protocol, input registers): IEEE 754 single precision in two
/// registers, high word first; 34H is the total system power, 156H the total active energy.
///
/// 1500 W at 34H reads `44BB 8000`.
struct VirtualEnergyMeter: VirtualDevice {
    private static let mostRegisters = 80
    private static let end = 0x017E

    private(set) var watts = 0.0
    private(set) var kilowattHours = 0.0

    /// The power now, and the energy since the last call.
    mutating func note(watts: Double, joules: Double) {
        self.watts = watts
        kilowattHours += joules / 3_600_000
    }

    mutating func answer(_ request: ModbusRequest, at now: Nanoseconds) -> ModbusAnswer {
        switch request {
        case .read(.inputRegisters, let address, let count):
            guard count.isMultiple(of: 2), count <= Self.mostRegisters else { return .exception(.illegalDataValue) }
            guard address.isMultiple(of: 2) else { return .exception(.illegalDataAddress) }
            return registers(address, count, value: word)
        case .malformed: return .exception(.illegalDataValue)
        case .read(.holdingRegisters, _, _), .writeRegisters: return .exception(.illegalDataAddress)
        case .read, .writeCoil, .writeCoils, .writeRegister, .unsupported: return .exception(.illegalFunction)
        }
    }

    private func word(_ register: Int) -> UInt16? {
        guard register < Self.end else { return nil }
        let bits = Float(quantity(register & ~1)).bitPattern
        return UInt16(truncatingIfNeeded: register.isMultiple(of: 2) ? bits >> 16 : bits)
    }

    private func quantity(_ register: Int) -> Double {
        switch register {
        case 0x00, 0x02, 0x04: 230
        case 0x06, 0x08, 0x0A: watts / 690
        case 0x0C, 0x0E, 0x10: watts / 3
        case 0x34: watts
        case 0x46: 50
        case 0x48, 0x0156: kilowattHours
        default: 0
        }
    }
}
