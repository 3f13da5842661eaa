/// Where a tile of hashes stands: C2SP tlog-tiles, "Merkle Tree".
///
/// ```
/// tile/0/x001/x234/067          level 0, index 1,234,067, full
/// tile/1/000.p/17               level 1, index 0, the first 17 hashes of it
/// ```
public struct TileAddress: Hashable, Sendable {
    /// Hashes in a full tile.
    public static let fullWidth = 256

    /// 0 for leaf hashes; each hash of level `l` is the root over a full tile of level `l - 1`. 0 to 63.
    public let level: Int
    /// The place of the tile in its level.
    public let index: UInt64
    /// The number of hashes in it: 256 in a full tile, 1 to 255 in a partial one.
    public let width: Int

    /// - Precondition: level 0 to 63, width 1 to 256.
    public init(level: Int, index: UInt64, width: Int = TileAddress.fullWidth) {
        precondition((0...63).contains(level) && (1...Self.fullWidth).contains(width))
        self.level = level
        self.index = index
        self.width = width
    }

    /// The tile as it stands in a tree of `size`; nil where that tree has none.
    public init?(level: Int, index: UInt64, size: UInt64) {
        guard (0...63).contains(level) else { return nil }
        let hashes = size >> (8 * level)
        guard index <= hashes / 256, index * 256 < hashes else { return nil }
        self.init(level: level, index: index, width: Int(min(256, hashes - index * 256)))
    }

    /// Whether hashes may still join it. A partial tile is not hashed into the level above.
    public var isPartial: Bool { width < Self.fullWidth }

    /// The full tile of the same place: what stands in for a partial one that was deleted after it filled up.
    public var full: TileAddress { TileAddress(level: level, index: index) }

    /// The tile that holds the root over this tile, if this tile is full; and where in it.
    public var parent: (index: UInt64, position: Int) { (index / 256, Int(index % 256)) }

    /// The path under the log's prefix.
    public var path: String { "tile/\(level)/\(TilePath.encode(index: index, width: width))" }

    /// Reads a path, strictly: the one text that `path` gives back.
    public init?(path: String) {
        let octets = Array(path.utf8)
        let parts = octets.split(separator: 0x2F, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("tile".utf8),
            let level = UInt64(canonicalDecimal: parts[1]), level <= 63,
            let (index, width) = TilePath.decode(parts[2])
        else { return nil }
        self.init(level: Int(level), index: index, width: width)
    }

    /// The hashes in the bytes of this tile. A full tile stands in for a partial one: its first hashes are the same.
    func hashes(of bytes: [UInt8]) throws(LogFault) -> [TreeHash] {
        let wanted = width * TreeHash.byteCount
        guard bytes.count == wanted || bytes.count == Self.fullWidth * TreeHash.byteCount else {
            throw .tileTorn(path: path, bytes: bytes.count)
        }
        return [TreeHash](tile: bytes.prefix(wanted))
    }
}

extension TileAddress {
    /// Every tile of a tree of `size`, leaf tiles first, in order of index.
    public static func all(size: UInt64) -> some Sequence<TileAddress> {
        levels(of: size).lazy.flatMap { level in tiles(level: level, from: 0, to: size) }
    }

    /// The tiles to write when a tree grows: those that gained a hash, as wide as the new tree has them.
    ///
    /// - Precondition: `old <= new`.
    public static func changed(from old: UInt64, to new: UInt64) -> [TileAddress] {
        precondition(old <= new)
        return levels(of: new).flatMap { level in tiles(level: level, from: old, to: new) }
    }

    private static func levels(of size: UInt64) -> [Int] {
        (0..<8).filter { size >> (8 * $0) > 0 }
    }

    private static func tiles(level: Int, from old: UInt64, to new: UInt64) -> some Sequence<TileAddress> {
        let oldCount = old >> (8 * level)
        let newCount = new >> (8 * level)
        let end = newCount > oldCount ? (newCount - 1) / 256 + 1 : oldCount / 256
        return (oldCount / 256..<end).lazy.map { index in
            TileAddress(level: level, index: index, width: Int(min(256, newCount - index * 256)))
        }
    }
}

extension TileAddress: CustomStringConvertible {
    /// The path.
    public var description: String { path }
}
