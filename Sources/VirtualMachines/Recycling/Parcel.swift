/// Some material with the water in it, in whole milligrams; what is taken from one place is put in another, so that
/// nothing is gained or lost by rounding.
struct Parcel: Hashable, Sendable {
    /// Water included, mg.
    private(set) var mass: Int64 = 0
    /// mg.
    private(set) var water: Int64 = 0
    /// The part of a milligram of water that the last takings left behind, so that small ones are not dry.
    private var rest = 0.0

    static let empty = Parcel()

    private init() {}

    /// `mass` in mg, of which so many millionths are water.
    init(mass: Int64, moisturePPM: Int) {
        self.mass = mass
        water = mass * Int64(moisturePPM) / 1_000_000
    }

    var moisturePPM: Int { mass > 0 ? Int(water * 1_000_000 / mass) : 0 }

    mutating func add(_ other: Parcel) {
        mass += other.mass
        water += other.water
    }

    /// At most `amount` mg, with its share of the water.
    mutating func take(_ amount: Int64) -> Parcel {
        let amount = max(0, min(amount, mass))
        guard amount > 0 else { return .empty }
        let share = Double(water) * Double(amount) / Double(mass) + rest
        let whole = Int64(share.rounded(.down))
        rest = share - Double(whole)
        var part = Parcel()
        part.mass = amount
        // Never more water than there is, never more of the rest than there is.
        part.water = max(amount - (mass - water), min(whole, water, amount))
        mass -= part.mass
        water -= part.water
        return part
    }

    /// At most `amount` mg of water alone.
    mutating func takeWater(_ amount: Int64) -> Parcel {
        var part = Parcel()
        part.mass = max(0, min(amount, water))
        part.water = part.mass
        mass -= part.mass
        water -= part.water
        return part
    }
}

/// A rate that comes out in whole milligrams, without losing the fractions in between.
struct MassFlow: Hashable, Sendable {
    private var rest = 0.0

    /// What flows in `seconds`, mg.
    mutating func whole(_ milligramsPerSecond: Double, for seconds: Double) -> Int64 {
        rest += max(0, milligramsPerSecond) * seconds
        let whole = rest.rounded(.down)
        rest -= whole
        return Int64(whole)
    }
}

/// Where everything is that was ever loaded, mg: `loaded` is the sum of all others, always.
public struct VirtualMasses: Hashable, Sendable {
    /// Put in by hands since power-on.
    public var loaded: Int64 = 0
    /// Waits above the machine.
    public var hopper: Int64 = 0
    /// Between hopper and outlet: cutting chamber, barrel.
    public var inProcess: Int64 = 0
    /// In the bin or on the spool.
    public var product: Int64 = 0
    /// Purge lumps.
    public var byproduct: Int64 = 0
    /// Dust, vapour, residue.
    public var lost: Int64 = 0
    /// Taken out by hands since power-on.
    public var collected: Int64 = 0
}

/// What hands took out of a machine.
public struct VirtualCollection: Hashable, Sendable {
    /// From the bin, the spool or the dryer, mg.
    public var product: Int64
    /// Water in the product, millionths of its mass.
    public var productMoisturePPM: Int
    /// The purge lump, mg.
    public var byproduct: Int64
    /// What was still in the hopper, and in the cutting chamber of a shredder, mg.
    public var left: Int64
}
