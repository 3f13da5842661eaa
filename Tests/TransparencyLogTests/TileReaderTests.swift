import Testing
import TransparencyLog

@Suite struct TileReaderTests {
    @Test(
        "Proofs out of tiles verify, at sizes around the borders of tiles",
        arguments: [1, 255, 256, 257, 511, 513, 800])
    func proofs(size: Int) throws {
        let log = try SampleLog(sizes: [size])
        let reader = log.reader()
        for (index, entry) in log.entries.enumerated() {
            let proof = try reader.inclusionProof(of: UInt64(index))
            try proof.verify(leaf: MerkleTree.leaf(entry), root: log.checkpoint.root)
            #expect(try reader.leafHash(at: UInt64(index)) == MerkleTree.leaf(entry))
        }
        for old in stride(from: 0, through: size, by: 37) {
            let proof = try reader.consistencyProof(from: UInt64(old))
            try proof.verify(old: try reader.root(ofSize: UInt64(old)), new: log.checkpoint.root)
        }
    }

    @Test("An entry edited together with its leaf tile is refused at every index: golang/go#80744, CVE-2026-56865")
    func editedLeafTile() throws {
        let good = try SampleLog(sizes: [600])
        for edited in 0..<600 {
            var log = good
            let forged = MerkleTree.leaf(Array("forged".utf8))
            try log.set(hash: forged, at: edited, level: 0)
            let fault =
                edited < 512 ? LogFault.tileRefuted(path: "tile/0/00\(edited / 256)") : .rootDiffers(size: 600)
            #expect(throws: fault) { try log.reader().leafHash(at: UInt64(edited)) }
            #expect(throws: fault) { try log.reader().inclusionProof(of: UInt64(edited)) }
            guard edited.isMultiple(of: 16) else { continue }
            #expect(throws: fault) { try log.reader().leafHashes(tile: UInt64(edited / 256)) }
            // The neighbour's proof holds the forged hash.
            #expect(throws: fault) { try log.reader().inclusionProof(of: UInt64(edited ^ 1)) }
        }
    }

    @Test("A tile of a higher level is checked against its own parent", arguments: [0, 300, 65_535])
    func editedUpperTile(index: Int) throws {
        var log = SampleLog.large
        try log.set(hash: MerkleTree.leaf([1]), at: index, level: 0)
        try log.set(hash: try log.tileRoot(over: index, level: 0), at: index, level: 1)
        #expect(throws: LogFault.tileRefuted(path: "tile/1/000")) { try log.reader().inclusionProof(of: UInt64(index)) }
        #expect(throws: LogFault.tileRefuted(path: "tile/1/000")) { try log.reader().leafHash(at: UInt64(index)) }
        try log.set(hash: try log.tileRoot(over: index, level: 1), at: index, level: 2)
        #expect(throws: LogFault.rootDiffers(size: 65_793)) { try log.reader().inclusionProof(of: UInt64(index)) }
    }

    @Test("Tiles of another length and indices out of the tree are refused")
    func bounds() throws {
        let log = try SampleLog(sizes: [257])
        #expect(throws: LogFault.indexOutOfRange(index: 257, size: 257)) { try log.reader().inclusionProof(of: 257) }
        #expect(throws: LogFault.indexOutOfRange(index: 257, size: 257)) { try log.reader().leafHash(at: 257) }
        #expect(throws: LogFault.indexOutOfRange(index: 512, size: 257)) { try log.reader().leafHashes(tile: 2) }
        #expect(throws: LogFault.rolledBack(size: 257, seenSize: 258)) { try log.reader().consistencyProof(from: 258) }
        for bytes in [0, 31, 32 * 255, 32 * 257] {
            var torn = log
            torn.files["tile/0/000"] = [UInt8](repeating: 0, count: bytes)
            #expect(throws: LogFault.tileTorn(path: "tile/0/000", bytes: bytes)) {
                try torn.reader().inclusionProof(of: 3)
            }
        }
    }

    @Test("What was fetched once is not fetched again while it is kept, and a full tile stands in for a partial one")
    func fetches() throws {
        let log = try SampleLog(sizes: [300, 600])
        let (files, checkpoint) = (log.files, try Checkpoint(parsing: SignedNote(parsing: log.notes[0]).text))
        var fetched: [TileAddress] = []
        let reader = TileReader(checkpoint: checkpoint) { tile in
            fetched.append(tile)
            return try #require(files[tile.full.path] ?? files[tile.path])
        }
        for index in 0..<300 { _ = try reader.inclusionProof(of: UInt64(index)) }
        #expect(fetched.count == 3 && Set(fetched) == Set(TileAddress.all(size: 300)))
    }
}
