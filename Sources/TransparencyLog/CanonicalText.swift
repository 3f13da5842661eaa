extension UInt64 {
    /// A decimal as C2SP writes numbers: ASCII digits, no sign, no leading zero but in `0` itself.
    init?(canonicalDecimal digits: some Collection<UInt8>) {
        guard let first = digits.first, digits.count <= 20, first != 0x30 || digits.count == 1 else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        self = value
    }
}

extension String {
    /// Whether both are the same octets. `==` of `String` also holds for canonically equivalent texts (the Kelvin sign
    /// and the letter K), and a key name is octets.
    func hasSameOctets(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// C2SP signed-note, "Format": not empty, no Unicode space, no plus; and no control character, as none may stand in
    /// a note.
    var isKeyName: Bool {
        !isEmpty && unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
    }
}

extension [UInt8] {
    /// Eight lower-case hexadecimal digits for four bytes, and so on.
    var lowerHex: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
