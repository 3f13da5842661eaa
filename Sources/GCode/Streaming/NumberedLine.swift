/// A line with number and checksum, as Marlin, Repetier and Smoothieware take it: `N12 G1 X10 Y5*91`.
///
/// The checksum is the XOR of all bytes before the `*` (Marlin queue.cpp).
public enum NumberedLine {
    /// Appends `N<number> <body>*<checksum>\n` to `output`; gives the bytes appended without the newline.
    @discardableResult
    public static func append(_ body: [UInt8], number: Int, to output: inout [UInt8]) -> Int {
        let start = output.count
        output.append(UInt8(ascii: "N"))
        append(decimal: number, to: &output)
        output.append(UInt8(ascii: " "))
        output.append(contentsOf: body)
        var checksum: UInt8 = 0
        for index in start..<output.count { checksum ^= output[index] }
        output.append(UInt8(ascii: "*"))
        append(decimal: Int(checksum), to: &output)
        let length = output.count - start
        output.append(UInt8(ascii: "\n"))
        return length
    }

    private static func append(decimal value: Int, to output: inout [UInt8]) {
        precondition(value >= 0, "line numbers are not negative")
        let start = output.count
        var rest = value
        repeat {
            output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        output[start...].reverse()
    }
}
