/// Who answered M115: `FIRMWARE_NAME:Marlin 2.1.2 (Oct 3 2024) SOURCE_CODE_URL:… PROTOCOL_VERSION:1.0` and lines
/// `Cap:AUTOREPORT_TEMP:1`.
public struct FirmwareIdentity: Hashable, Sendable {
    /// The firmware's name and version, `unknown` until it said one.
    public var name = "unknown"
    /// It sends temperatures by itself after M155.
    public var reportsTemperatures = false
    /// It takes M108, M112 and M410 out of the stream at once.
    public var hasEmergencyParser = false

    public init() {}

    /// Takes what this line of the answer says.
    mutating func read(_ line: [UInt8]) {
        let text = ByteText(line)
        if let start = text.index(of: "FIRMWARE_NAME:") {
            name = Self.value(of: text, from: start + 14)
        } else if text.hasPrefix("Cap:AUTOREPORT_TEMP:1") {
            reportsTemperatures = true
        } else if text.hasPrefix("Cap:EMERGENCY_PARSER:1") {
            hasEmergencyParser = true
        }
    }

    /// The words up to the next `KEY:`.
    private static func value(of text: ByteText, from start: Int) -> String {
        let words = String(decoding: text.bytes[start...], as: UTF8.self).split(separator: " ")
        let own = words.prefix { word in
            !(word.contains(":") && word.utf8.prefix { $0 != UInt8(ascii: ":") }.allSatisfy(isKey))
        }
        let kept = own.isEmpty ? words.prefix(1) : own
        return kept.prefix(8).joined(separator: " ")
    }

    private static func isKey(_ byte: UInt8) -> Bool {
        (byte >= 0x41 && byte <= 0x5A) || byte == UInt8(ascii: "_")
    }
}
