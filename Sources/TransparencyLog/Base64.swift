/// Base 64 of RFC 4648 section 4, canonical: padded, no white space, unused bits zero. One value has one text, so what
/// was signed cannot be written in a second way.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each octet in the alphabet; 0xFF for the others.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        for (value, octet) in alphabet.enumerated() { values[Int(octet)] = UInt8(value) }
        return values
    }()

    static func encode(_ bytes: some Collection<UInt8>) -> String {
        var output: [UInt8] = []
        append(bytes, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    static func append(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + (bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 1
            if count == 3 {
                for shift in [18, 12, 6, 0] as [UInt32] { output.append(alphabet[Int(bits >> shift & 63)]) }
                bits = 0
                count = 0
            }
        }
        guard count > 0 else { return }
        bits <<= UInt32(8 * (3 - count))
        for position in 0..<4 {
            output.append(position <= count ? alphabet[Int(bits >> UInt32(18 - 6 * position) & 63)] : 0x3D)
        }
    }

    /// The bytes, or nil for anything but the one canonical text of them.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let octets = Array(text)
        guard octets.count.isMultiple(of: 4) else { return nil }
        guard let last = octets.last else { return [] }
        let padding = last == 0x3D ? (octets[octets.count - 2] == 0x3D ? 2 : 1) : 0
        var output: [UInt8] = []
        output.reserveCapacity(octets.count / 4 * 3)
        var bits: UInt32 = 0
        for (position, octet) in octets.dropLast(padding).enumerated() {
            let value = values[Int(octet)]
            guard value != 0xFF else { return nil }
            bits = bits << 6 | UInt32(value)
            if position % 4 == 3 {
                for shift in [16, 8, 0] as [UInt32] { output.append(UInt8(truncatingIfNeeded: bits >> shift)) }
                bits = 0
            }
        }
        switch padding {
        case 1:
            guard bits & 0b11 == 0 else { return nil }
            output.append(UInt8(truncatingIfNeeded: bits >> 10))
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
        case 2:
            guard bits & 0b1111 == 0 else { return nil }
            output.append(UInt8(truncatingIfNeeded: bits >> 4))
        default: break
        }
        return output
    }
}
