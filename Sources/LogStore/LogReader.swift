public import TransparencyLog

/// Entries, leaf hashes and proofs of one published tree, each tile checked up to its root.
public struct LogReader: Sendable {
    private let source: any LogSource
    private let extent: SignedExtent
    private let note: [UInt8]

    init(source: any LogSource, extent: SignedExtent, note: [UInt8]) {
        self.source = source
        self.extent = extent
        self.note = note
    }

    /// Reads the tree of the published checkpoint. Its signatures are not checked: that is for whoever takes the proof.
    /// - Throws: `.notALog` without checkpoint, `.mismatch` where it is none.
    public init(_ source: any LogSource, name: String) throws(LogStoreError) {
        guard let note = try source.file(LogFile.checkpoint) else { throw .notALog(path: name) }
        do throws(LogFault) {
            let checkpoint = try Checkpoint(parsing: SignedNote(parsing: note).text)
            guard checkpoint.isEmptyTreeSound else { throw LogFault.rootDiffers(size: 0) }
            self.init(source: source, extent: SignedExtent(size: checkpoint.size, root: checkpoint.root), note: note)
        } catch {
            throw .mismatch([error])
        }
    }

    public var size: UInt64 { extent.size }

    /// - Throws: `.noSuchEntry`, `.mismatch`, `.io`.
    public func entry(at index: UInt64) throws(LogStoreError) -> [UInt8] {
        let leaf = try leafHash(at: index)
        let (bytes, ranges) = try bundle(index / 256)
        let entry = Array(bytes[ranges[Int(index % 256)]])
        guard MerkleTree.leaf(entry) == leaf else {
            throw .mismatch([.entryEdited(path: BundleAddress(index: index / 256).path, index: index)])
        }
        return entry
    }

    /// The entries `first ..< end`, each bundle checked against the tree.
    /// - Parameter body: called with each entry, in order.
    /// - Throws: `.noSuchEntry`, `.mismatch`, `.io`; what `body` throws.
    public func forEachEntry(in range: Range<UInt64>, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
        guard range.upperBound <= size else {
            throw LogStoreError.noSuchEntry(index: range.upperBound - 1, size: size)
        }
        guard !range.isEmpty else { return }
        let tiles = tiles
        for number in range.lowerBound / 256...(range.upperBound - 1) / 256 {
            let (bytes, ranges) = try bundle(number)
            let leaves = try mismatched { try tiles.leafHashes(tile: number) }
            for (place, entry) in ranges.enumerated() {
                let index = number * 256 + UInt64(place)
                guard range.contains(index) else { continue }
                guard MerkleTree.leaf(bytes[entry]) == leaves[place] else {
                    let path = BundleAddress(index: number, width: ranges.count).path
                    throw LogStoreError.mismatch([.entryEdited(path: path, index: index)])
                }
                try body(bytes[entry])
            }
        }
    }

    /// - Throws: as `entry`.
    public func leafHash(at index: UInt64) throws(LogStoreError) -> TreeHash {
        guard index < size else { throw .noSuchEntry(index: index, size: size) }
        return try mismatched { try tiles.leafHash(at: index) }
    }

    /// - Throws: as `entry`.
    public func proof(of index: UInt64, extra: [UInt8]? = nil) throws(LogStoreError) -> LogProof {
        guard index < size else { throw .noSuchEntry(index: index, size: size) }
        let inclusion = try mismatched {
            let tiles = tiles
            let inclusion = try tiles.inclusionProof(of: index)
            // The path of the only entry is empty, and made without a look at any tile.
            try inclusion.verify(leaf: try tiles.leafHash(at: index), root: extent.root)
            return inclusion
        }
        return LogProof(index: index, hashes: inclusion.hashes, extra: extra, note: note)
    }

    /// The root over the first `size` entries.
    func root(ofSize size: UInt64) throws(LogStoreError) -> TreeHash {
        try mismatched { try tiles.root(ofSize: size) }
    }

    /// The frontier of the tree, checked against its root.
    func frontier() throws(LogStoreError) -> Frontier {
        let frontier = try mismatched { try Frontier(size: size, reading: tile) }
        guard frontier.root == extent.root else { throw .mismatch([.rootDiffers(size: size)]) }
        return frontier
    }

    /// The hashes of a level's tile that is not full; none where all are. The root stands for them: see `frontier`.
    func openTile(level: Int) throws(LogStoreError) -> [TreeHash] {
        let hashes = size >> UInt64(8 * level)
        guard hashes % 256 > 0, let address = TileAddress(level: level, index: hashes / 256, size: size) else {
            return []
        }
        let bytes = try mismatched { try tile(address) }
        guard bytes.count >= address.width * 32 else {
            throw .mismatch([.tileTorn(path: address.path, bytes: bytes.count)])
        }
        return (0..<address.width).compactMap { TreeHash(bytes[($0 * 32)..<($0 * 32 + 32)]) }
    }

    private var tiles: TileReader {
        TileReader(checkpoint: Checkpoint(origin: "log", size: extent.size, root: extent.root), fetch: tile)
    }

    private func tile(_ address: TileAddress) throws -> [UInt8] {
        guard let bytes = try source.file(address, orFull: address.full.path) else {
            throw LogFault.tileMissing(path: address.path)
        }
        return bytes
    }

    /// Bytes and places of the entries that a bundle has in this tree.
    func bundle(_ number: UInt64) throws(LogStoreError) -> ([UInt8], [Range<Int>]) {
        guard let address = BundleAddress(index: number, size: size) else {
            throw .noSuchEntry(index: number * 256, size: size)
        }
        do {
            if let bytes = try source.file(address.path) {
                return (bytes, try EntryBundle.parse(bytes, width: address.width, index: number))
            }
            guard let bytes = try source.file(address.full.path) else {
                throw LogFault.bundleMissing(path: address.path)
            }
            let ranges = try EntryBundle.parse(bytes, width: address.full.width, index: number)
            return (bytes, Array(ranges.prefix(address.width)))
        } catch let fault as LogFault {
            throw .mismatch([fault])
        } catch let error as LogStoreError {
            throw error
        } catch {
            preconditionFailure("files and bundles fail with their own errors: \(error)")
        }
    }
}

extension LogSource {
    /// A tile, or the full one of the same place: partial ones are removed when they filled up.
    fileprivate func file(_ tile: TileAddress, orFull full: String) throws(LogStoreError) -> [UInt8]? {
        if let bytes = try file(tile.path) { return bytes }
        return tile.isPartial ? try file(full) : nil
    }
}

/// Faults of what was read as the store's error.
private func mismatched<Value>(_ body: () throws -> Value) throws(LogStoreError) -> Value {
    do { return try body() } catch let fault as LogFault { throw .mismatch([fault]) } catch let error as LogStoreError {
        throw error
    } catch {
        preconditionFailure("a tile reader fails with faults, or as its source does: \(error)")
    }
}
