/// A mass in whole milligrams: the floor's only unit of mass, so that books balance exactly.
///
/// Files and JSON speak grams with at most three decimals; they are rounded once, at booking.
public struct Milligrams: Hashable, Comparable, Sendable, Codable {
    public var count: Int64

    public init(_ count: Int64) { self.count = count }

    /// The nearest milligram to `grams`, or nil when it is not a number or beyond ±9 million tonnes.
    public init?(grams: Double) {
        guard grams.isFinite, grams.magnitude < 9e12 else { return nil }
        count = Int64((grams * 1000).rounded())
    }

    public static let zero = Milligrams(0)

    public var grams: Double { Double(count) / 1000 }

    public static func < (left: Self, right: Self) -> Bool { left.count < right.count }
    public static func + (left: Self, right: Self) -> Self { Self(left.count + right.count) }
    public static func - (left: Self, right: Self) -> Self { Self(left.count - right.count) }
    public static func += (left: inout Self, right: Self) { left.count += right.count }
    public static func -= (left: inout Self, right: Self) { left.count -= right.count }
    public static prefix func - (value: Self) -> Self { Self(-value.count) }

    public init(from decoder: any Decoder) throws {
        count = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(count)
    }
}

extension Milligrams: CustomStringConvertible {
    /// Grams with up to three decimals, as people and files write them: `12.5 g`.
    public var description: String {
        let magnitude = count.magnitude
        let sign = count < 0 ? "-" : ""
        var decimals = String(magnitude % 1000)
        decimals = String(repeating: "0", count: 3 - decimals.count) + decimals
        while decimals.hasSuffix("0") { decimals.removeLast() }
        let fraction = decimals.isEmpty ? "" : "." + decimals
        return "\(sign)\(magnitude / 1000)\(fraction) g"
    }
}
