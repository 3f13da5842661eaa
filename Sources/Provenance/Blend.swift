/// What a lot is made of, however much of it there is: of each origin a share, exact and without any mass in it.
///
/// A lot is made once, and with it its blend, for good: taking from a lot and weighing it anew change masses, never
/// shares. A mixture's shares are reckoned from the shares and the booked masses of what went in, and not from rounded
/// milligrams of each origin: a lot that was booked with a milligram and weighed later has the same blend as if it had
/// been weighed at once.
///
/// Shares are whole parts of 10^18 that sum to it, rounded by largest remainder, with integers only: the same on every
/// machine. Mixing weighs earlier errors and never adds them up beyond the part that it rounds itself: after 10,000
/// mixings in a row a share is off by less than 10,000 parts, 10^-14 of the whole.
public struct Blend: Hashable, Sendable {
    /// Parts in a whole.
    static let whole: UInt64 = 1_000_000_000_000_000_000
    /// What rounding may have hidden of a share: half a milligram of ``Mass/limit``.
    private static let grace: UInt64 = whole / Mass.limit.milligrams.magnitude / 2

    /// In the order of `Origin.allCases`.
    let parts: [UInt64]

    /// Nothing but this.
    public init(_ origin: Origin) { parts = Origin.allCases.map { $0 == origin ? Self.whole : 0 } }

    /// Each in proportion to its mass; where none has any, all alike, for nothing else is known of them.
    init(mixing ingredients: [(blend: Blend, mass: Mass)]) {
        precondition(!ingredients.isEmpty, "a mixture of nothing")
        let isMassless = ingredients.allSatisfy { $0.mass == .zero }
        // Up to 2^63 mg in all, by 10^18: fits 128 bits with room to spare.
        var sums = [UInt128](repeating: 0, count: Origin.allCases.count)
        var total: UInt128 = 0
        for ingredient in ingredients {
            precondition(ingredient.mass >= .zero, "a mixture with \(ingredient.mass)")
            let weight = isMassless ? 1 : UInt128(ingredient.mass.milligrams)
            for position in sums.indices { sums[position] += weight * UInt128(ingredient.blend.parts[position]) }
            total += weight
        }
        parts = Self.apportion(sums, over: total, to: Self.whole)
    }

    /// (pre-consumer + post-consumer) / all, in thousandths. Rounded down, so that a claim never says too much: but
    /// what is short of a thousandth by half a milligram in a million tonnes has it, for that is rounding.
    public var recycledPerMille: Int {
        let recycled = zip(Origin.allCases, parts).filter { $0.0.isRecycled }.reduce(0) { $0 + $1.1 }
        return Int(min(recycled + Self.grace, Self.whole) / (Self.whole / 1000))
    }

    /// So much of it, in milligrams of each origin that sum to it, in the order of `Origin.allCases`.
    func amounts(of mass: Mass) -> [Int64] {
        let shares = parts.map { UInt128($0) * UInt128(mass.milligrams) }
        return Self.apportion(shares, over: UInt128(Self.whole), to: UInt64(mass.milligrams)).map { Int64($0) }
    }

    /// Quotients that sum to `whole`, by largest remainder; ties go to what is listed first.
    ///
    /// - Parameter shares: sum to `divisor` times `whole`.
    private static func apportion(_ shares: [UInt128], over divisor: UInt128, to whole: UInt64) -> [UInt64] {
        var quotients: [UInt64] = []
        var remainders: [UInt128] = []
        for share in shares {
            let (quotient, remainder) = share.quotientAndRemainder(dividingBy: divisor)
            quotients.append(UInt64(quotient))
            remainders.append(remainder)
        }
        let missing = Int(whole - quotients.reduce(0, +))
        let order = shares.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
        for position in order.prefix(missing) { quotients[position] += 1 }
        return quotients
    }
}
