/// What an audit found.
public struct AuditReport: Hashable, Sendable {
    /// The signed head that the files were held against; nil where none was found to trust, and no file was read then.
    public let checkpoint: Checkpoint?
    /// The valid cosignatures of known witnesses on it.
    public let cosignatures: [Cosignature]
    /// The older checkpoints that were signed for this log and held against it; one that is none, or that nobody who is
    /// trusted signed, is a finding and not counted.
    public let oldCheckpoints: Int
    /// The entries that were read and hashed.
    public let entries: UInt64
    /// The first faults, `LogAudit.findingLimit` of them at most; empty in a good log.
    public let findings: [LogFault]
    /// How many faults there were in all.
    public let findingCount: Int

    /// Whether everything fits, from the signatures down to the last entry.
    public var isGood: Bool { findingCount == 0 }
}
