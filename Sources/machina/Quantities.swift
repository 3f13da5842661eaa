internal import ArgumentParser
internal import Foundation

/// Numbers with a unit as people type them; whatever cannot be meant is a usage error that says what can.
enum Typed {
    /// `12.5`, above zero.
    static func grams(_ text: String) throws -> Double {
        let grams = try number(text, "grams")
        guard grams > 0 else { throw ValidationError("give grams above zero, as 12.5") }
        return grams
    }

    /// `12.5` or `0`.
    static func gramsOrNone(_ text: String) throws -> Double {
        let grams = try number(text, "grams")
        guard grams >= 0 else { throw ValidationError("give grams, 0 or above, as 12.5") }
        return grams
    }

    /// `-5`, `+12.5`.
    static func change(_ text: String) throws -> Double {
        let grams = try number(text, "grams")
        guard grams != 0 else { throw ValidationError("give by how many grams to correct the book, as -5 or +12.5") }
        return grams
    }

    /// `180`.
    static func celsius(_ text: String) throws -> Double { try number(text, "°C") }

    /// `40`.
    static func speed(_ text: String) throws -> Double { try number(text, "the drive's unit of speed") }

    /// `2s`, `500ms`, `1min`, or seconds without a unit.
    static func seconds(_ text: String) throws -> Double {
        let units = [("ms", 0.001), ("min", 60.0), ("s", 1.0), ("", 1.0)]
        guard let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }),
            let number = Double(text.dropLast(unit.count)), number.isFinite, number > 0
        else { throw ValidationError("give a time above zero, as 2s or 500ms") }
        return number * factor
    }

    private static func number(_ text: String, _ unit: String) throws -> Double {
        guard let number = Double(text), number.isFinite, number.magnitude < 1e12 else {
            throw ValidationError("give a number of \(unit), as 12.5")
        }
        return number
    }
}
