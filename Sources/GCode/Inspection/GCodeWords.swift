/// The words of one G-code line, `G1 X10.5 E.2`: the command and its parameters, read without an allocation.
///
/// Numbers are read as Marlin's `parser.cpp` reads them: sign, digits, point; no exponent, E being an axis.
struct GCodeWords {
    /// `G`, `M` or `T`, upper case; 0 for anything else.
    private(set) var letter: UInt8 = 0
    /// The number behind the letter; -1 where there is none.
    private(set) var number = -1
    /// Whether something else than a blank, a letter or a point stands right behind the number, as in `M1:12`.
    private(set) var isTorn = false
    /// Parameters that have a number, one bit a letter from A.
    private(set) var present: UInt32 = 0
    /// Parameters without one, or with something else behind them.
    private(set) var bare: UInt32 = 0
    private var values: InlineArray<26, Double> = .init(repeating: 0)

    /// Whether the command takes words of prose or a file name instead of parameters.
    var takesText: Bool {
        guard letter == UInt8(ascii: "M") else { return false }
        switch number {
        case 0, 1, 16, 23, 28, 30, 32, 33, 117, 118, 486, 928: return true
        default: return false
        }
    }

    /// Reads `bytes[range]`, comment and surrounding blanks already cut off.
    mutating func read(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        present = 0
        bare = 0
        letter = 0
        number = -1
        isTorn = false
        var at = range.lowerBound
        guard at < range.upperBound else { return }
        let first = bytes[at] & 0xDF
        guard first == UInt8(ascii: "G") || first == UInt8(ascii: "M") || first == UInt8(ascii: "T") else { return }
        letter = first
        at += 1
        number = readCommandNumber(bytes, &at, range.upperBound)
        guard !takesText else { return }
        while at < range.upperBound {
            // `M862.3 P "MK3S"`: what is quoted is no parameter.
            if bytes[at] == UInt8(ascii: "\""), first == UInt8(ascii: "M") { return }
            let letter = bytes[at] & 0xDF
            at += 1
            guard letter >= 0x41, letter <= 0x5A else { continue }
            readValue(of: letter, bytes, &at, range.upperBound)
        }
    }

    private mutating func readCommandNumber(_ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) -> Int {
        var number = -1
        // Marlin (parser.cpp) passes over blanks here: `M 112` is M112.
        while at < end, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
        while at < end, bytes[at] >= 0x30, bytes[at] <= 0x39 {
            number = min(max(number, 0) * 10 + Int(bytes[at] - 0x30), 100_000)
            at += 1
        }
        // G38.2 and the like: the part behind the point is no parameter.
        if at < end, bytes[at] == UInt8(ascii: ".") {
            at += 1
            while at < end, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
        }
        if at < end {
            let isLetter = bytes[at] & 0xDF >= 0x41 && bytes[at] & 0xDF <= 0x5A
            isTorn = !isLetter && bytes[at] != 0x20 && bytes[at] != 0x09
        }
        return number
    }

    private mutating func readValue(of letter: UInt8, _ bytes: Span<UInt8>, _ at: inout Int, _ end: Int) {
        let bit = UInt32(1) << UInt32(letter - 0x41)
        while at < end, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
        var isNegative = false
        if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            isNegative = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        var mantissa: Int64 = 0
        var scale = 1.0
        var digits = 0
        var isFraction = false
        while at < end {
            let byte = bytes[at]
            if byte >= 0x30, byte <= 0x39 {
                // Digits beyond the 17th change no double; those before the point still count by magnitude.
                if digits < 17 {
                    mantissa = mantissa &* 10 &+ Int64(byte &- 0x30)
                    if isFraction { scale *= 10 }
                } else if !isFraction {
                    scale /= 10
                }
                digits += 1
            } else if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else {
                break
            }
            at += 1
        }
        guard digits > 0 else {
            bare |= bit
            return
        }
        let value = Double(mantissa) / scale
        values[Int(letter - 0x41)] = isNegative ? -value : value
        present |= bit
    }

    func has(_ letter: Unicode.Scalar) -> Bool { present & GCodeWords.bit(letter) != 0 }

    /// The number behind `letter`; only where `has(letter)`.
    func value(_ letter: Unicode.Scalar) -> Double { values[Int(letter.value - 0x41)] }

    func optional(_ letter: Unicode.Scalar) -> Double? { has(letter) ? value(letter) : nil }

    static func bit(_ letter: Unicode.Scalar) -> UInt32 { 1 << (letter.value - 0x41) }
}
