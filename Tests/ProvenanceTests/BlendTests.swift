import SeededRandom
import Testing

@testable import Provenance

struct BlendTests {
    /// Lots that are mixed, split, weighed to nothing, to a milligram and up again, in any order: no weighing changes
    /// a blend, and each blend is what exact proportions give.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func weighingsChangeNoBlend(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let bench = Bench()
        var ledger = MaterialLedger()
        var books: [(lot: String, shares: Enclosure)] = []
        for (number, origin) in Origin.allCases.enumerated() {
            try ledger.add(bench.intake("lot-\(number)", grams: Int64.random(in: 0...9, using: &random), origin))
            books.append(("lot-\(number)", Enclosure(origin)))
        }
        for step in 0..<180 {
            if Bool.random(using: &random) {
                let lot = bench.uri(books[Int.random(in: 0..<books.count, using: &random)].lot)
                let mass = [0, 0, 1, 1, 2, 3, Int64.random(in: 4...99_999, using: &random)].randomElement(
                    using: &random)
                let adjustment = Mass(milligrams: mass ?? 0) - (ledger.balance(lot) ?? .zero)
                let before = ledger.account(lot)?.blend
                try ledger.add(bench.weighing(LotReference(lot).name, adjustment: adjustment))
                #expect(ledger.account(lot)?.blend == before && ledger.balance(lot)?.milligrams == mass)
            } else {
                let inputs = books.indices.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
                var event = bench.transformation([:], to: [:])
                event.inputs = inputs.map { input in
                    let left = ledger.balance(bench.uri(books[input].lot))?.milligrams ?? 0
                    return Quantity(
                        bench.uri(books[input].lot), Mass(milligrams: Int64.random(in: 0...left, using: &random)))
                }
                let mass = event.inputs.map(\.mass).reduce(.zero, +).milligrams
                let made = Int64.random(in: 0...mass, using: &random)
                event.outputs = [Quantity(bench.uri("made-\(step)"), Mass(milligrams: made))]
                event.loss = Mass(milligrams: mass - made)
                try ledger.add(event)
                let ingredients = zip(inputs, event.inputs).map { (books[$0].shares, $1.mass.milligrams) }
                books.append(("made-\(step)", Enclosure(mixing: ingredients)))
            }
        }
        for (lot, shares) in books {
            let account = try #require(ledger.account(bench.uri(lot)))
            #expect(shares.holds(account.blend, steps: 180), "\(lot)")
            #expect(shares.perMille.contains(account.blend.recycledPerMille), "\(lot)")
            let amounts = Origin.allCases.map { account.composition[$0] }
            #expect(amounts.reduce(.zero, +) == account.balance && amounts.allSatisfy { $0 >= .zero })
        }
    }

    /// Ten thousand mixings in a row, each rounded: the share is off by less than a part for each of them, which is
    /// 10^-11 per mille.
    @Test(arguments: 0..<2 as Range<UInt64>)
    func errorsStaySmallOverTenThousandSteps(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var (blend, shares) = (Blend(.virgin), Enclosure(.virgin))
        for step in 1...10_000 as ClosedRange<UInt128> {
            let origin = Origin.allCases.randomElement(using: &random) ?? .virgin
            let old = Int64.random(in: 1...99_999_999, using: &random)
            let new = Int64.random(in: 1...9_999_999, using: &random)
            blend = Blend(mixing: [(blend, Mass(milligrams: old)), (Blend(origin), Mass(milligrams: new))])
            shares = Enclosure(mixing: [(shares, old), (Enclosure(origin), new)])
            #expect(shares.holds(blend, steps: step) && blend.parts.reduce(0, +) == Blend.whole)
        }
        #expect(shares.perMille.contains(blend.recycledPerMille))
    }

    /// The greatest masses that a ledger lets in, and a part that rounding took from the recycled half of a mixture.
    @Test func theLargestMassesMixAndRoundingDoesNotShow() {
        let most = Mass(milligrams: Int64.max / 600)
        let all = Blend(mixing: (0..<600).map { (Blend(Origin.allCases[$0 % 5]), most) })
        #expect(all.recycledPerMille == 400)
        // 3/42 and 18/42 of the one, three times 7/42 of the other, whose remainders are the largest.
        let masses: [Int64] = [7, 3, 18, 7, 7]
        let half = Blend(mixing: zip(Origin.allCases, masses).map { (Blend($0), Mass(milligrams: $1)) })
        #expect(half.parts[1] + half.parts[2] == Blend.whole / 2 - 1 && half.recycledPerMille == 500)
        #expect(Composition(half, Mass(milligrams: 42)).byOrigin.values.map(\.milligrams).sorted() == masses.sorted())
        // A milligram of virgin in all but a million tonnes is material and not rounding.
        let milligram = Mass(milligrams: 1)
        let recycled = Blend(mixing: [(Blend(.postConsumer), Mass.limit - milligram), (Blend(.virgin), milligram)])
        #expect(recycled.recycledPerMille == 999)
    }
}

/// Where the exact shares of a mixture lie: reckoned apart from the library in parts of 10^30, once rounded down and
/// once rounded up at each step, so that the exact fraction is in between for certain. Masses below 10^8 mg.
private struct Enclosure {
    private static let whole: UInt128 = 1_000_000_000_000_000_000_000_000_000_000
    private var lower: [UInt128]
    private var upper: [UInt128]

    init(_ origin: Origin) {
        lower = Origin.allCases.map { $0 == origin ? Self.whole : 0 }
        upper = lower
    }

    init(mixing ingredients: [(shares: Enclosure, mass: Int64)]) {
        let isMassless = ingredients.allSatisfy { $0.mass == 0 }
        let weights = ingredients.map { isMassless ? 1 : UInt128($0.mass) }
        let total = weights.reduce(0, +)
        func sum(_ side: (Enclosure) -> UInt128) -> UInt128 {
            zip(ingredients, weights).reduce(0) { $0 + side($1.0.shares) * $1.1 }
        }
        lower = Origin.allCases.indices.map { place in sum { $0.lower[place] } / total }
        upper = Origin.allCases.indices.map { place in (sum { $0.upper[place] } + total - 1) / total }
    }

    /// Whether each share is off by less than one part of 10^18 for each step.
    func holds(_ blend: Blend, steps: UInt128) -> Bool {
        let scale = Self.whole / UInt128(Blend.whole)
        return blend.parts.indices.allSatisfy { place in
            let share = UInt128(blend.parts[place]) * scale
            return share + steps * scale >= lower[place] && share <= upper[place] + steps * scale
        }
    }

    /// What the exact recycled share is in thousandths, rounded down; two where it lies at the border of two.
    var perMille: ClosedRange<Int> {
        let places = Origin.allCases.indices.filter { Origin.allCases[$0].isRecycled }
        func thousandths(_ side: [UInt128]) -> Int {
            Int(places.reduce(0) { $0 + side[$1] } / (Self.whole / 1000))
        }
        return thousandths(lower)...min(thousandths(upper), 1000)
    }
}
