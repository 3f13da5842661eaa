/// The simulator's only source of chance (Steele, Lea, Flood: SplitMix, OOPSLA 2014): a seed gives one sequence.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The same seed gives the same numbers in every process.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; the bias of the remainder is far below anything that a fault rate could show.
    mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "a choice needs at least one alternative")
        return Int(next() % UInt64(bound))
    }
}
