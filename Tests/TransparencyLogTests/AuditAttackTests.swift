import SeededRandom
import Testing
import TransparencyLog

/// Each way to tamper with a log, and the name that the audit has for it.
@Suite struct AuditAttackTests {
    private static let sizes = [1000, 1024]

    private static func found(_ log: SampleLog, old: [[UInt8]] = []) throws -> [LogFault] {
        try log.audit(old: old).findings
    }

    @Test("An entry edited, at every place of a small tree and on the right edge")
    func editedEntry() throws {
        for (size, places) in [(5, 0..<5), (300, 250..<300)] {
            let good = try SampleLog(sizes: [size])
            for index in places {
                var log = good
                try log.rewrite(bundle: index / 256) { $0[index % 256].append(1) }
                let path = try #require(BundleAddress(index: UInt64(index / 256), size: UInt64(size))).path
                #expect(try Self.found(log) == [.entryEdited(path: path, index: UInt64(index))])
            }
        }
    }

    @Test("An entry and its leaf tile edited, while the parent stands: golang/go#80744", arguments: sizes)
    func editedLeafTile(size: Int) throws {
        for index in [0, 255, 256, 300, 700] {
            var log = try SampleLog(sizes: [size])
            try log.rewrite(bundle: index / 256) { $0[index % 256] = [9] }
            try log.set(hash: MerkleTree.leaf([9]), at: index, level: 0)
            #expect(try Self.found(log) == [.entryAndTilesEdited(path: "tile/0/00\(index / 256)")])
        }
    }

    @Test("An entry and every tile edited: only the signed root differs")
    func editedThroughout() throws {
        for (size, levels, index) in [(200, 1, 3), (1000, 2, 3), (1000, 1, 999), (1024, 2, 1023)] {
            var log = try SampleLog(sizes: [size])
            try log.rewrite(bundle: index / 256) { $0[index % 256] = [9] }
            var hash = MerkleTree.leaf([9])
            for level in 0..<levels {
                try log.set(hash: hash, at: index, level: level)
                hash = try log.tileRoot(over: index, level: level)
            }
            #expect(try Self.found(log) == [.rootDiffers(size: UInt64(size))])
        }
    }

    @Test("Edited up to level 1, while level 2 stands")
    func editedTwoLevels() throws {
        var log = SampleLog.large
        try log.rewrite(bundle: 0) { $0[3] = [9] }
        try log.set(hash: MerkleTree.leaf([9]), at: 3, level: 0)
        try log.set(hash: try log.tileRoot(over: 3, level: 0), at: 3, level: 1)
        #expect(try Self.found(log) == [.entryAndTilesEdited(path: "tile/1/000")])
    }

    @Test("An entry taken out or put in", arguments: sizes)
    func missingEntry(size: Int) throws {
        for index in [0, 17, 255, 300, 999] {
            var log = try SampleLog(sizes: [size])
            let address = try #require(BundleAddress(index: UInt64(index / 256), size: UInt64(size)))
            try log.rewrite(bundle: index / 256) { $0.remove(at: index % 256) }
            #expect(try Self.found(log) == [.entryMissing(path: address.path, index: UInt64(index))])
            try log.rewrite(bundle: index / 256) { $0.insert([9], at: index % 256) }
            #expect(try Self.found(log) == [.entryAdded(path: address.path, index: UInt64(index))])
        }
    }

    @Test("Two entries swapped, in one bundle and across two")
    func swapped() throws {
        let good = try SampleLog(sizes: [1000])
        for (first, second) in [(0, 1), (3, 200), (5, 300), (0, 999), (990, 991)] {
            var log = good
            let (a, b) = (good.entries[first], good.entries[second])
            try log.rewrite(bundle: first / 256) { bundle in
                bundle[first % 256] = b
                if second / 256 == first / 256 { bundle[second % 256] = a }
            }
            if second / 256 != first / 256 { try log.rewrite(bundle: second / 256) { $0[second % 256] = a } }
            #expect(try Self.found(log) == [.entriesSwapped(UInt64(first), UInt64(second))])
        }
    }

    @Test("Files missing and torn, each by its path", arguments: [5, 300, 512, 1000])
    func files(size: Int) throws {
        let good = try SampleLog(sizes: [size])
        let upper = good.files.keys.filter { !$0.contains("entries") && !$0.contains("tile/0/") }
        let some = Set([0, 1, size / 512].map { BundleAddress(index: UInt64($0), size: UInt64(size)) }).compactMap {
            $0
        }
        for path in upper + some.flatMap({ [$0.path, $0.leafTile.path] }) {
            var log = good
            let isBundle = BundleAddress(path: path) != nil
            let removed = log.files.removeValue(forKey: path)
            let bytes = try #require(removed)
            #expect(try Self.found(log) == [isBundle ? .bundleMissing(path: path) : .tileMissing(path: path)])
            log.files[path] = bytes.dropLast()
            let torn = try Self.found(log)
            #expect(torn.count == 1 && torn.first?.code == (isBundle ? "bundle_torn" : "tile_torn"))
            #expect(torn.first?.description.contains(path) == true)
        }
    }

    @Test("Tiles of a tree with three levels missing, each by its path")
    func upperFiles() throws {
        for path in ["tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1", "tile/0/256"] {
            var log = SampleLog.large
            log.files[path] = nil
            #expect(try Self.found(log) == [.tileMissing(path: path)])
        }
    }

