internal import FloorModel
internal import Yams

/// Values that carry their unit: `30s`, `0.4 mm`, `300 °C`. A bare number is refused, so that nobody has to guess.
extension YAMLValue {
    /// `500ms`, `30s`, `5min`, `12h`, `7d`, within `bounds`.
    func duration(_ bounds: ClosedRange<Duration>, example: String) -> Duration? {
        guard let (number, unit) = quantity(example: example) else { return nil }
        let milliseconds: Double
        switch unit {
        case "ms": milliseconds = 1
        case "s": milliseconds = 1000
        case "min": milliseconds = 60_000
        case "h": milliseconds = 3_600_000
        case "d": milliseconds = 86_400_000
        default:
            refuse("has '\(unit)', which is not a unit of time", remedy: "use ms, s, min, h or d, as \(example)")
            return nil
        }
        let duration = Duration.milliseconds((number * milliseconds).rounded())
        guard bounds.contains(duration) else {
            refuse("is out of bounds", remedy: "use \(bounds.lowerBound) to \(bounds.upperBound)")
            return nil
        }
        return duration
    }

    /// `0.4 mm`.
    func millimetres(_ bounds: Limits, example: String) -> Double? {
        measure(.millimetre, bounds, example: example)
    }

    /// `300 °C`, or `300 C` on a keyboard without the sign.
    func celsius(_ bounds: Limits, example: String) -> Double? {
        measure(.celsius, bounds, example: example)
    }

    /// `[0 mm, 250 mm]`: from the least to the greatest.
    func millimetreLimits(_ bounds: Limits, example: String) -> Limits? {
        guard let items = items() else { return nil }
        guard items.count == 2 else {
            refuse("has \(items.count) values", remedy: "write the least and the greatest, as \(example)")
            return nil
        }
        let minimum = items[0].millimetres(bounds, example: "0 mm")
        let maximum = items[1].millimetres(bounds, example: "250 mm")
        guard let minimum, let maximum else { return nil }
        guard minimum < maximum else {
            refuse("ends before it begins", remedy: "write the least first, as \(example)")
            return nil
        }
        return Limits(minimum, maximum)
    }

    /// `2 kg` for grams: a value that is written in `unit` or in one that is a multiple of it.
    func measure(_ unit: SignalUnit, _ bounds: Limits, example: String) -> Double? {
        let spellings = Units.spellings(of: unit)
        return measure(units: spellings, bounds, example: example) { Units.named($0)?.factor ?? 1 }
    }

    /// `5 K`: a difference of temperatures.
    func kelvin(_ bounds: Limits, example: String) -> Double? {
        measure(units: ["K"], bounds, example: example) { _ in 1 }
    }

    /// `2 kg`, `500 g`.
    func mass(_ bounds: ClosedRange<Milligrams>, example: String) -> Milligrams? {
        let limits = Limits(bounds.lowerBound.grams, bounds.upperBound.grams)
        return measure(.gram, limits, example: example).flatMap { Milligrams(grams: $0) }
    }

    private func measure(
        units: [String], _ bounds: Limits, example: String, factor: (String) -> Double
    ) -> Double? {
        guard let (number, unit) = quantity(example: example) else { return nil }
        guard units.contains(unit) else {
            refuse("is in '\(unit)', not in \(units[0])", remedy: "write it in \(units[0]), as \(example)")
            return nil
        }
        let value = number * factor(unit)
        guard bounds.contains(value) else {
            refuse("is out of bounds", remedy: "use \(bounds.shortest) \(units[0])")
            return nil
        }
        return value
    }

    /// Number and unit as they are written, a space between them or not.
    private func quantity(example: String) -> (number: Double, unit: String)? {
        guard let scalar = scalar(expecting: "a number with its unit, as \(example)") else { return nil }
        guard let written = WrittenNumber(scalar.string) else {
            refuse("has '\(scalar.string)', not a number with its unit", remedy: "write \(example)")
            return nil
        }
        guard !written.unit.isEmpty else {
            refuse("has no unit", remedy: "say which, as \(example)")
            return nil
        }
        return (written.number, written.unit)
    }
}

extension Limits {
    /// `0.1 to 2` for messages, whole numbers without a point.
    var shortest: String { "\(Self.shortest(minimum)) to \(Self.shortest(maximum))" }

    private static func shortest(_ value: Double) -> String {
        value.rounded() == value && value.magnitude < 1e15 ? String(Int(value)) : String(value)
    }
}
