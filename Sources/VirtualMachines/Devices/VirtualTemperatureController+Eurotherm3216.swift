/// The Eurotherm 3216 (3200 series engineering handbook HA028651, Modbus address list), one decimal:
/// 65.0 °C is 650.
extension VirtualTemperatureController {
    func eurothermRegister(_ register: Int) -> UInt16? {
        switch register {
        case 1: isSensorBroken ? Self.brokenReading : signedRegister(reading * 10)
        case 2, 5, 26: signedRegister(setpoint * 10)
        case 3, 4: unsignedRegister(output * 1000)
        case 15: 0
        case 24, 25: signedRegister(storedSetpoints[register - 24] * 10)
        case 75: isSensorBroken ? 1 << 5 : 0
        // The block in between has no meaning here and reads 0, so that it may be asked in one request.
        case 6...14, 16...23, 27...74: 0
        default: nil
        }
    }

    /// It was commissioned to follow the remote setpoint at 26, which bears any number of writes; 2, 24 and 25
    /// write the memory of SP1 and SP2, which bears 100 000.
    mutating func writeEurotherm(_ values: [UInt16], from address: Int) -> ModbusAnswer {
        let celsius = values.map { Double(Int16(bitPattern: $0)) / 10 }
        for (offset, value) in celsius.enumerated() {
            guard [2, 24, 25, 26].contains(address + offset) else { return .exception(.illegalDataAddress) }
            guard 0...highestSetpoint ~= value else { return .exception(.illegalDataValue) }
        }
        for (offset, value) in celsius.enumerated() {
            switch address + offset {
            case 26: setpoint = value
            case let register:
                storedSetpoints[register == 25 ? 1 : 0] = value
                setpointMemoryWrites += 1
            }
        }
        return .written
    }
}
