/// Sixteen digital inputs, Moxa ioLogik E1210 (ioLogik E1200 series user's manual, Modbus default address
/// mappings): discrete inputs 0 to 15, function 02.
struct VirtualDigitalInputs: VirtualDevice {
    var inputs = [Bool](repeating: false, count: 16)

    mutating func answer(_ request: ModbusRequest, at now: Nanoseconds) -> ModbusAnswer {
        switch request {
        case .read(.discreteInputs, let address, let count): bits(address, count, of: inputs)
        case .malformed: .exception(.illegalDataValue)
        case .unsupported: .exception(.illegalFunction)
        // The device knows the functions, but has nothing of that sort.
        case .read, .writeCoil, .writeCoils, .writeRegister, .writeRegisters: .exception(.illegalDataAddress)
        }
    }
}
