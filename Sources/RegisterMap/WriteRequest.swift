public import FloorModel

extension ModbusRequest {
    /// Writes `value` to `point`: a coil by function 05, one register by 06, several by 16.
    ///
    /// - Parameter unit: identifier of the point's module on its line; 0 is a broadcast, which nobody answers.
    public init(writing value: Double, to point: PointDescription, unit: Int) throws(PointRefusal) {
        guard point.isWritable, point.table.isWritable else { throw .notWritable(point: point.name) }
        if point.table.isBits {
            self.init(unit: unit, .writeCoil(address: point.address, try point.encodeBit(value)))
            return
        }
        let registers = try point.encode(value)
        self.init(
            unit: unit,
            registers.count == 1
                ? .writeRegister(address: point.address, registers[0])
                : .writeRegisters(address: point.address, registers))
    }
}

extension ModbusRequest {
    /// Reads `point` alone, for instance after it was written.
    ///
    /// - Parameter module: an even-only module is asked for an even number of registers.
    public init(reading point: PointDescription, module: ModuleDescription, unit: Int) {
        if point.table.isBits {
            self.init(unit: unit, .readBits(point.table, address: point.address, count: 1))
            return
        }
        let registers = point.type.registers
        let count = module.isEvenOnly && registers % 2 != 0 ? registers + 1 : registers
        self.init(unit: unit, .readRegisters(point.table, address: point.address, count: count))
    }
}

extension PointDescription {
    /// The reading in the reply to a request that begins at this point's address.
    public func decode(_ reply: ModbusReply) -> SignalReading {
        switch reply {
        case .bits(let bits) where table.isBits && !bits.isEmpty: decode(bit: bits[0])
        case .registers(let registers) where !table.isBits: decode(registers: registers.prefix(type.registers))
        default: unread
        }
    }
}
