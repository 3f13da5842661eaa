/// Where a bundle of entries stands: C2SP tlog-tiles, "Log entries". `tile/entries/x001/067.p/5` holds the first five
/// entries of bundle 1,067, which begins at entry 273,152.
public struct BundleAddress: Hashable, Sendable, CustomStringConvertible {
    /// The place of the bundle: its first entry has the index `256 * index`.
    public let index: UInt64
    /// The number of entries in it, 1 to 256.
    public let width: Int

    /// - Precondition: width 1 to 256.
    public init(index: UInt64, width: Int = TileAddress.fullWidth) {
        precondition((1...TileAddress.fullWidth).contains(width))
        self.index = index
        self.width = width
    }

    /// The bundle as it stands in a tree of `size`; nil where that tree has none.
    public init?(index: UInt64, size: UInt64) {
        guard let tile = TileAddress(level: 0, index: index, size: size) else { return nil }
        self.init(index: index, width: tile.width)
    }

    /// Whether entries may still join it.
    public var isPartial: Bool { width < TileAddress.fullWidth }

    /// The full bundle of the same place: what stands in for a partial one that was deleted after it filled up.
    public var full: BundleAddress { BundleAddress(index: index) }

    /// The leaf tile over the same entries.
    public var leafTile: TileAddress { TileAddress(level: 0, index: index, width: width) }

    /// The path under the log's prefix.
    public var path: String { "tile/entries/\(TilePath.encode(index: index, width: width))" }

    /// The path.
    public var description: String { path }

    /// Reads a path, strictly: the one text that `path` gives back.
    public init?(path: String) {
        let prefix = Array("tile/entries/".utf8)
        let octets = Array(path.utf8)
        guard octets.starts(with: prefix), let (index, width) = TilePath.decode(octets.dropFirst(prefix.count)) else {
            return nil
        }
        self.init(index: index, width: width)
    }

    /// Every bundle of a tree of `size`, in order.
    public static func all(size: UInt64) -> some Sequence<BundleAddress> {
        (0..<size / 256 + (size % 256 == 0 ? 0 : 1)).lazy.map { index in
            BundleAddress(index: index, width: Int(min(256, size - index * 256)))
        }
    }

    /// The bundles to write when a tree grows.
    ///
    /// - Precondition: `old <= new`.
    public static func changed(from old: UInt64, to new: UInt64) -> [BundleAddress] {
        precondition(old <= new)
        guard old < new else { return [] }
        return (old / 256...(new - 1) / 256).map { index in
            BundleAddress(index: index, width: Int(min(256, new - index * 256)))
        }
    }
}

/// A sequence of entries as C2SP tlog-tiles writes it: for each its length as a big-endian UInt16, then its bytes.
///
/// ```
/// 00 02 68 69  00 00          the entry "hi", then an entry of no bytes
/// ```
public enum EntryBundle {
    /// The longest entry in bytes: what a UInt16 counts.
    public static let entryLimit = 65_535

    /// - Throws: `LogFault.entryTooLong` for an entry over `entryLimit`.
    public static func encode(_ entries: some Sequence<[UInt8]>) throws(LogFault) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries { try append(entry, to: &bytes) }
        return bytes
    }

    /// Appends one entry to the bytes of a bundle.
    ///
    /// - Throws: `LogFault.entryTooLong` for an entry over `entryLimit`.
    public static func append(_ entry: some Collection<UInt8>, to bytes: inout [UInt8]) throws(LogFault) {
        guard entry.count <= entryLimit else { throw .entryTooLong(bytes: entry.count) }
        bytes.append(UInt8(entry.count >> 8))
        bytes.append(UInt8(entry.count & 0xFF))
        bytes.append(contentsOf: entry)
    }

    /// Where the entries of a bundle lie in its bytes.
    ///
    /// - Parameters:
    ///   - width: how many entries there must be, exactly.
    ///   - index: the place of the bundle, for the fault's path.
    /// - Throws: `LogFault.bundleTorn` where an entry runs over the end; `entryMissing` or `entryAdded` where their
    ///   number is not `width`.
    public static func parse(_ bytes: [UInt8], width: Int, index: UInt64 = 0) throws(LogFault) -> [Range<Int>] {
        let address = BundleAddress(index: index, width: width)
        let ranges = try scan(bytes, path: address.path)
        guard ranges.count >= width else {
            throw .entryMissing(path: address.path, index: index * 256 + UInt64(ranges.count))
        }
        guard ranges.count == width else { throw .entryAdded(path: address.path, index: index * 256 + UInt64(width)) }
        return ranges
    }

    /// The entries that lie in `bytes`, up to one more than a bundle may hold.
    static func scan(_ bytes: [UInt8], path: String) throws(LogFault) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(TileAddress.fullWidth)
        var offset = 0
        while offset < bytes.count, ranges.count <= TileAddress.fullWidth {
            guard offset + 2 <= bytes.count else { throw .bundleTorn(path: path, byte: offset) }
            let start = offset + 2
            let end = start + (Int(bytes[offset]) << 8 | Int(bytes[offset + 1]))
            guard end <= bytes.count else { throw .bundleTorn(path: path, byte: offset) }
            ranges.append(start..<end)
            offset = end
        }
        return ranges
    }

    /// The leaf hashes of entries that lie in `bytes` at `ranges`.
    public static func leafHashes(of bytes: [UInt8], at ranges: some Collection<Range<Int>>) -> [TreeHash] {
        bytes.withUnsafeBytes { buffer in
            ranges.map { MerkleTree.leaf(UnsafeRawBufferPointer(rebasing: buffer[$0])) }
        }
    }
}
