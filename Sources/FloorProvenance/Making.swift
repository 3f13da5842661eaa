internal import FloorModel

/// What one run of a machine made of what.
struct Making {
    /// In order of loading, each lot once.
    var inputs: [LotShare]
    /// In order of production.
    var outputs: [LotShare] = []
    var loss = Milligrams.zero

    init(inputs: [LotShare] = []) {
        self.inputs = []
        for share in inputs { take(share.mass, of: share.lot) }
    }

    /// More of a lot goes in, or less: what is as it was comes back.
    mutating func take(_ mass: Milligrams, of lot: LotID) {
        if let index = inputs.firstIndex(where: { $0.lot == lot }) {
            inputs[index].mass += mass
        } else {
            inputs.append(LotShare(lot, mass))
        }
    }

    /// Takes so much out again, from what was loaded last, and says of which lots it was.
    mutating func discard(_ mass: Milligrams) -> [LotShare] {
        var rest = mass
        var discarded: [LotShare] = []
        for index in inputs.indices.reversed() where rest > .zero {
            let share = min(rest, inputs[index].mass)
            guard share > .zero else { continue }
            inputs[index].mass -= share
            rest -= share
            discarded.append(LotShare(inputs[index].lot, share))
        }
        return discarded.reversed()
    }

    /// All lots that it is about, each once.
    var lots: [LotID] {
        var lots: [LotID] = []
        for share in inputs + outputs where !lots.contains(share.lot) { lots.append(share.lot) }
        return lots
    }

    /// It is known by the first lot that it makes: a lot is made once.
    func key(_ name: (LotID) -> String) -> String? { outputs.first.map { name($0.lot) } }
}
