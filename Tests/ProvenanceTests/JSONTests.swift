import SeededRandom
import Testing

@testable import Provenance

struct JSONTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func anyValueSurvivesItsCanonicalAndItsIndentedText(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<20 {
            let value = Self.value(&random, depth: 4)
            #expect(try JSONValue.parse(value.canonicalBytes) == value)
            #expect(try JSONValue.parse(value.indentedBytes).canonicalBytes == value.canonicalBytes)
        }
    }

    /// Whatever is done to a text, it is refused with a place inside it, or its canonical form is a fixed point.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedTextIsRefusedOrStable(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<60 {
            var bytes = Self.value(&random, depth: 4).canonicalBytes
            for _ in 0...Int.random(in: 0..<4, using: &random) { Self.damage(&bytes, &random) }
            do throws(JSONFault) {
                let value = try JSONValue.parse(bytes)
                let canonical = value.canonicalBytes
                #expect(try JSONValue.parse(canonical).canonicalBytes == canonical)
            } catch {
                #expect((0...bytes.count).contains(error.offset) && !error.description.isEmpty)
            }
        }
    }

    @Test(arguments: [
        ("{\"a\":1,\"a\":2}", JSONFault.Code.duplicateKey), ("{\"a\":1,\"\\u0061\":2}", .duplicateKey),
        ("\"\\ud800\"", .loneSurrogate), ("\"\\udc00x\"", .loneSurrogate), ("\"\\ud800\\u0041\"", .loneSurrogate),
        ("\"\\x\"", .badEscape), ("\"\\u12g4\"", .badEscape), ("\"a\nb\"", .controlCharacter),
        ("\"\\n\nb\"", .controlCharacter), ("\"abc", .unexpectedEnd), ("[1,", .unexpectedEnd), ("", .unexpectedEnd),
        ("[1,]", .unexpectedByte), ("{\"a\" 1}", .unexpectedByte), ("01", .unexpectedByte), ("-", .unexpectedEnd),
        ("1.", .unexpectedEnd), (".5", .unexpectedByte), ("+1", .unexpectedByte), ("NaN", .unexpectedByte),
        ("Infinity", .unexpectedByte), ("nul", .unexpectedEnd), ("1 2", .trailingBytes), ("\u{FEFF}1", .unexpectedByte),
        ("1234567890123456", .numberTooPrecise), ("0.1234567890123451", .numberTooPrecise),
        ("1e301", .numberOutOfRange),
        ("1e-999999999999999999999", .numberOutOfRange),
    ])
    func refusesByName(text: String, code: JSONFault.Code) {
        #expect(throws: JSONFault.self) { try JSONValue.parse(Array(text.utf8)) }
        do { _ = try JSONValue.parse(Array(text.utf8)) } catch { #expect(error.code == code, "\(text)") }
    }

    @Test func refusesWhatIsNotUTF8TooDeepOrTooLong() {
        for (bytes, code) in [
            ([0x22, 0xFF, 0x22], JSONFault.Code.notUTF8), ([0x22, 0xC0, 0x80, 0x22], .notUTF8),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], .notUTF8),
            ([UInt8](repeating: UInt8(ascii: "["), count: 33), .tooDeep),
            ([UInt8](repeating: UInt8(ascii: " "), count: 65_536), .tooLong),
        ] as [([UInt8], JSONFault.Code)] {
            do {
                _ = try JSONValue.parse(bytes)
                Issue.record("accepted \(bytes.prefix(8))")
            } catch { #expect(error.code == code) }
        }
        let deepest = String(repeating: "[", count: 32) + String(repeating: "]", count: 32)
        #expect(throws: Never.self) { try JSONValue.parse(Array(deepest.utf8)) }
    }

    /// The expected texts are those of ECMA-262's Number::toString, which RFC 8785 prescribes.
    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("0.042000", "0.042"), ("1e3", "1000"), ("100", "100"), ("1E+2", "100"),
        ("10.0", "10"),
        ("0.000001", "0.000001"), ("0.0000001", "1e-7"), ("123456789012345e6", "123456789012345000000"),
        ("1e20", "100000000000000000000"), ("1e21", "1e+21"), ("-1.5e-7", "-1.5e-7"), ("1.25e25", "1.25e+25"),
        ("999999999.999999", "999999999.999999"), ("1000000000000000000000000", "1e+24"), ("120e-1", "12"),
    ])
    func writesNumbersAsECMAScriptDoes(text: String, expected: String) throws {
        let value = try JSONValue.parse(Array(text.utf8))
        #expect(String(decoding: value.canonicalBytes, as: UTF8.self) == expected)
    }

    /// Nobody who reads with doubles sees another number.
    @Test func numbersAreTheSameDoubles() throws {
        var random = SplitMix64(seed: 8785)
        for _ in 0..<2000 {
            let digits = Int64.random(in: -999_999_999_999_999...999_999_999_999_999, using: &random)
            let text = "\(digits)e\(Int.random(in: -40...40, using: &random))"
            let number = try #require(try JSONValue.parse(Array(text.utf8)).number)
            #expect(Double(number.description) == Double(text))
        }
    }

    @Test func sortsKeysByCodeUnitsAndEscapesTheLeast() throws {
        // RFC 8785, 3.2.3: U+1F600 is a surrogate pair and so comes before U+FB33.
        let value: JSONValue = [
            "\u{20AC}": 1, "\r": 2, "\u{FB33}": 3, "1": 4, "\u{1F600}": 5, "\u{80}": 6, "\u{F6}": 7,
        ]
        let text = String(decoding: value.canonicalBytes, as: UTF8.self)
        #expect(text == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{F6}\":7,\"\u{20AC}\":1,\"\u{1F600}\":5,\"\u{FB33}\":3}")
        let string = try JSONValue.parse(Array(#""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/\ud83d\ude00""#.utf8))
        #expect(String(decoding: string.canonicalBytes, as: UTF8.self) == #""€$\u000f\nA'B\"\\\\\"/😀""#)
    }

    @Test func roundsReadingsOnce() {
        #expect(JSONNumber(rounding: 120.25, decimals: 1)?.description == "120.3")
        #expect(JSONNumber(rounding: -0.04, decimals: 1)?.description == "0")
        #expect(JSONNumber(rounding: .nan, decimals: 1) == nil)
        #expect(JSONNumber(rounding: 1e300, decimals: 1) == nil)
    }

    // MARK: Making and breaking

    static func value(_ random: inout SplitMix64, depth: Int) -> JSONValue {
        let count = Int.random(in: 0...4, using: &random)
        switch Int.random(in: depth == 0 ? 2...5 : 0...5, using: &random) {
        case 0:
            var members: [String: JSONValue] = [:]
            for _ in 0..<count { members[string(&random)] = value(&random, depth: depth - 1) }
            return .object(members)
        case 1: return .array((0..<count).map { _ in value(&random, depth: depth - 1) })
        case 2: return .string(string(&random))
        case 3:
            let digits = Int64.random(in: -999_999_999_999_999...999_999_999_999_999, using: &random)
            return JSONNumber(digits, decimals: Int.random(in: -30...30, using: &random)).map(JSONValue.number) ?? .null
        case 4: return .bool(Bool.random(using: &random))
        default: return .null
        }
    }

    private static func string(_ random: inout SplitMix64) -> String {
        let alphabet: [Character] = [
            "a", "b", "\"", "\\", "\n", "\u{1}", "/", "é", "Ω", "🧪", "\u{7F}", "\u{2028}", "0",
        ]
        return String(
            (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) })
    }

    static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
        let interesting = Array("{}[]\":,\\u0eE+-.dD8ntf \n".utf8) + [0, 0x80, 0xC3, 0xED, 0xFF]
        let byte = interesting.randomElement(using: &random) ?? 0
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.insert(byte, at: place)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2 where place < bytes.count: bytes[place] = byte
        default: bytes.removeLast(bytes.isEmpty ? 0 : 1)
        }
    }
}