    @Test("Hashes flipped in tiles of each level", arguments: [5, 300, 1000, 65_793])
    func flippedTiles(size: Int) throws {
        let good = size > 1000 ? SampleLog.large : try SampleLog(sizes: [size])
        for level in 0..<3 where size >> (8 * level) > 0 {
            let count = size >> (8 * level)
            for place in size > 1000 ? [count / 2] : Set([0, count / 2, count - 1]) {
                var log = good
                let index = place << (8 * level)
                try log.set(hash: MerkleTree.leaf([9]), at: index, level: level)
                let tile = try #require(TileAddress(level: level, index: UInt64(place / 256), size: UInt64(size)))
                #expect(
                    try Self.found(log) == [
                        level == 0
                            ? .leafTileAltered(path: tile.path, index: UInt64(index))
                            : .upperTileAltered(path: tile.path, position: place % 256)
                    ])
            }
        }
    }

    @Test("Entry and leaf tile changed apart from each other, and a tile without its bundle")
    func both() throws {
        var log = try SampleLog(sizes: [1000])
        try log.rewrite(bundle: 1) { $0[3] = [9] }
        try log.set(hash: MerkleTree.leaf([8]), at: 300, level: 0)
        #expect(
            try Self.found(log) == [.tileRefuted(path: "tile/0/001"), .bundleRefuted(path: "tile/entries/001")])
        log.files["tile/entries/001"] = nil
        #expect(
            try Self.found(log) == [.bundleMissing(path: "tile/entries/001"), .tileRefuted(path: "tile/0/001")])
    }

    @Test("A checkpoint changed after signing: root, size, origin, or a line more")
    func changedCheckpoint() throws {
        let log = try SampleLog(sizes: [300])
        let text = String(decoding: log.cosigned, as: UTF8.self)
        let root = log.checkpoint.root.base64
        for (good, bad) in [(root, MerkleTree.empty.base64), ("\n300\n", "\n299\n"), (root, root + "\nmore")] {
            let note = Array(text.replacing(good, with: bad, maxReplacements: 1).utf8)
            let report = try log.audit(note)
            #expect(report.findings == [.signatureFails(name: SampleLog.origin)])
            #expect(report.checkpoint == nil && report.entries == 0 && !report.isGood)
        }
    }

    @Test("Another key, no cosignatures, a cosignature of another time")
    func signatures() throws {
        let log = try SampleLog(sizes: [300])
        let impostor = SampleLog.signingKey(SampleLog.origin, seed: 9)
        #expect(try log.audit(log.checkpoint.signed(by: impostor)).findings.map(\.code) == ["signed_by_another_key"])
        let stripped = try log.audit(log.notes[0])
        #expect(stripped.findings == [.quorumUnmet(valid: 0, cosigners: 2)])
        #expect(stripped.entries == 300)
        var note = try SignedNote(parsing: log.notes[0])
        let witness = SampleLog.witnesses[0]
        let real = witness.cosign(note.text, at: SampleLog.time)
        let earlier = Array(witness.cosign(note.text, at: 1).bytes.prefix(8))
        note.append(NoteSignature(name: real.name, keyID: real.keyID, bytes: earlier + real.bytes.dropFirst(8)))
        #expect(try log.audit(note.bytes).findings == [.cosignatureFails(name: witness.name)])
    }

    @Test("Rolled back, split, and history rewritten under an older checkpoint")
    func history() throws {
        let log = try SampleLog(sizes: [100, 300, 512, 700])
        let other = try SampleLog(sizes: [100, 300, 512, 700], seed: 2)
        let before = LogAudit.run(note: log.notes[1], policy: try SampleLog.policy(quorum: 0), old: [log.notes[3]]) {
            log.files[$0]
        }
        #expect(before.findings == [.rolledBack(size: 300, seenSize: 700)])
        #expect(try Self.found(log, old: [other.notes[3]]) == [.splitView(size: 700)])
        for (note, size) in zip(other.notes, [100, 300, 512] as [UInt64]) {
            #expect(try Self.found(log, old: [note]) == [.historyRewritten(oldSize: size, newSize: 700)])
        }
        // A fault elsewhere does not accuse history.
        var damaged = log
        try damaged.rewrite(bundle: 0) { $0[3] = [9] }
        #expect(try Self.found(damaged, old: log.notes) == [.entryEdited(path: "tile/entries/000", index: 3)])
        damaged.files["tile/0/000"] = nil
        #expect(try Self.found(damaged, old: log.notes).map(\.code) == ["tile_missing", "bundle_refuted"])
        var edge = log
        try edge.rewrite(bundle: 2) { $0[100] = [9] }
        try edge.set(hash: MerkleTree.leaf([8]), at: 600, level: 0)
        let codes = try Self.found(edge, old: log.notes).map(\.code)
        #expect(codes == ["root_differs", "entry_edited", "entry_edited"])
    }

    @Test("Older checkpoints of another log, or that nobody trusted signed, are findings")
    func foreignOld() throws {
        let log = try SampleLog(sizes: [10])
        let key = SampleLog.signingKey("log.example/other", seed: 1)
        let foreign = Checkpoint(origin: key.name, size: 1, root: MerkleTree.leaf([])).signed(by: key)
        #expect(try Self.found(log, old: [foreign]) == [.unknownOrigin(key.name)])
        #expect(try Self.found(log, old: [Array("x\n".utf8)]).map(\.code) == ["malformed_note"])
    }

    @Test("One seeded bit turned in any one file is always found", arguments: 1...40)
    func anyBit(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var log = try SampleLog(sizes: [Int.random(in: 1...1100, using: &random)], seed: seed)
        let path = try #require(log.files.keys.sorted().randomElement(using: &random))
        let bit = Int.random(in: 0..<(log.files[path]?.count ?? 0) * 8, using: &random)
        log.files[path]?[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(try !log.audit().isGood)
    }
}
