/// Decimal numbers as the firmware writes and reads them, without a locale and without exponents.
enum DecimalText {
    /// `value` with exactly `decimals` digits behind the point, as the Arduino core writes a float.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "nan" }
        var scale: Int64 = 1
        for _ in 0..<decimals { scale *= 10 }
        let limited = min(max(value, -1e9), 1e9)
        let scaled = Int64((limited * Double(scale)).rounded())
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return "\(scaled)" }
        let fraction = String(scaled.magnitude % UInt64(scale))
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(sign)\(scaled.magnitude / UInt64(scale)).\(zeros)\(fraction)"
    }

    /// The number at `start`, after spaces, and the index behind it; nil where none stands there.
    ///
    /// `X1E5` is X1 and E5: Marlin's parser.h knows no exponents in parameters.
    static func number(in text: [UInt8], at start: Int) -> (value: Double, end: Int)? {
        var index = start
        while index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
        let isNegative = index < text.count && text[index] == UInt8(ascii: "-")
        if index < text.count, isNegative || text[index] == UInt8(ascii: "+") { index += 1 }
        var digits = 0
        var mantissa = 0.0
        var divisor = 1.0
        var hasPoint = false
        while index < text.count {
            if text[index] == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if let digit = digit(text[index]) {
                mantissa = mantissa * 10 + Double(digit)
                if hasPoint { divisor *= 10 }
                digits += 1
            } else {
                break
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        return ((isNegative ? -mantissa : mantissa) / divisor, index)
    }

    /// C's strtol in base 10: spaces, a sign, digits; 0 where there are none, the bounds where there are too many.
    static func integer(in text: some Collection<UInt8>) -> Int {
        var rest = text.drop { $0 == UInt8(ascii: " ") }[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var value = 0
        for byte in rest {
            guard let digit = digit(byte) else { break }
            value = min(value * 10 + digit, Int(Int32.max))
        }
        return isNegative ? -value : value
    }

    static func digit(_ byte: UInt8) -> Int? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte) - 48 : nil
    }
}
