/// Milliseconds since 1970-01-01T00:00:00Z; written as RFC 3339 in UTC with exactly three decimals,
/// `2026-11-21T10:01:00.000Z`, so that one instant has one text.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let milliseconds: Int64

    /// 9999-12-31T23:59:59.999Z
    static let latest: Int64 = 253_402_300_799_999
    private static let millisecondsPerDay: Int64 = 86_400_000

    /// Times before 1970 become 1970, times after 9999 the end of 9999: a device's clock may say anything.
    public init(milliseconds: Int64) { self.milliseconds = min(max(milliseconds, 0), Self.latest) }

    /// nil for any other spelling.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24 else { return nil }
        for (position, separator) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (23, "Z")] {
            guard bytes[position] == separator.utf8.first else { return nil }
        }
        let fields = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19, 20..<23].map { Self.digits(bytes[$0]) }
        let values = fields.compactMap { $0 }
        guard values.count == 7 else { return nil }
        let days = Self.days(year: values[0], month: values[1], day: values[2])
        let clock = ((values[3] * 60 + values[4]) * 60 + values[5]) * 1000 + values[6]
        self.init(milliseconds: days * Self.millisecondsPerDay + clock)
        // Refuses 31 February, hour 24 and years before 1970 at once: they read back differently.
        guard description == text else { return nil }
    }

    public var description: String {
        let (year, month, day) = Self.date(days: milliseconds / Self.millisecondsPerDay)
        let clock = milliseconds % Self.millisecondsPerDay
        let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
        let hours = "\(Self.padded(clock / 3_600_000, 2)):\(Self.padded(clock / 60_000 % 60, 2))"
        return "\(date)T\(hours):\(Self.padded(clock / 1000 % 60, 2)).\(Self.padded(clock % 1000, 3))Z"
    }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    /// Days since 1970-01-01 in the Gregorian calendar; years begin in March, so that leap days come last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let era = shifted / 400
        let yearOfEra = shifted % 400
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + shifted / 146_097 * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
        var value: Int64 = 0
        for byte in bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return value
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
