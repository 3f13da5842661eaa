/// Remote inputs and outputs in the style of the Moxa ioLogik E1242: coils, discrete inputs and analogue input
/// registers, each from address 0. Its watchdog opens all outputs after 2 s without a request.
struct VirtualRemoteIO: VirtualDevice {
    private(set) var coils: [Bool]
    var inputs: [Bool]
    var registers: [UInt16]
    private(set) var watchdog = CommunicationWatchdog(timeout: 2_000_000_000)

    init(coils: Int, inputs: Int, registers: Int) {
        self.coils = [Bool](repeating: false, count: coils)
        self.inputs = [Bool](repeating: false, count: inputs)
        self.registers = [UInt16](repeating: 0, count: registers)
    }

    mutating func step(at now: Nanoseconds) {
        if watchdog.barks(at: now) { coils = coils.map { _ in false } }
    }

    mutating func answer(_ request: ModbusRequest, at now: Nanoseconds) -> ModbusAnswer {
        watchdog.feed(at: now)
        switch request {
        case .read(.coils, let address, let count): return bits(address, count, of: coils)
        case .read(.discreteInputs, let address, let count): return bits(address, count, of: inputs)
        case .read(.inputRegisters, let address, let count):
            return registers(address, count) { registers.indices.contains($0) ? registers[$0] : nil }
        case .writeCoil(let address, let isOn): return write([isOn], from: address)
        case .writeCoils(let address, let values): return write(values, from: address)
        case .malformed: return .exception(.illegalDataValue)
        case .unsupported: return .exception(.illegalFunction)
        // The device knows the functions, but has no holding registers.
        case .read(.holdingRegisters, _, _), .writeRegister, .writeRegisters:
            return .exception(.illegalDataAddress)
        }
    }

    private mutating func write(_ values: [Bool], from address: Int) -> ModbusAnswer {
        guard address + values.count <= coils.count else { return .exception(.illegalDataAddress) }
        coils.replaceSubrange(address..<(address + values.count), with: values)
        return .written
    }
}
