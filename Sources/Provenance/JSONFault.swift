/// Why a text is not JSON as this library takes it.
public struct JSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case tooLong = "json_too_long"
        case tooDeep = "json_too_deep"
        case unexpectedEnd = "json_unexpected_end"
        case unexpectedByte = "json_unexpected_byte"
        case trailingBytes = "json_trailing_bytes"
        case notUTF8 = "json_not_utf8"
        case controlCharacter = "json_control_character"
        case badEscape = "json_bad_escape"
        case loneSurrogate = "json_lone_surrogate"
        case duplicateKey = "json_duplicate_key"
        case numberTooPrecise = "json_number_too_precise"
        case numberOutOfRange = "json_number_out_of_range"
    }

    public var code: Code
    /// Offset of the byte where it shows, from 0.
    public var offset: Int

    public init(_ code: Code, at offset: Int) {
        self.code = code
        self.offset = offset
    }

    public var description: String { "byte \(offset): \(code.explanation)" }
}

extension JSONFault.Code {
    var explanation: String {
        switch self {
        case .tooLong: "the text is longer than allowed here; split it"
        case .tooDeep: "containers are nested deeper than allowed here; flatten them"
        case .unexpectedEnd: "the text ends in the middle of a value"
        case .unexpectedByte: "this byte cannot stand here in JSON (RFC 8259)"
        case .trailingBytes: "something follows the value; one text holds one value"
        case .notUTF8: "the string is not UTF-8"
        case .controlCharacter: "a control character stands in a string; escape it"
        case .badEscape: "unknown escape in a string"
        case .loneSurrogate: "half of a surrogate pair stands alone; write both halves"
        case .duplicateKey: "the object has this key twice; keep one"
        case .numberTooPrecise: "the number has more than 15 significant digits; round it"
        case .numberOutOfRange: "the number's exponent is beyond 300"
        }
    }
}
