/// What has become of an item, as far as its events tell.
public enum ItemState: String, Hashable, Sendable, CaseIterable {
    /// Nobody took all of it.
    case present
    case handedOver = "handed_over"
    case disposed
    /// Made into something else.
    case usedUp = "used_up"
}

/// What the ledger knows of a lot.
public struct LotAccount: Hashable, Sendable {
    /// A lot that went into this one.
    public struct Parent: Hashable, Sendable {
        public var lot: LotReference
        /// How much of it went into the transformation, all of whose outputs share it.
        public var mass: Mass
    }

    public let lot: LotReference
    /// What the event that made it says of it.
    public let description: LotDescription
    public let madeBy: EventID
    /// Its place among the ledger's lots in the order in which they were made, from 0.
    public let position: Int
    /// Empty for what was received.
    public let parents: [Parent]
    /// As the event that made it has it: of the parents, or of the origin that was stated. Nothing changes it.
    public let blend: Blend
    /// What is left.
    public private(set) var balance: Mass
    /// All that was ever in it: as made and as corrected since, whatever has been taken.
    private var wholeMass: Mass
    /// It went as one thing: used up, taken away or handed over.
    public internal(set) var isGone = false
    /// Where the latest of it went; nil while nothing was ever taken.
    private var latestExit: ItemState?

    init(
        lot: LotReference, description: LotDescription, madeBy: EventID, position: Int, parents: [Parent], blend: Blend,
        mass: Mass
    ) {
        self.lot = lot
        self.description = description
        self.madeBy = madeBy
        self.position = position
        self.parents = parents
        self.blend = blend
        balance = mass
        wholeMass = mass
    }

    /// Of what is left.
    public var composition: Composition { Composition(blend, balance) }

    /// Of all that was ever in it: as made and as corrected since, whatever has been taken.
    public var whole: Composition { Composition(blend, wholeMass) }

    /// What has become of it: where the last of it went, once nothing is left.
    public var state: ItemState { isGone || balance == .zero ? latestExit ?? .present : .present }

    mutating func withdraw(_ mass: Mass, asWhole: Bool, _ exit: ItemState) {
        balance -= mass
        isGone = isGone || asWhole
        latestExit = exit
    }

    /// Corrects by a weighing: the same batch is heavier or lighter than the book said, and of the same blend.
    ///
    /// What is found counts as the lot's own. EN 15343 traces batches: a batch's origin is established when it is made,
    /// and a weighing corrects the record of its quantity in the mass balance. Nothing came in, so nothing else can
    /// have; another material that came in is a lot of its own. A lot that never had a mass has a blend as well: the
    /// origin stated for it, or what its parents are.
    mutating func adjust(by mass: Mass) {
        balance += mass
        wholeMass += mass
        if mass < .zero {
            // A scale that finds nothing: it was used without anybody saying for what.
            if balance == .zero { latestExit = latestExit ?? .usedUp }
        } else {
            isGone = isGone && mass == .zero
        }
    }
}
