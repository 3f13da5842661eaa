/// The check of one bundle against its leaf tile, 256 entries at most. Checks do not depend on each other: make them on
/// several threads and hand them to `LogAudit.add` in any order.
public struct BundleCheck: Sendable {
    /// Which bundle.
    public let address: BundleAddress
    /// The entries that were read and hashed.
    public let entryCount: Int
    /// What is wrong with the two files by themselves: missing, torn, too few or too many entries.
    let faults: [LogFault]
    /// The root over the entries of the bundle, and over the hashes of the leaf tile; nil where it cannot be known.
    let entriesRoot: TreeHash?
    let tileRoot: TreeHash?
    /// The leaf hashes by the bundle and by the tile, kept where they are needed again: on the right edge and where
    /// bundle and tile differ.
    let entryHashes: [TreeHash]?
    let tileHashes: [TreeHash]?

    /// Reads and hashes.
    ///
    /// - Parameter file: the bytes of a path under the log's prefix; nil where there is no such file. The full file of
    ///   the same place is asked for where a partial one is missing.
    /// - Throws: what `file` throws.
    public init<Failure: Error>(
        _ address: BundleAddress, file: (_ path: String) throws(Failure) -> [UInt8]?
    ) throws(Failure) {
        self.address = address
        var faults: [LogFault] = []
        var tileBytes: ArraySlice<UInt8>?
        switch try LogFiles.tile(address.leafTile, file) {
        case .success(let bytes): tileBytes = bytes
        case .failure(let fault): faults.append(fault)
        }
        let bundle = try LogFiles.first(of: [address.path, address.full.path], file)
        let hashes = Self.entryHashes(bundle, of: address, tileBytes, &faults)
        let isSame = hashes != nil && hashes?.isStored(in: tileBytes) == true
        let keeps = address.isPartial || !isSame
        let stored = keeps ? tileBytes.map { [TreeHash](tile: $0) } : nil
        entryCount = hashes?.count ?? 0
        entriesRoot = hashes.map { MerkleTree.root(of: $0) }
        tileRoot = isSame ? entriesRoot : stored.map { MerkleTree.root(of: $0) }
        entryHashes = keeps ? hashes : nil
        tileHashes = stored
        self.faults = faults
    }

    private static func entryHashes(
        _ file: (path: String, bytes: [UInt8])?, of address: BundleAddress, _ tile: ArraySlice<UInt8>?,
        _ faults: inout [LogFault]
    ) -> [TreeHash]? {
        guard let file else {
            faults.append(.bundleMissing(path: address.path))
            return nil
        }
        let ranges: [Range<Int>]
        do {
            ranges = try EntryBundle.scan(file.bytes, path: file.path)
        } catch {
            faults.append(error)
            return nil
        }
        let width = file.path == address.path ? address.width : TileAddress.fullWidth
        if ranges.count == width { return EntryBundle.leafHashes(of: file.bytes, at: ranges.prefix(address.width)) }
        // The first entry that is not the tile's is where one was taken out or put in.
        let hashes = EntryBundle.leafHashes(of: file.bytes, at: ranges)
        let stored = tile.map { [TreeHash](tile: $0) } ?? []
        let place = zip(hashes, stored).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let index = address.index * 256 + UInt64(place ?? min(ranges.count, width))
        faults.append(
            ranges.count < width
                ? .entryMissing(path: file.path, index: index) : .entryAdded(path: file.path, index: index))
        return nil
    }
}

extension [TreeHash] {
    /// Whether a tile of these bytes holds these hashes.
    fileprivate func isStored(in tile: ArraySlice<UInt8>?) -> Bool {
        guard let tile, tile.count == count * TreeHash.byteCount else { return false }
        return tile.withUnsafeBytes { buffer in
            indices.allSatisfy { self[$0] == TreeHash(buffer, at: $0 * TreeHash.byteCount) }
        }
    }
}
