public import FloorModel

/// Which job a maker's submission became: looked up, never iterated, and cheap to keep a copy of, because a
/// change touches one of many small shards.
public struct SubmissionIndex: Hashable, Sendable {
    private static let shardCount = 256
    private var shards: [[KeyedDigest: JobID]] = Array(repeating: [:], count: shardCount)

    public init() {}

    public subscript(submission: KeyedDigest) -> JobID? {
        get { shards[Self.shard(of: submission)][submission] }
        set { shards[Self.shard(of: submission)][submission] = newValue }
    }

    /// FNV-1a, the same in every process.
    private static func shard(of submission: KeyedDigest) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in submission.name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(hash % UInt64(shardCount))
    }
}
