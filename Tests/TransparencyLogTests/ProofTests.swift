import SeededRandom
import Testing
import TransparencyLog

@Suite struct ProofTests {
    private static let size = 70
    private static let leaves = (0..<size).map { NaiveTree.leaf(Array("entry \($0)".utf8)) }
    private static let hashes = leaves.map(TreeHash.of)
    private static let roots = (0...size).map { TreeHash.of(NaiveTree.root(leaves[..<$0])) }

    private static func reader(size: Int) -> TileReader {
        let checkpoint = Checkpoint(origin: "log.example", size: UInt64(size), root: roots[size])
        return TileReader(checkpoint: checkpoint) { tile in Array(hashes[..<tile.width]).tileBytes }
    }

    @Test("Every inclusion proof of every tree to 70 is the one of RFC 6962, and verifies at its place only")
    func inclusion() throws {
        for size in 1...Self.size {
            let reader = Self.reader(size: size)
            for index in 0..<size {
                let proof = try reader.inclusionProof(of: UInt64(index))
                #expect(proof.hashes.map(\.bytes) == NaiveTree.path(index, Self.leaves[..<size]))
                try proof.verify(leaf: Self.hashes[index], root: Self.roots[size])
                let elsewhere = (0..<size).filter { other in
                    let moved = InclusionProof(index: UInt64(other), size: proof.size, hashes: proof.hashes)
                    return Self.verifies { () throws(LogFault) in
                        try moved.verify(leaf: Self.hashes[index], root: Self.roots[size])
                    }
                }
                #expect(elsewhere == [index])
            }
        }
    }

    @Test("Every consistency proof of every pair of trees to 70 is the one of RFC 6962, and verifies")
    func consistency() throws {
        for size in 0...Self.size {
            let reader = Self.reader(size: size)
            for old in 0...size {
                let proof = try reader.consistencyProof(from: UInt64(old))
                let expected = old == 0 ? [] : NaiveTree.proof(old, Self.leaves[..<size])
                #expect(proof.hashes.map(\.bytes) == expected)
                try proof.verify(old: Self.roots[old], new: Self.roots[size])
                #expect(try reader.root(ofSize: UInt64(old)) == Self.roots[old])
            }
        }
    }

