/// A recursive descent parser of RFC 8259; recursion ends at `depthLimit`.
struct JSONParser {
    let bytes: [UInt8]
    let depthLimit: Int
    private var index = 0
    private var depth = 0

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func parseText() throws(JSONFault) -> JSONValue {
        skipSpace()
        let value = try parseValue()
        skipSpace()
        guard index == bytes.count else { throw JSONFault(.trailingBytes, at: index) }
        return value
    }

    private mutating func parseValue() throws(JSONFault) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): return try parseObject()
        case UInt8(ascii: "["): return try parseArray()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        default: return .number(try parseNumber())
        }
    }

    // MARK: Containers

    private mutating func parseObject() throws(JSONFault) -> JSONValue {
        try enter()
        var members: [String: JSONValue] = [:]
        if try closes(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            let start = index
            let key = try parseString()
            guard members[key] == nil else { throw JSONFault(.duplicateKey, at: start) }
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members[key] = try parseValue()
        } while try continues(closing: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func parseArray() throws(JSONFault) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        if try closes(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            skipSpace()
            elements.append(try parseValue())
        } while try continues(closing: UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func enter() throws(JSONFault) {
        guard depth < depthLimit else { throw JSONFault(.tooDeep, at: index) }
        depth += 1
        index += 1
    }

    private mutating func closes(_ bracket: UInt8) throws(JSONFault) -> Bool {
        skipSpace()
        guard try peek() == bracket else { return false }
        index += 1
        depth -= 1
        return true
    }

    private mutating func continues(closing bracket: UInt8) throws(JSONFault) -> Bool {
        if try closes(bracket) { return false }
        try expect(UInt8(ascii: ","))
        return true
    }

    // MARK: Strings

    private mutating func parseString() throws(JSONFault) -> String {
        try expect(UInt8(ascii: "\""))
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") {
            guard bytes[index] >= 0x20 else { throw JSONFault(.controlCharacter, at: index) }
            index += 1
        }
        if try peek() == UInt8(ascii: "\"") {
            index += 1
            return try text(of: bytes[start..<index - 1], at: start)
        }
        return try parseEscapedString(from: start)
    }

    /// The rest of a string in which a backslash was met at `index`.
    private mutating func parseEscapedString(from start: Int) throws(JSONFault) -> String {
        var buffer = Array(bytes[start..<index])
        while true {
            let byte = try peek()
            guard byte >= 0x20 else { throw JSONFault(.controlCharacter, at: index) }
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(of: buffer[...], at: start)
            case UInt8(ascii: "\\"): try parseEscape(into: &buffer)
            default: buffer.append(byte)
            }
        }
    }

    private mutating func parseEscape(into buffer: inout [UInt8]) throws(JSONFault) {
        let byte = try peek()
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(try parseUnicodeEscape()).utf8)
        default: throw JSONFault(.badEscape, at: index - 1)
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONFault) -> Character {
        let start = index
        let high = try parseCodeUnit()
        if let scalar = Unicode.Scalar(high) { return Character(scalar) }
        guard UTF16.isLeadSurrogate(high), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw JSONFault(.loneSurrogate, at: start) }
        index += 2
        let low = try parseCodeUnit()
        guard UTF16.isTrailSurrogate(low) else { throw JSONFault(.loneSurrogate, at: start) }
        return Character(UTF16.decode(UTF16.EncodedScalar([high, low])))
    }

    private mutating func parseCodeUnit() throws(JSONFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Hexadecimal.value(of: try peek()) else { throw JSONFault(.badEscape, at: index) }
            unit = unit << 4 | UInt16(digit)
            index += 1
        }
        return unit
    }

    private func text(of bytes: ArraySlice<UInt8>, at offset: Int) throws(JSONFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw JSONFault(.notUTF8, at: offset) }
        return text
    }

    // MARK: Numbers and words

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    private mutating func parseNumber() throws(JSONFault) -> JSONNumber {
        let start = index
        let isNegative = skip(UInt8(ascii: "-"))
        var digits = SignificantDigits()
        let leading = try peek()
        let whole = try parseDigits { byte in digits.append(byte) }
        guard leading != UInt8(ascii: "0") || whole == 1 else { throw JSONFault(.unexpectedByte, at: index - 1) }
        var decimals = 0
        if skip(UInt8(ascii: ".")) { decimals = try parseDigits { byte in digits.append(byte) } }
        let power = try parseExponent()
        guard !digits.areTooMany else { throw JSONFault(.numberTooPrecise, at: start) }
        let coefficient = isNegative ? -digits.coefficient : digits.coefficient
        guard let number = JSONNumber(coefficient, decimals: decimals - digits.pendingZeros - power) else {
            throw JSONFault(.numberOutOfRange, at: start)
        }
        return number
    }

    private mutating func parseExponent() throws(JSONFault) -> Int {
        guard skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) else { return 0 }
        let isNegative = skip(UInt8(ascii: "-"))
        if !isNegative { _ = skip(UInt8(ascii: "+")) }
        var power = 0
        // Capped far beyond every exponent that is accepted, so that it cannot overflow.
        _ = try parseDigits { byte in power = min(power * 10 + Int(byte), 1_000_000) }
        return isNegative ? -power : power
    }

    private mutating func parseDigits(_ take: (UInt8) -> Void) throws(JSONFault) -> Int {
        let start = index
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            take(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        guard index > start else {
            throw JSONFault(index < bytes.count ? .unexpectedByte : .unexpectedEnd, at: index)
        }
        return index - start
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        for offset in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[offset]) }
        return value
    }

    // MARK: Bytes

    private func peek() throws(JSONFault) -> UInt8 {
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        return bytes[index]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONFault) {
        guard try peek() == byte else { throw JSONFault(.unexpectedByte, at: index) }
        index += 1
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }
}

/// The digits of a number without leading zeros; zeros at the end wait until a digit follows, so that `1000…0` of
/// any length stays exact.
private struct SignificantDigits {
    var coefficient: Int64 = 0
    var pendingZeros = 0
    var areTooMany = false

    mutating func append(_ digit: UInt8) {
        guard digit != 0 else {
            if coefficient != 0 { pendingZeros += 1 }
            return
        }
        for _ in 0...min(pendingZeros, 15) where coefficient <= JSONNumber.coefficientLimit { coefficient *= 10 }
        coefficient += Int64(digit)
        pendingZeros = 0
        areTooMany = areTooMany || coefficient > JSONNumber.coefficientLimit
    }
}
