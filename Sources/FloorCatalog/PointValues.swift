internal import FloorModel
internal import Yams

/// A point, a sign and a value, as people write conditions and writes: `melt_pressure < 100 bar`, `contactor = 0`.
struct Relation {
    var point: String
    var sign: String
    var value: String

    /// Nil where one of the three is missing.
    init?(_ text: String) {
        let signs = "=!<>"
        guard let start = text.firstIndex(where: { signs.contains($0) }) else { return nil }
        let end = text[start...].firstIndex { !signs.contains($0) } ?? text.endIndex
        point = text[..<start].split(separator: " ").joined(separator: " ")
        sign = String(text[start..<end])
        value = text[end...].split(separator: " ").joined(separator: " ")
        guard !point.isEmpty, !value.isEmpty else { return nil }
    }
}

extension PointDescription {
    /// What its value can be at all: the stated limits, or what its bits can show.
    var range: Limits? {
        if let limits { return limits }
        if let bits { return Limits(0, Double((1 << bits.count) - 1)) }
        return type == .bit ? Limits(0, 1) : nil
    }

    /// A number as people write it for this point, `100 bar`.
    func text(_ value: Double) -> String { unit == .none ? value.shortText : "\(value.shortText) \(unit.symbol)" }

    /// The value that `text` is for this point: with the point's unit, within its range.
    func value(_ text: String, refuse: (_ what: String, _ remedy: String) -> Void) -> Double? {
        guard let written = WrittenNumber(text) else {
            refuse("has '\(text)', which is no value of \(name)", "write a number, as \(self.text(1))")
            return nil
        }
        guard !written.unit.isEmpty || unit == .none else {
            refuse("has no unit for \(name)", "write \(self.text(written.number))")
            return nil
        }
        guard written.unit.isEmpty || unit != .none && Units.spellings(of: unit).contains(written.unit) else {
            let wanted = unit == .none ? "without a unit" : "in \(unit.symbol)"
            refuse("is in '\(written.unit)', but \(name) is \(wanted)", "write it \(wanted)")
            return nil
        }
        let value = written.number * (Units.named(written.unit)?.factor ?? 1)
        if let range, !range.contains(value) {
            refuse(
                "has \(self.text(value)), which \(name) can never be",
                "stay within \(range.shortest)\(unit == .none ? "" : " " + unit.symbol), or widen the limits of \(name)"
            )
            return nil
        }
        return value
    }
}

/// Conditions and writes, read against the points of a machine.
extension YAMLValue {
    /// How a point of a condition must be read for it.
    enum Reading {
        /// Whenever it is wanted.
        case any
        /// By itself and often: protection rests on it.
        case fast
    }

    /// `lid_closed == 1`.
    func condition(_ points: NameTable<PointDescription>, _ reading: Reading) -> Condition? {
        guard let (point, sign, text) = relation(points, example: "lid_closed == 1") else { return nil }
        guard let comparison = Condition.Comparison(rawValue: sign) else {
            let signs = Condition.Comparison.allCases.map(\.rawValue).joined(separator: " ")
            refuse("compares by '\(sign)'", remedy: sign == "=" ? "write == for a comparison" : "use one of \(signs)")
            return nil
        }
        guard point.poll != .none, reading == .any || point.poll == .fast else {
            refuse(
                "looks at \(point.name), which is \(point.poll == .none ? "not read by itself" : "read slowly")",
                remedy: "write poll: fast at points.\(point.name), or take another point")
            return nil
        }
        return point.value(text, refuse: { refuse($0, remedy: $1) }).map { Condition(point.name, comparison, $0) }
    }

    /// One condition, or a list of up to 16 of which all must hold.
    func conditions(_ points: NameTable<PointDescription>, _ reading: Reading) -> [Condition]? {
        guard let items = filledItems(limit: 16, example: "lid_closed == 1") else { return nil }
        let conditions = items.compactMap { $0.condition(points, reading) }
        return conditions.count == items.count ? conditions : nil
    }

    /// `contactor = 0`.
    func pointWrite(_ points: NameTable<PointDescription>) -> PointWrite? {
        guard let (point, sign, text) = relation(points, example: "contactor = 0") else { return nil }
        guard sign == "=" else {
            refuse("has '\(sign)' where a value is written", remedy: "write \(point.name) = \(text)")
            return nil
        }
        guard point.isWritable else {
            refuse("writes \(point.name), which is only read", remedy: "add write: true to points.\(point.name)")
            return nil
        }
        return point.value(text, refuse: { refuse($0, remedy: $1) }).map { PointWrite(point.name, $0) }
    }

    /// Like `items`, but an empty list is a mistake, and one word alone is a list of one.
    func filledItems(limit: Int, example: String) -> [YAMLValue]? {
        if case .scalar = node, !isNull { return [self] }
        guard let items = items(limit: limit) else { return nil }
        guard !items.isEmpty else {
            refuse("is an empty list", remedy: "write at least one, as [\(example)]")
            return nil
        }
        return items
    }

    private func relation(
        _ points: NameTable<PointDescription>, example: String
    ) -> (point: PointDescription, sign: String, value: String)? {
        guard let text = text() else { return nil }
        guard let relation = Relation(text) else {
            refuse("has '\(text)', not a point, a sign and a value", remedy: "write it as \(example)")
            return nil
        }
        return points.lookUp(relation.point, refuse: { refuse($0, remedy: $1) })
            .map { ($0, relation.sign, relation.value) }
    }
}
