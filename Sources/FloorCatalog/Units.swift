internal import FloorModel

/// Units as people write them behind a number, and what makes the floor's unit of them.
enum Units {
    /// `(.gram, 1000)` for `kg`; nil for a word that is no unit here.
    static func named(_ text: String) -> (unit: SignalUnit, factor: Double)? {
        if let unit = SignalUnit.allCases.first(where: { $0 != .none && $0.symbol == text }) { return (unit, 1) }
        return others.first { $0.text == text }.map { ($0.unit, $0.factor) }
    }

    /// Every way to write a value in `unit`, its own symbol first.
    static func spellings(of unit: SignalUnit) -> [String] {
        [unit.symbol] + others.filter { $0.unit == unit }.map(\.text)
    }

    /// Symbols of the units that a point can have, for messages.
    static let symbols = SignalUnit.allCases.filter { $0 != .none }.map(\.symbol) + ["none"]

    private static let others: [(text: String, unit: SignalUnit, factor: Double)] = [
        ("C", .celsius, 1), ("mg", .gram, 0.001), ("kg", .gram, 1000), ("kW", .watt, 1000),
        ("Wh", .kilowattHour, 0.001), ("µm", .millimetre, 0.001), ("um", .millimetre, 0.001),
        ("mm/s", .metrePerSecond, 0.001), ("mA", .ampere, 0.001), ("mV", .volt, 0.001), ("mbar", .bar, 0.001),
    ]
}

/// A number with what is written behind it: `12.5 kg`, `0x12`.
struct WrittenNumber {
    var number: Double
    /// Empty where there is none.
    var unit: String

    /// Nil where the text does not begin with a decimal or `0x…` number.
    init?(_ text: some StringProtocol) {
        if text.hasPrefix("0x") {
            guard let whole = Self.hexadecimal(text) else { return nil }
            number = Double(whole)
            unit = ""
            return
        }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
        guard YAMLValue.isDecimal(digits), let number = Double(String(digits)) else { return nil }
        self.number = number
        unit = String(text.dropFirst(digits.count).drop { $0 == " " })
    }

    /// `0x2104`, up to 32 bits.
    static func hexadecimal(_ text: some StringProtocol) -> Int? {
        guard text.hasPrefix("0x"), (3...10).contains(text.utf8.count) else { return nil }
        let digits = text.dropFirst(2)
        return digits.allSatisfy { $0.isASCII && $0.isHexDigit } ? Int(digits, radix: 16) : nil
    }
}
