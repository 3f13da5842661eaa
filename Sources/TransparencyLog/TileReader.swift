/// Reads the tiles of one signed tree and believes none of them: each tile that it uses is checked against its parent,
/// up to the signed root, whichever index was asked for.
///
/// The tile reader of golang.org/x/mod checked the parents only and handed out unauthenticated leaf hashes
/// (golang/go#80744, CVE-2026-56865). Here a hash leaves a tile after the tile hashes to what its parent holds, and the
/// tiles on the right edge, which have no parent, after they fold to the root.
///
/// The tiles that passed are kept, 64 of them at most; then the oldest goes. Not for use from several threads at once.
public final class TileReader {
    /// The tree that is read. Its signatures were checked by whoever made the reader.
    public let checkpoint: Checkpoint
    private let fetch: (TileAddress) throws -> [UInt8]
    private var edge: [TileAddress: [TreeHash]]?
    private var passed: [TileAddress: [TreeHash]] = [:]
    private var order: [TileAddress] = []

    /// The tiles kept besides the right edge.
    static let limit = 64

    /// - Parameter fetch: gives the bytes of a tile. For a partial tile the full one of the same place will do.
    public init(checkpoint: Checkpoint, fetch: @escaping (TileAddress) throws -> [UInt8]) {
        self.checkpoint = checkpoint
        self.fetch = fetch
    }

    /// The proof that entry `index` is in the signed tree.
    ///
    /// - Throws: `LogFault.indexOutOfRange`, `tileRefuted`, `tileTorn`, `rootDiffers`; and what `fetch` throws.
    public func inclusionProof(of index: UInt64) throws -> InclusionProof {
        let size = checkpoint.size
        guard index < size else { throw LogFault.indexOutOfRange(index: index, size: size) }
        let hashes = try subtrees.inclusionPath(of: index, size: size)
        // The entry's own leaf tile holds its sibling, or the edge does: either way it was checked on the way.
        return InclusionProof(index: index, size: size, hashes: hashes)
    }

    /// The proof that the first `size` entries are the beginning of the signed tree.
    ///
    /// - Throws: `LogFault.rolledBack` where the signed tree is smaller; else as `inclusionProof`.
    public func consistencyProof(from size: UInt64) throws -> ConsistencyProof {
        guard size <= checkpoint.size else { throw LogFault.rolledBack(size: checkpoint.size, seenSize: size) }
        let hashes = try subtrees.consistencyPath(from: size, to: checkpoint.size)
        return ConsistencyProof(oldSize: size, newSize: checkpoint.size, hashes: hashes)
    }

    /// The root over the first `size` entries.
    ///
    /// - Throws: as `consistencyProof`.
    public func root(ofSize size: UInt64) throws -> TreeHash {
        guard size <= checkpoint.size else { throw LogFault.rolledBack(size: checkpoint.size, seenSize: size) }
        return try subtrees.root(0, size)
    }

    /// The leaf hash of entry `index`, with its tile checked.
    ///
    /// - Throws: as `inclusionProof`.
    public func leafHash(at index: UInt64) throws -> TreeHash {
        guard index < checkpoint.size else { throw LogFault.indexOutOfRange(index: index, size: checkpoint.size) }
        return try hashes(level: 0, index: index / 256)[Int(index % 256)]
    }

    /// The leaf hashes of leaf tile `tile`: entries `256 * tile` and on.
    ///
    /// - Throws: as `inclusionProof`.
    public func leafHashes(tile: UInt64) throws -> [TreeHash] { try hashes(level: 0, index: tile) }

    private var subtrees: SubtreeHashes {
        SubtreeHashes { height, index in
            let level = height / 8
            let first = index << UInt64(height % 8)
            let tile = try self.hashes(level: level, index: first / 256)
            let start = Int(first % 256)
            return MerkleTree.root(of: tile[start..<start + 1 << (height % 8)])
        }
    }

    /// The hashes of a tile that passed.
    private func hashes(level: Int, index: UInt64) throws -> [TreeHash] {
        guard let address = TileAddress(level: level, index: index, size: checkpoint.size) else {
            throw LogFault.indexOutOfRange(index: index << UInt64(8 * (level + 1)), size: checkpoint.size)
        }
        let edge = try checkedEdge()
        if let hashes = edge[address] ?? passed[address] { return hashes }
        let (parent, position) = address.parent
        let expected = try hashes(level: level + 1, index: parent)[position]
        let hashes = try address.hashes(of: try fetch(address))
        guard MerkleTree.root(of: hashes) == expected else { throw LogFault.tileRefuted(path: address.path) }
        keep(hashes, of: address)
        return hashes
    }

    /// The partial tiles, one a level at most, after they fold to the signed root.
    private func checkedEdge() throws -> [TileAddress: [TreeHash]] {
        if let edge { return edge }
        let size = checkpoint.size
        var fetched: [TileAddress: [TreeHash]] = [:]
        let frontier = try Frontier(size: size) { address in
            let bytes = try fetch(address)
            fetched[address] = try address.hashes(of: bytes)
            return bytes
        }
        guard frontier.root == checkpoint.root else { throw LogFault.rootDiffers(size: size) }
        edge = fetched
        return fetched
    }

    private func keep(_ hashes: [TreeHash], of address: TileAddress) {
        if order.count == Self.limit { passed[order.removeFirst()] = nil }
        order.append(address)
        passed[address] = hashes
    }
}
