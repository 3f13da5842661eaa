internal import FloorModel

/// `calendar: {open: [Mon-Fri 09:00-21:00], closed: [2026-12-25]}`. Checked for its shape; nothing plans by it yet,
/// so it yields no value.
enum CalendarSection {
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    static func check(_ value: YAMLValue) {
        let _: Void? = value.mapping { (reader: inout MappingReader) -> Void? in
            for item in reader.optional("open")?.items(limit: 100) ?? [] { checkOpening(item) }
            for item in reader.optional("closed")?.items(limit: 1000) ?? [] { checkDate(item) }
            return nil
        }
    }

    private static func checkOpening(_ value: YAMLValue) {
        guard let text = value.text() else { return }
        let parts = text.split(separator: " ")
        let times = parts.last?.split(separator: "-").map(minutes) ?? []
        guard parts.count == 2, isDays(parts[0]), times.count == 2, let from = times[0], let to = times[1] else {
            value.refuse("has '\(text)', not opening hours", remedy: "write days and hours, as Mon-Fri 09:00-21:00")
            return
        }
        if from >= to {
            value.refuse("closes before it opens", remedy: "write hours over midnight as two entries")
        }
    }

    private static func isDays(_ text: Substring) -> Bool {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { days.firstIndex(of: String($0)) }
        return ends.count <= 2 && ends.allSatisfy { $0 != nil }
    }

    /// Minutes since midnight of `09:30`; 24:00 is the end of the day.
    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && YAMLValue.isDecimal($0) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return hour * 60 + minute
    }

    private static func checkDate(_ value: YAMLValue) {
        guard let text = value.text() else { return }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isShaped = parts.map(\.utf8.count) == [4, 2, 2] && parts.allSatisfy { YAMLValue.isDecimal($0) }
        let numbers = parts.compactMap { Int($0) }
        guard isShaped, numbers.count == 3, (1...12).contains(numbers[1]),
            numbers[2] >= 1, numbers[2] <= length(ofMonth: numbers[1], year: numbers[0])
        else {
            value.refuse("has '\(text)', not a date", remedy: "write year, month and day, as 2026-12-25")
            return
        }
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
