/// One request to one device, without its unit identifier and transport.
///
/// The PDU `03 21 00 00 05` is `.read(.holdingRegisters, address: 0x2100, count: 5)`.
public enum ModbusRequest: Hashable, Sendable {
    /// The four tables of the Modbus data model.
    public enum Table: Hashable, Sendable {
        /// Function 01, one bit each.
        case coils
        /// Function 02, one bit each.
        case discreteInputs
        /// Function 03, 16 bits each.
        case holdingRegisters
        /// Function 04, 16 bits each.
        case inputRegisters
    }

    /// Functions 01 to 04; the count is at least 1 and within the protocol's own bounds.
    case read(Table, address: Int, count: Int)
    /// Function 05.
    case writeCoil(address: Int, isOn: Bool)
    /// Function 06.
    case writeRegister(address: Int, value: UInt16)
    /// Function 15.
    case writeCoils(address: Int, [Bool])
    /// Function 16.
    case writeRegisters(address: Int, [UInt16])
    /// A known function whose counts or lengths do not fit (Modbus Application Protocol 1.1b3, chapter 6).
    case malformed
    /// A function that none of the simulated devices has.
    case unsupported(function: UInt8)

    /// Reads a protocol data unit: the function code and what belongs to it.
    public init(pdu: some Collection<UInt8>) {
        let bytes = Array(pdu)
        func word(_ index: Int) -> Int { Int(bytes[index]) << 8 | Int(bytes[index + 1]) }
        guard let function = bytes.first else {
            self = .malformed
            return
        }
        switch function {
        case 1, 2, 3, 4:
            guard bytes.count == 5, 1...(function < 3 ? 2000 : 125) ~= word(3) else { break }
            let table: Table =
                switch function {
                case 1: .coils
                case 2: .discreteInputs
                case 3: .holdingRegisters
                default: .inputRegisters
                }
            self = .read(table, address: word(1), count: word(3))
            return
        case 5:
            guard bytes.count == 5, word(3) == 0xFF00 || word(3) == 0 else { break }
            self = .writeCoil(address: word(1), isOn: word(3) == 0xFF00)
            return
        case 6:
            guard bytes.count == 5 else { break }
            self = .writeRegister(address: word(1), value: UInt16(word(3)))
            return
        case 15:
            guard bytes.count >= 6, 1...1968 ~= word(3), bytes.count == 6 + (word(3) + 7) / 8,
                Int(bytes[5]) == bytes.count - 6
            else { break }
            let values = (0..<word(3)).map { bytes[6 + $0 / 8] >> UInt8($0 % 8) & 1 == 1 }
            self = .writeCoils(address: word(1), values)
            return
        case 16:
            guard bytes.count >= 6, 1...123 ~= word(3), bytes.count == 6 + word(3) * 2, Int(bytes[5]) == word(3) * 2
            else { break }
            self = .writeRegisters(address: word(1), (0..<word(3)).map { UInt16(word(6 + $0 * 2)) })
            return
        default:
            self = .unsupported(function: function)
            return
        }
        self = .malformed
    }
}

/// What a device says to a request.
public enum ModbusAnswer: Hashable, Sendable {
    /// To functions 01 and 02.
    case bits([Bool])
    /// To functions 03 and 04.
    case registers([UInt16])
    /// The echo of a write.
    case written
    /// The device refuses.
    case exception(ModbusException)
}

/// Why a device refuses (Modbus Application Protocol 1.1b3, chapter 7); the raw value is the exception code.
public enum ModbusException: UInt8, Hashable, Sendable {
    case illegalFunction = 1
    case illegalDataAddress = 2
    case illegalDataValue = 3
    case deviceFailure = 4
}
