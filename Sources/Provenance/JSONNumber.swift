/// An exact decimal, `coefficient · 10^exponent`, of at most 15 significant digits.
///
/// Every decimal of 15 digits survives the way through an IEEE 754 double, so the text that RFC 8785 asks for (the
/// shortest that reads back as the same double) is this decimal itself, and readers that know only doubles lose nothing.
public struct JSONNumber: Hashable, Sendable, CustomStringConvertible {
    /// Never divisible by ten, unless 0.
    public let coefficient: Int64
    /// 0 for the number 0.
    public let exponent: Int

    static let coefficientLimit: Int64 = 999_999_999_999_999
    static let exponentLimit = 300

    /// `coefficient / 10^decimals`: `JSONNumber(42, decimals: 3)` is 0.042; nil beyond 15 significant digits or an
    /// exponent beyond ±300.
    public init?(_ coefficient: Int64, decimals: Int = 0) {
        guard abs(decimals) <= 2 * Self.exponentLimit else { return nil }
        var digits = coefficient
        var exponent = digits == 0 ? 0 : -decimals
        while digits != 0, digits.isMultiple(of: 10) {
            digits /= 10
            exponent += 1
        }
        guard digits.magnitude <= Self.coefficientLimit.magnitude, abs(exponent) <= Self.exponentLimit else {
            return nil
        }
        self.coefficient = digits
        self.exponent = exponent
    }

    /// A reading rounded to so many decimals, half away from zero; nil for what is not finite or too large.
    public init?(rounding value: Double, decimals: Int) {
        guard (0...9).contains(decimals) else { return nil }
        let factor = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
        guard let digits = Int64(exactly: (value * factor).rounded(.toNearestOrAwayFromZero)) else { return nil }
        self.init(digits, decimals: decimals)
    }

    /// The number times 10^decimals, where that is an integer of at most 18 digits: 0.042 to six decimals is 42000.
    public func scaled(toDecimals decimals: Int) -> Int64? {
        guard coefficient != 0 else { return 0 }
        let shift = exponent + decimals
        guard (0...17).contains(shift) else { return nil }
        var value = coefficient
        for _ in 0..<shift {
            let (product, overflows) = value.multipliedReportingOverflow(by: 10)
            guard !overflows else { return nil }
            value = product
        }
        return value
    }

    /// As ECMAScript prints it: `0.042`, `100`, `1e+21`, `1.5e-7` (ECMA-262, Number::toString).
    public var description: String {
        guard coefficient != 0 else { return "0" }
        let digits = String(coefficient.magnitude)
        let sign = coefficient < 0 ? "-" : ""
        let point = digits.count + exponent
        switch point {
        case digits.count...21: return sign + digits + String(repeating: "0", count: exponent)
        case 1...21: return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return sign + "0." + String(repeating: "0", count: -point) + digits
        default:
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let power = point - 1
            return sign + digits.prefix(1) + fraction + (power < 0 ? "e-" : "e+") + String(power.magnitude)
        }
    }
}
