internal import FloorModel

/// RFC 3339 date-times, `2026-11-21T18:30:00+01:00`.
enum SubmissionDate {
    /// Reads a date-time of the years 1970 to 9999; fractions beyond milliseconds are cut. nil for anything else,
    /// a day that does not exist and a leap second (RFC 3339, 5.7: rare, and no due time needs one) included.
    static func parse(_ text: String) -> WallClock? {
        var digits = Substring(text)
        guard let year = number(&digits, 4), skip(&digits, "-"), let month = number(&digits, 2), skip(&digits, "-"),
            let day = number(&digits, 2), skip(&digits, "Tt"), let hour = number(&digits, 2), skip(&digits, ":"),
            let minute = number(&digits, 2), skip(&digits, ":"), let second = number(&digits, 2),
            let milliseconds = fraction(&digits), let offset = offsetMinutes(&digits), digits.isEmpty,
            year >= 1970, (1...12).contains(month), (1...days(in: month, of: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let minutes = (daysSince1970(year, month, day) * 24 + hour) * 60 + minute - offset
        return WallClock(milliseconds: Int64(minutes * 60 + second) * 1000 + Int64(milliseconds))
    }

    /// Writes UTC with whole seconds, `2026-11-21T17:30:00Z`.
    static func format(_ time: WallClock) -> String {
        let seconds = Int(time.milliseconds.flooringDivision(by: 1000))
        let day = seconds.flooringDivision(by: 86_400)
        let rest = seconds - day * 86_400
        let (year, month, dayOfMonth) = date(ofDay: day)
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T\(clock)Z"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func number(_ text: inout Substring, _ count: Int) -> Int? {
        let digits = text.prefix(count)
        guard digits.utf8.count == count, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        text = text.dropFirst(count)
        return Int(digits)
    }

    private static func skip(_ text: inout Substring, _ oneOf: String) -> Bool {
        guard let first = text.first, oneOf.contains(first) else { return false }
        text = text.dropFirst()
        return true
    }

    private static func fraction(_ text: inout Substring) -> Int? {
        guard skip(&text, ".") else { return 0 }
        let digits = text.prefix { "0123456789".contains($0) }
        guard !digits.isEmpty, digits.count <= 9 else { return nil }
        text = text.dropFirst(digits.count)
        return Int((digits + "00").prefix(3))
    }

    private static func offsetMinutes(_ text: inout Substring) -> Int? {
        if skip(&text, "Zz") { return 0 }
        let sign = text.first == "-" ? -1 : 1
        guard skip(&text, "+-"), let hours = number(&text, 2), skip(&text, ":"), let minutes = number(&text, 2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days of the proleptic Gregorian calendar; the year begins in March so that the leap day is its last.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let marchYear = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 365 * marchYear + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
    }

    /// The inverse, found forwards from an estimate that is never too late.
    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        var year = 1970 + day.flooringDivision(by: 366)
        while daysSince1970(year + 1, 1, 1) <= day { year += 1 }
        var month = 12
        while daysSince1970(year, month, 1) > day { month -= 1 }
        return (year, month, day - daysSince1970(year, month, 1) + 1)
    }
}

extension BinaryInteger {
    /// Rounded towards minus infinity, for times before 1970.
    fileprivate func flooringDivision(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
