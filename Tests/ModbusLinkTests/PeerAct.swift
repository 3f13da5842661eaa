/// What a peer does about one request. The peers make their frames by hand and share no code with what they judge.
enum PeerAct: Sendable {
    case send([UInt8])
    case pause(milliseconds: UInt32)
    case hangUp
}

/// Register i of a peer holds 1000 + i.
func registerBytes(_ address: Int, _ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in 1000 + address..<1000 + address + count { bytes += [UInt8(value / 256), UInt8(value % 256)] }
    return bytes
}

/// The reply of an honest device to function 03, 06 or 16, without unit and frame; exception 1 to anything else.
func honestPDU(_ pdu: ArraySlice<UInt8>) -> [UInt8] {
    let bytes = Array(pdu)
    let count = Int(bytes[3]) * 256 + Int(bytes[4])
    switch bytes[0] {
    case 3: return [3, UInt8(2 * count)] + registerBytes(Int(bytes[1]) * 256 + Int(bytes[2]), count)
    case 6, 16: return Array(bytes[..<5])
    default: return [bytes[0] | 0x80, 1]
    }
}

/// `00 01 00 00 00 17 01 03 14 …`: the reply to a TCP request, honest when nothing is given.
func tcpFrame(_ request: [UInt8], transaction: Int? = nil, unit: UInt8? = nil, pdu: [UInt8]? = nil) -> [UInt8] {
    let pdu = pdu ?? honestPDU(request[7...])
    let number = transaction ?? Int(request[0]) * 256 + Int(request[1])
    return [UInt8(number >> 8 & 255), UInt8(number & 255), 0, 0, 0, UInt8(pdu.count + 1), unit ?? request[6]] + pdu
}

/// A serial frame with its CRC (Modbus over Serial Line V1.02, 6.2.2), low byte first.
func serialFrame(_ unit: UInt8, _ pdu: [UInt8]) -> [UInt8] {
    var crc: UInt16 = 0xFFFF
    for byte in [unit] + pdu {
        crc ^= UInt16(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xA001 : crc >> 1 }
    }
    return [unit] + pdu + [UInt8(crc & 255), UInt8(crc >> 8)]
}
