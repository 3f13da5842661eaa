/// A JSON value (RFC 8259) whose numbers are exact decimals and whose bytes are reproducible.
///
/// Equality is Swift's: strings that differ only in Unicode normalisation are equal, although their bytes differ;
/// what is hashed or signed are always bytes, never values.
public indirect enum JSONValue: Hashable, Sendable {
    case object([String: JSONValue])
    case array([JSONValue])
    case string(String)
    case number(JSONNumber)
    case bool(Bool)
    case null

    /// Containers inside containers that ``parse(_:limit:depth:)`` accepts unless told otherwise.
    public static let depthLimit = 32
    /// Bytes that ``parse(_:limit:depth:)`` accepts unless told otherwise: an entry of a tlog-tiles log.
    public static let byteLimit = 65_535

    /// Reads one JSON text, strictly: UTF-8 without byte order mark, no duplicate keys, no lone surrogates, no
    /// number that a double would round, nothing after the value.
    public static func parse(
        _ bytes: [UInt8], limit: Int = byteLimit, depth: Int = depthLimit
    ) throws(JSONFault) -> JSONValue {
        guard bytes.count <= limit else { throw JSONFault(.tooLong, at: limit) }
        var parser = JSONParser(bytes: bytes, depthLimit: depth)
        return try parser.parseText()
    }

    /// The text of RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no white space, the
    /// shortest escapes: `{"a":[1,0.042],"b":"é"}`.
    public var canonicalBytes: [UInt8] {
        var writer = JSONWriter(indents: false)
        writer.write(self)
        return writer.bytes
    }

    /// The same with line breaks and two spaces a level, for files that people open; ends with a line break.
    public var indentedBytes: [UInt8] {
        var writer = JSONWriter(indents: true)
        writer.write(self)
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension JSONValue {
    /// The members, where this is an object.
    public var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    /// The elements, where this is an array.
    public var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
    /// The text, where this is a string.
    public var string: String? { if case .string(let text) = self { text } else { nil } }
    /// The number, where this is one.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
    /// The truth value, where this is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The number as an integer, where it is one that fits.
    public var integer: Int64? { number?.scaled(toDecimals: 0) }

    /// An integer of at most 15 digits; a longer one is a programmer's error.
    public static func integer(_ value: some BinaryInteger) -> JSONValue {
        guard let value = Int64(exactly: value), let number = JSONNumber(value) else {
            preconditionFailure("\(value) has more than 15 digits")
        }
        return .number(number)
    }

    /// The string, or null.
    public static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Refused over 15 digits, as ``integer(_:)``.
    public init(integerLiteral value: Int) { self = .integer(value) }
}
