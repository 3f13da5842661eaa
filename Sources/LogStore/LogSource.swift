/// Where the files of a log come from; the paths are those of C2SP tlog-tiles: `checkpoint`, `tile/0/x001/067`,
/// `tile/entries/000.p/5`.
public protocol LogSource: Sendable {
    /// - Returns: nil where there is no such file. What is longer than `LogFile.limit` is cut one byte after it, and is
    ///   nothing well formed by that.
    /// - Throws: `.io`, `.site`.
    func file(_ path: String) throws(LogStoreError) -> [UInt8]?
}

/// The files that a log serves.
public enum LogFile {
    public static let checkpoint = "checkpoint"

    /// Bytes that the file at `path` has at most: 1 MiB for a checkpoint with all its cosignatures, 256 hashes for a
    /// tile, 256 entries of full length for a bundle.
    public static func limit(_ path: String) -> Int {
        if path == checkpoint { return 1 << 20 }
        return path.hasPrefix("tile/entries/") ? 256 * (2 + 65_535) : 256 * 32
    }

    /// Whether a log serves such a path at all: nothing that leaves the folder, and none of the store's own files.
    public static func isServed(_ path: String) -> Bool {
        if path == checkpoint { return true }
        let steps = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return steps.first.map { $0.elementsEqual("tile".utf8) } == true
            && steps.allSatisfy { !$0.isEmpty && $0.first != UInt8(ascii: ".") && !$0.contains(0) }
    }
}
