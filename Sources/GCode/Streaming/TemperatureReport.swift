public import FloorModel

/// Temperatures and targets in an answer to M105 or a report of M155:
/// `ok T:210.0 /210.0 B:60.0 /60.0 T0:210.0 /210.0 @:64 B@:32`.
public enum TemperatureReport {
    /// `nozzle`, `nozzle1`…, `bed`, `chamber` and their `_target`s in °C, in the order of the line.
    /// The active tool's `T:` is `nozzle`; `T0:` is read only where there is no `T:`.
    public static func readings(_ line: [UInt8]) -> [SignalReading] {
        var readings: [SignalReading] = []
        var index = 0
        let hasActive = ByteText(line).contains("T:")
        while index < line.count, readings.count < 32 {
            guard let colon = line[index...].firstIndex(of: UInt8(ascii: ":")) else { break }
            index = colon + 1
            guard let name = name(endingAt: colon, in: line, hasActive: hasActive) else { continue }
            guard let value = number(in: line, at: &index) else { continue }
            readings.append(SignalReading(name: name, value: value, unit: .celsius))
            while index < line.count, line[index] == UInt8(ascii: " ") { index += 1 }
            guard index < line.count, line[index] == UInt8(ascii: "/") else { continue }
            index += 1
            guard let target = number(in: line, at: &index) else { continue }
            readings.append(SignalReading(name: name + "_target", value: target, unit: .celsius))
        }
        return readings
    }

    /// Whether an unasked line is one: ` T:`, `T0:`, `B:` at its start.
    static func isReport(_ text: ByteText) -> Bool {
        let start = text.bytes.firstIndex { $0 != UInt8(ascii: " ") } ?? 0
        return text.has("T:", at: start) || text.has("T0:", at: start) || text.has("B:", at: start)
    }

    private static func name(endingAt colon: Int, in line: [UInt8], hasActive: Bool) -> String? {
        let start = line[..<colon].lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? 0
        switch line[start..<colon] {
        case [UInt8(ascii: "T")]: return "nozzle"
        case [UInt8(ascii: "B")]: return "bed"
        case [UInt8(ascii: "C")]: return "chamber"
        case let word where word.count == 2 && word.first == UInt8(ascii: "T"):
            guard let digit = word.last, digit >= 0x30, digit <= 0x39 else { return nil }
            if digit == 0x30 { return hasActive ? nil : "nozzle" }
            return "nozzle\(digit - 0x30)"
        default: return nil
        }
    }

    private static func number(in line: [UInt8], at index: inout Int) -> Double? {
        while index < line.count, line[index] == UInt8(ascii: " ") { index += 1 }
        let start = index
        while index < line.count,
            line[index] == UInt8(ascii: "-") || line[index] == UInt8(ascii: ".")
                || (line[index] >= 0x30 && line[index] <= 0x39)
        {
            index += 1
        }
        return Double(String(decoding: line[start..<index], as: UTF8.self))
    }
}
