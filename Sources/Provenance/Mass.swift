/// A mass in whole milligrams; in EPCIS it is a number of kilograms (`uom` `KGM`) with at most six decimals, and no
/// arithmetic ever passes through a floating-point number.
public struct Mass: Hashable, Comparable, Sendable, CustomStringConvertible {
    public var milligrams: Int64

    public static let zero = Mass(milligrams: 0)
    /// A million tonnes: what fits into 15 digits, so that every JSON reader keeps it exact.
    public static let limit = Mass(milligrams: JSONNumber.coefficientLimit)

    public init(milligrams: Int64) { self.milligrams = milligrams }

    /// nil where the number has a fraction of a milligram or is beyond ``limit``.
    public init?(kilograms number: JSONNumber) {
        guard let milligrams = number.scaled(toDecimals: 6), milligrams.magnitude <= Self.limit.milligrams.magnitude
        else { return nil }
        self.init(milligrams: milligrams)
    }

    /// Kilograms: 42 g are `0.042`. A mass beyond ``limit`` is a programmer's error.
    public var kilograms: JSONNumber { number(decimals: 6) }
    /// Grams: 42.5 g are `42.5`. A mass beyond ``limit`` is a programmer's error.
    public var grams: JSONNumber { number(decimals: 3) }

    private func number(decimals: Int) -> JSONNumber {
        guard let number = JSONNumber(milligrams, decimals: decimals) else {
            preconditionFailure("\(milligrams) mg are beyond the limit of \(Self.limit.milligrams) mg")
        }
        return number
    }

    /// In kilograms, and in milligrams beyond ``limit``: a message can tell any sum.
    public var description: String {
        JSONNumber(milligrams, decimals: 6).map { "\($0) kg" } ?? "\(milligrams) mg"
    }

    public static func < (left: Self, right: Self) -> Bool { left.milligrams < right.milligrams }
    public static func + (left: Self, right: Self) -> Self { Self(milligrams: left.milligrams + right.milligrams) }
    public static func - (left: Self, right: Self) -> Self { Self(milligrams: left.milligrams - right.milligrams) }
    public static prefix func - (mass: Self) -> Self { Self(milligrams: -mass.milligrams) }
    public static func += (left: inout Self, right: Self) { left = left + right }
    public static func -= (left: inout Self, right: Self) { left = left - right }
}
