/// How much of a mass is of which origin, to the milligram: a ``Blend`` and a mass.
///
/// Material is mixed as EN 15343 and the controlled blending of ISO 22095 have it: a blend holds of each origin what
/// went in, and whatever is taken from it holds of each origin in proportion. The milligrams of the origins are rounded
/// by largest remainder and sum to the mass; nothing is reckoned from them, so that no rounding gets into a share.
/// Rework of the own process (scrap, purge, failed parts) keeps the composition of what it was made of: ISO 14021 does
/// not let rework count as recycled, and by the same rule recycled material that goes round again does not turn virgin.
public struct Composition: Hashable, Sendable {
    public let blend: Blend
    public let total: Mass
    /// In the order of `Origin.allCases`.
    private let amounts: [Int64]

    public init(_ origin: Origin, _ mass: Mass) { self.init(Blend(origin), mass) }

    /// - Precondition: the mass is not below 0.
    public init(_ blend: Blend, _ mass: Mass) {
        precondition(mass >= .zero, "a composition of \(mass)")
        self.blend = blend
        total = mass
        amounts = blend.amounts(of: mass)
    }

    public subscript(origin: Origin) -> Mass { Mass(milligrams: amounts[origin.position]) }

    /// Without the origins of which there is not a milligram.
    public var byOrigin: [Origin: Mass] {
        Dictionary(uniqueKeysWithValues: Origin.allCases.map { ($0, self[$0]) }.filter { $0.1 != .zero })
    }

    /// ``Blend/recycledPerMille``; nil where there is no mass.
    public var recycledPerMille: Int? { total > .zero ? blend.recycledPerMille : nil }
}

extension Origin {
    fileprivate var position: Int {
        switch self {
        case .virgin: 0
        case .preConsumer: 1
        case .postConsumer: 2
        case .ownScrap: 3
        case .untraced: 4
        }
    }
}
