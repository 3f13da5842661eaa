/// What stands where a selector points to.
enum PayloadValue: Hashable {
    /// There is no such key: a partial update, or a path that the device does not know.
    case absent
    /// The device says that it has no value: `null`, or `nan` as ESPHome prints it.
    case none
    case number(Double)
    case bool(Bool)
    /// Text that is neither of the above.
    case text(String)
    /// An object, an array, or a number beyond what a Double holds.
    case other

    /// Reads a word as devices write it: a plain number, a switch's `ON`, `nan`, or any other text.
    ///
    ///     12.347   -1899.8   2.5e-3   ON   false   nan
    init(word: some StringProtocol) {
        switch word.lowercased() {
        case "on", "true": self = .bool(true)
        case "off", "false": self = .bool(false)
        case "nan", "-nan", "null", "unknown", "unavailable": self = .none
        default: self = Self.plainNumber(word).map { .number($0) } ?? .text(String(word))
        }
    }

    /// Digits with an optional sign, fraction and exponent. No hexadecimal, no `inf`, no decimal comma, no unit behind
    /// it: each of them would be a guess.
    private static func plainNumber(_ word: some StringProtocol) -> Double? {
        let marks: Set<UInt8> = Set("+-.eE".utf8)
        guard (1...64).contains(word.utf8.count),
            word.utf8.allSatisfy({ (0x30...0x39).contains($0) || marks.contains($0) }),
            let number = Double(word), number.isFinite
        else { return nil }
        return number
    }
}

extension PayloadValue {
    /// Reads a payload that is itself the value, with or without white space around it.
    init(bare payload: [UInt8]) {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let end = payload.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0
        self.init(word: String(decoding: payload[..<end].drop(while: isSpace), as: UTF8.self))
    }
}
