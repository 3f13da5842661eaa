internal import FloorModel

/// Requests as bytes, and which bytes answer them (Modbus Application Protocol V1.1b3, 6): function and data, without
/// unit, transaction number or CRC. Everything that a reply says is compared with what was asked.
extension ModbusRequest {
    /// 01 to 06 and 16.
    public var function: UInt8 {
        switch action {
        case .readBits(let table, _, _): table == .coil ? 0x01 : 0x02
        case .readRegisters(let table, _, _): table == .holding ? 0x03 : 0x04
        case .writeCoil: 0x05
        case .writeRegister: 0x06
        case .writeRegisters: 0x10
        }
    }

    /// Whether addresses and counts are inside of what the protocol can say; anything else is never sent.
    public var isValid: Bool {
        func fits(_ address: Int, _ count: Int, most: Int) -> Bool {
            (0...65_535).contains(address) && (1...most).contains(count) && address + count <= 65_536
        }
        guard (0...255).contains(unit) else { return false }
        return switch action {
        case .readBits(let table, let address, let count): table.isBits && fits(address, count, most: 2000)
        case .readRegisters(let table, let address, let count): !table.isBits && fits(address, count, most: 125)
        case .writeCoil(let address, _), .writeRegister(let address, _): fits(address, 1, most: 1)
        case .writeRegisters(let address, let values): fits(address, values.count, most: 123)
        }
    }

    /// Appends the request to a frame: `03 006B 0003` reads three holding registers from 107.
    public func appendPDU(to frame: inout [UInt8]) {
        precondition(isValid, "a request outside of the protocol: \(self)")
        frame.append(function)
        switch action {
        case .readBits(_, let address, let count), .readRegisters(_, let address, let count):
            frame.append(UInt16(address), UInt16(count))
        case .writeCoil(let address, let isOn):
            frame.append(UInt16(address), isOn ? 0xFF00 : 0)
        case .writeRegister(let address, let value):
            frame.append(UInt16(address), value)
        case .writeRegisters(let address, let values):
            frame.append(UInt16(address), UInt16(values.count))
            frame.append(UInt8(2 * values.count))
            for value in values { frame.append(value) }
        }
    }

    /// What the device says in `pdu`: `03 06 022B 0000 0064` answers the example above, `83 02` refuses it.
    ///
    /// Throws `refusedReply` for anything that cannot be the answer to this very request.
    public func reply(_ pdu: Span<UInt8>) throws(TransactionFailure) -> ModbusReply {
        guard pdu.count >= 2 else { throw .refusedReply("a reply of \(pdu.count) bytes") }
        if pdu[0] == function | 0x80 {
            guard pdu.count == 2, pdu[1] != 0 else { throw .refusedReply("an exception of a wrong form") }
            return .exception(Int(pdu[1]))
        }
        guard pdu[0] == function else {
            throw .refusedReply("function \(pdu[0]) was answered where \(function) was asked")
        }
        switch action {
        case .readBits(_, _, let count): return .bits(try bits(pdu, count: count))
        case .readRegisters(_, _, let count): return .registers(try registers(pdu, count: count))
        case .writeCoil(let address, let isOn): try checkEcho(pdu, address, isOn ? 0xFF00 : 0)
        case .writeRegister(let address, let value): try checkEcho(pdu, address, value)
        case .writeRegisters(let address, let values): try checkEcho(pdu, address, UInt16(values.count))
        }
        return .written
    }

    private func bits(_ pdu: Span<UInt8>, count: Int) throws(TransactionFailure) -> [Bool] {
        try checkLength(pdu, bytes: (count + 7) / 8)
        // The first bit is the lowest of the first byte.
        return (0..<count).map { pdu[2 + $0 / 8] >> UInt8($0 % 8) & 1 != 0 }
    }

    private func registers(_ pdu: Span<UInt8>, count: Int) throws(TransactionFailure) -> [UInt16] {
        try checkLength(pdu, bytes: 2 * count)
        return (0..<count).map { pdu.word(at: 2 + 2 * $0) }
    }

    private func checkLength(_ pdu: Span<UInt8>, bytes: Int) throws(TransactionFailure) {
        guard pdu.count == 2 + bytes, Int(pdu[1]) == bytes else {
            throw .refusedReply("\(pdu.count - 2) bytes of data were answered where \(bytes) were asked")
        }
    }

    private func checkEcho(_ pdu: Span<UInt8>, _ address: Int, _ word: UInt16) throws(TransactionFailure) {
        guard pdu.count == 5, pdu.word(at: 1) == UInt16(address), pdu.word(at: 3) == word else {
            throw .refusedReply("the echo of a write to \(address) names another address, value or quantity")
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ word: UInt16) {
        append(UInt8(word >> 8))
        append(UInt8(truncatingIfNeeded: word))
    }

    fileprivate mutating func append(_ first: UInt16, _ second: UInt16) {
        append(first)
        append(second)
    }
}

extension Span<UInt8> {
    fileprivate func word(at index: Int) -> UInt16 { UInt16(self[index]) << 8 | UInt16(self[index + 1]) }
}
