/// The Omron E5CC in 2-byte mode (E5_C communications manual H175, variable areas and Modbus error codes), whole
/// degrees: 200 °C is 200. In this mode it writes by function 06 only.
extension VirtualTemperatureController {
    func omronRegister(_ register: Int) -> UInt16? {
        switch register {
        case 0x2000: isSensorBroken ? Self.brokenReading : signedRegister(reading)
        case 0x2001: isSensorBroken ? 1 << 6 : 0
        case 0x2002, 0x2103: signedRegister(setpoint)
        case 0x2003, 0x2005: 0
        case 0x2004: unsignedRegister(output * 1000)
        default: nil
        }
    }

    mutating func writeOmron(_ value: UInt16, to address: Int) -> ModbusAnswer {
        guard address == 0x2103 else { return .exception(.illegalDataAddress) }
        let celsius = Double(Int16(bitPattern: value))
        guard 0...highestSetpoint ~= celsius else { return .exception(.illegalDataValue) }
        setpoint = celsius
        return .written
    }
}
