/// One command as the firmware's parser sees it (Marlin parser.cpp): `N5 G1 X1.5 E.2*71` is G1 with X and E.
struct FirmwareCommand: Equatable {
    /// The line's own number, for `ok N5 …`.
    var lineNumber: Int?
    /// What is executed and logged: the line without number, checksum and spaces around it.
    var text: String
    /// `G`, `M` or `T`; 0 for anything else.
    var letter: UInt8
    var code: Int
    /// What stands behind the code, for M117 and M118.
    var argument: String
    private var parameters: [Parameter]

    private struct Parameter: Equatable {
        var letter: UInt8
        var value: Double?
    }

    init(_ line: [UInt8]) {
        var bytes = line[...].drop { $0 == UInt8(ascii: " ") }
        if bytes.first == UInt8(ascii: "N"), let second = bytes.dropFirst().first,
            DecimalText.digit(second) != nil || second == UInt8(ascii: "-")
        {
            lineNumber = DecimalText.integer(in: bytes.dropFirst())
            bytes = bytes.dropFirst().drop { DecimalText.digit($0) != nil || $0 == UInt8(ascii: "-") }
            bytes = bytes.drop { $0 == UInt8(ascii: " ") }
        }
        if let asterisk = bytes.lastIndex(of: UInt8(ascii: "*")) { bytes = bytes[..<asterisk] }
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        text = String(decoding: bytes, as: UTF8.self)
        letter = 0
        code = 0
        argument = ""
        parameters = []
        readCode(Array(bytes))
    }

    private mutating func readCode(_ bytes: [UInt8]) {
        guard let first = bytes.first, "GMT".utf8.contains(first) else { return }
        var index = 1
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
        guard index < bytes.count, DecimalText.digit(bytes[index]) != nil else { return }
        letter = first
        code = DecimalText.integer(in: bytes[index...])
        while index < bytes.count, DecimalText.digit(bytes[index]) != nil || bytes[index] == UInt8(ascii: ".") {
            index += 1
        }
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
        argument = String(decoding: bytes[index...], as: UTF8.self)
        while index < bytes.count {
            let name = bytes[index]
            index += 1
            guard name >= UInt8(ascii: "A"), name <= UInt8(ascii: "Z") else { continue }
            let number = DecimalText.number(in: bytes, at: index)
            parameters.append(Parameter(letter: name, value: number?.value))
            if let number { index = number.end }
        }
    }

    /// Whether the parameter stands there, with or without a value.
    func has(_ name: Unicode.Scalar) -> Bool { parameters.contains { $0.letter == UInt8(ascii: name) } }

    func value(_ name: Unicode.Scalar) -> Double? {
        parameters.last { $0.letter == UInt8(ascii: name) }?.value
    }
}
