/// What a witness says about a checkpoint: that at this time it was the largest consistent tree of the log that the
/// witness had seen. C2SP tlog-cosignature, type 0x04.
public struct Cosignature: Hashable, Sendable {
    /// The key name of the witness.
    public let name: String
    /// When the witness signed, in seconds since the Unix epoch, by the clock of the witness.
    public let unixSeconds: UInt64

    /// What the witness of this name said at this time.
    public init(name: String, unixSeconds: UInt64) {
        self.name = name
        self.unixSeconds = unixSeconds
    }

    /// The largest time that a cosignature may hold.
    static let timeLimit = UInt64(Int64.max)

    /// The signed bytes: `cosignature/v1\ntime 1679315147\n`, then the whole note text.
    static func message(text: [UInt8], at unixSeconds: UInt64) -> [UInt8] {
        Array("cosignature/v1\ntime \(unixSeconds)\n".utf8) + text
    }

    /// The parts of a timestamped signature: eight bytes of time, big-endian, then the signature.
    static func split(_ bytes: [UInt8]) -> (time: UInt64, signature: [UInt8])? {
        guard bytes.count == 8 + 64 else { return nil }
        let time = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard time <= timeLimit else { return nil }
        return (time, Array(bytes.dropFirst(8)))
    }

    static func join(time: UInt64, signature: [UInt8]) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: time >> UInt64(56 - 8 * $0)) } + signature
    }
}
