public import TransparencyLog

/// What is known to have been signed: a log never signs anything that is not an extension of it.
public struct SignedExtent: Hashable, Sendable {
    /// Number of entries.
    public var size: UInt64
    /// RFC 6962 root of the first `size` entries.
    public var root: TreeHash

    public init(size: UInt64, root: TreeHash) {
        self.size = size
        self.root = root
    }
}

/// Entries that are durable and stand under a published checkpoint.
public struct AppendedBatch: Hashable, Sendable {
    /// Index of the first entry.
    public var first: UInt64
    /// The entries are `first ..< first + count`, in the order in which they were handed over.
    public var count: Int
    /// Size of the tree whose checkpoint was published with them.
    public var size: UInt64

    public init(first: UInt64, count: Int, size: UInt64) {
        self.first = first
        self.count = count
        self.size = size
    }
}

/// How a store works.
public struct LogStoreOptions: Sendable {
    /// Bytes of write-ahead file after which what was derived from it is synced and the file is cut.
    public var journalLimit: Int
    /// Called while the log is hashed at opening, on any thread, never twice at once.
    public var verifying: (@Sendable (LogAuditRun.Progress) -> Void)?
    /// Called once for each group commit, in the order of the log, after its checkpoint is published and before those
    /// who wait for it go on; on the thread of one of them.
    public var published: (@Sendable (AppendedBatch) -> Void)?

    public init(
        journalLimit: Int = 16 << 20, verifying: (@Sendable (LogAuditRun.Progress) -> Void)? = nil,
        published: (@Sendable (AppendedBatch) -> Void)? = nil
    ) {
        self.journalLimit = journalLimit
        self.verifying = verifying
        self.published = published
    }
}
