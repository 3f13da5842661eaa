/// A JSON value as it was written: members in their order, numbers as text.
enum SubmissionJSON: Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([SubmissionJSON])
    case object([Member])

    struct Member: Hashable {
        var key: String
        var value: SubmissionJSON
    }

    /// What is wrong with the text, and at which byte from its beginning.
    struct SyntaxError: Error, Hashable {
        var message: String
        var offset: Int
    }

    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The number as an integer: digits only, as `1` but not `1.0` or `1e0`; nil when it does not fit.
    var integer: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text)
    }

    /// Parses exactly one JSON text (RFC 8259) of bounded depth and width; a key given twice is an error, since
    /// RFC 8259, 4 leaves open which one counts.
    init(parsing bytes: [UInt8]) throws(SyntaxError) {
        var reader = SubmissionJSONReader(bytes: bytes)
        self = try reader.document()
    }
}

/// The recursive descent of `SubmissionJSON`, bounded by `SubmissionBounds.nestingDepth`.
struct SubmissionJSONReader {
    private typealias Failure = SubmissionJSON.SyntaxError
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(SubmissionJSON.SyntaxError) -> SubmissionJSON {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("something follows the JSON value") }
        return value
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ message: String) -> Failure { Failure(message: message, offset: position) }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() throws(Failure) -> SubmissionJSON {
        skipSpace()
        switch current {
        case nil: throw failure("the text ends where a value is expected")
        case UInt8(ascii: "{"): return try nested { reader throws(Failure) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(Failure) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func nested(
        _ body: (inout Self) throws(Failure) -> SubmissionJSON
    ) throws(Failure) -> SubmissionJSON {
        guard depth < SubmissionBounds.nestingDepth else {
            throw failure("objects and arrays are nested deeper than \(SubmissionBounds.nestingDepth)")
        }
        depth += 1
        position += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(Failure) -> SubmissionJSON {
        var members: [SubmissionJSON.Member] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("a key in double quotes is expected") }
            let start = position
            let key = try string()
            guard !members.contains(where: { $0.key == key }) else {
                throw Failure(message: "the key '\(key.prefix(40))' is given twice", offset: start)
            }
            guard take(UInt8(ascii: ":")) else { throw failure("':' is expected after a key") }
            members.append(SubmissionJSON.Member(key: key, value: try value()))
            guard members.count <= SubmissionBounds.members else { throw failure("the object has too many members") }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw failure("',' or '}' is expected") }
        return .object(members)
    }

    private mutating func array() throws(Failure) -> SubmissionJSON {
        var elements: [SubmissionJSON] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value())
            guard elements.count <= SubmissionBounds.members else { throw failure("the array has too many elements") }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw failure("',' or ']' is expected") }
        return .array(elements)
    }

    private mutating func word(_ text: String, _ value: SubmissionJSON) throws(Failure) -> SubmissionJSON {
        guard bytes[position...].starts(with: text.utf8) else { throw failure("'\(text)' is expected") }
        position += text.utf8.count
        return value
    }

    /// RFC 8259, 6: `-12.5e+3`; neither `NaN` nor `Infinity`, no leading zeros, no `+`.
    private mutating func number() throws(Failure) -> SubmissionJSON {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if current == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(Failure) {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw failure("this is not a JSON value") }
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var start = position
        var text = ""
        while let byte = current {
            guard byte >= 0x20 else { throw failure("a control character stands unescaped in a string") }
            if byte == UInt8(ascii: "\"") {
                text += try decoded(start..<position)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") {
                text += try decoded(start..<position)
                text.unicodeScalars.append(try escape())
                start = position
            } else {
                position += 1
            }
        }
        throw failure("a string is not closed")
    }

    private func decoded(_ range: Range<Int>) throws(Failure) -> String {
        guard let text = String(validating: bytes[range], as: UTF8.self) else {
            throw Failure(message: "a string is not UTF-8", offset: range.lowerBound)
        }
        return text
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        position += 1
        defer { position += 1 }
        switch current {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an unknown escape stands in a string")
        }
    }

    /// `\u20AC`, or a surrogate pair `\uD83D\uDE00` (RFC 8259, 7). Ends on the last digit.
    private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes[(position + 1)...].starts(with: #"\u"#.utf8) else {
            throw failure("half of a surrogate pair stands alone in a string")
        }
        position += 2
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half of a surrogate pair stands alone in a string") }
        return scalar
    }

    private mutating func codeUnit() throws(Failure) -> UInt32 {
        let digits = bytes[(position + 1)...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("four hexadecimal digits are expected after \\u") }
        position += 4
        return unit
    }
}
