public import FloorModel

/// One transaction with one device (Modbus Application Protocol V1.1b3, 6).
public struct ModbusRequest: Hashable, Sendable {
    /// Unit identifier (slave address).
    public var unit: Int
    public var action: Action

    /// What is asked, by table and address on the wire.
    public enum Action: Hashable, Sendable {
        /// Functions 01 (`.coil`) and 02 (`.discrete`): 1 to 2000 bits.
        case readBits(RegisterTable, address: Int, count: Int)
        /// Functions 03 (`.holding`) and 04 (`.input`): 1 to 125 registers.
        case readRegisters(RegisterTable, address: Int, count: Int)
        /// Function 05.
        case writeCoil(address: Int, Bool)
        /// Function 06.
        case writeRegister(address: Int, UInt16)
        /// Function 16: 1 to 123 registers.
        case writeRegisters(address: Int, [UInt16])
    }

    public init(unit: Int, _ action: Action) {
        self.unit = unit
        self.action = action
    }

    public var isRead: Bool {
        switch action {
        case .readBits, .readRegisters: true
        case .writeCoil, .writeRegister, .writeRegisters: false
        }
    }
}

/// What the device answered. Its own "no" is data, apart from a transport failure.
public enum ModbusReply: Hashable, Sendable {
    case bits([Bool])
    case registers([UInt16])
    /// The echo named the same address and value (or quantity).
    case written
    /// Exception code (V1.1b3, 7): 1 illegal function, 2 illegal data address, 3 illegal data value, 4 device
    /// failure, 6 busy, 11 no answer from the device behind a gateway.
    case exception(Int)
}

/// Why a transaction has no answer that can be trusted.
public enum TransactionFailure: Error, Hashable, Sendable {
    /// Nothing came in time. What comes later belongs to nobody.
    case timeout
    /// A reply came that cannot belong to the request: unit, function, length, echo or transaction number.
    case refusedReply(String)
    /// The connection or port is gone.
    case closed(String)
}