    @Test("An inclusion proof with a hash dropped, added, flipped or swapped is refused")
    func damagedInclusion() throws {
        for size in 1...Self.size {
            let reader = Self.reader(size: size)
            for index in 0..<size {
                let good = try reader.inclusionProof(of: UInt64(index)).hashes
                let leaf = Self.hashes[index]
                let accepted = Self.damaged(good).count { damaged in
                    let proof = InclusionProof(index: UInt64(index), size: UInt64(size), hashes: damaged)
                    return Self.verifies { () throws(LogFault) in try proof.verify(leaf: leaf, root: Self.roots[size]) }
                }
                #expect(accepted == 0)
                let proof = InclusionProof(index: UInt64(index), size: UInt64(size), hashes: good)
                #expect(throws: LogFault.inclusionRefuted(index: UInt64(index), size: UInt64(size), .otherRoot)) {
                    try proof.verify(leaf: leaf.flipped(), root: Self.roots[size])
                }
            }
        }
    }

    @Test("A consistency proof with a hash dropped, added, flipped or swapped is refused, and so is another root")
    func damagedConsistency() throws {
        for size in 0...Self.size {
            let reader = Self.reader(size: size)
            for old in 0...size {
                let good = try reader.consistencyProof(from: UInt64(old)).hashes
                let (oldRoot, newRoot) = (Self.roots[old], Self.roots[size])
                func proof(_ hashes: [TreeHash]) -> ConsistencyProof {
                    ConsistencyProof(oldSize: UInt64(old), newSize: UInt64(size), hashes: hashes)
                }
                let accepted = Self.damaged(good).count { damaged in
                    Self.verifies { () throws(LogFault) in try proof(damaged).verify(old: oldRoot, new: newRoot) }
                }
                #expect(accepted == 0)
                #expect(throws: LogFault.self) { try proof(good).verify(old: oldRoot.flipped(), new: newRoot) }
                // From nothing to something every root is as good: there is nothing to be consistent with.
                guard old > 0 || size == 0 else { continue }
                #expect(throws: LogFault.self) { try proof(good).verify(old: oldRoot, new: newRoot.flipped()) }
            }
        }
    }

    /// Whether a check passes: quicker than `#expect(throws:)` where there are a hundred thousand of them.
    private static func verifies(_ check: () throws(LogFault) -> Void) -> Bool {
        do {
            try check()
            return true
        } catch {
            return false
        }
    }

    /// Every way to take one hash out, put one in, turn one bit, or swap two neighbours.
    private static func damaged(_ hashes: [TreeHash]) -> [[TreeHash]] {
        var all: [[TreeHash]] = []
        for place in 0...hashes.count {
            var longer = hashes
            longer.insert(MerkleTree.empty, at: place)
            all.append(longer)
            guard place < hashes.count else { continue }
            var shorter = hashes
            shorter.remove(at: place)
            var flipped = hashes
            flipped[place] = flipped[place].flipped(bit: 17 * place)
            all += [shorter, flipped]
            guard place + 1 < hashes.count, hashes[place] != hashes[place + 1] else { continue }
            var swapped = hashes
            swapped.swapAt(place, place + 1)
            all.append(swapped)
        }
        return all
    }

    @Test("Faults say which way a proof fails")
    func flaws() throws {
        let (four, seven) = (Self.roots[4], Self.roots[7])
        #expect(throws: LogFault.rolledBack(size: 4, seenSize: 7)) {
            try ConsistencyProof(oldSize: 7, newSize: 4, hashes: []).verify(old: seven, new: four)
        }
        #expect(throws: LogFault.splitView(size: 7)) {
            try ConsistencyProof(oldSize: 7, newSize: 7, hashes: []).verify(old: seven, new: seven.flipped())
        }
        #expect(throws: LogFault.consistencyRefuted(oldSize: 4, newSize: 7, .tooShort)) {
            try ConsistencyProof(oldSize: 4, newSize: 7, hashes: []).verify(old: four, new: seven)
        }
        #expect(throws: LogFault.consistencyRefuted(oldSize: 0, newSize: 7, .tooLong)) {
            try ConsistencyProof(oldSize: 0, newSize: 7, hashes: [four]).verify(old: MerkleTree.empty, new: seven)
        }
        #expect(throws: LogFault.indexOutOfRange(index: 7, size: 7)) {
            try InclusionProof(index: 7, size: 7, hashes: []).root(of: four)
        }
        #expect(throws: LogFault.indexOutOfRange(index: 0, size: 0)) {
            try InclusionProof(index: 0, size: 0, hashes: []).root(of: four)
        }
    }

    @Test("Proofs made of noise, at sizes to the limit, are refused and never trap")
    func noise() {
        var random = SplitMix64(seed: 6962)
        for _ in 0..<2000 {
            let size = UInt64.random(in: 0...UInt64.max >> UInt64.random(in: 0...63, using: &random), using: &random)
            let index = UInt64.random(in: 0...UInt64.max >> UInt64.random(in: 0...63, using: &random), using: &random)
            let hashes = (0..<Int.random(in: 0...70, using: &random)).map { _ in
                MerkleTree.empty.flipped(bit: Int.random(in: 0...255, using: &random))
            }
            let inclusion = InclusionProof(index: index, size: size, hashes: hashes)
            #expect(throws: LogFault.self) { try inclusion.verify(leaf: Self.hashes[0], root: Self.roots[3]) }
            guard index > 0 else { continue }
            let consistency = ConsistencyProof(oldSize: index, newSize: size, hashes: hashes)
            #expect(throws: LogFault.self) { try consistency.verify(old: Self.roots[3], new: Self.roots[5]) }
        }
    }
}
