/// A proof that stands by itself, offline: index, inclusion path and signed checkpoint in one text.
/// C2SP tlog-proof, in files `*.tlog-proof`.
///
/// ```
/// c2sp.org/tlog-proof@v1
/// index 73894
/// gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
///
/// example.com/fancylog
/// 109482
/// sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
///
/// — example.com/fancylog hI2DJw…
/// ```
public struct LogProof: Hashable, Sendable {
    /// The place of the entry, from 0.
    public let index: UInt64
    /// The inclusion path, leaf's sibling first.
    public let hashes: [TreeHash]
    /// What the maker of the proof sent along. It is not authenticated: trust nothing in it before the entry verified.
    public let extra: [UInt8]?
    /// The signed checkpoint, byte for byte.
    public let note: [UInt8]

    /// The most hashes of a path.
    public static let hashLimit = 63
    /// The longest extra that is read, in bytes: an entry and as much again.
    public static let extraLimit = 1 << 17
    private static let header = Array("c2sp.org/tlog-proof@v1".utf8)
    /// Header, extra in base64, index and 63 hashes with room to spare, and the note.
    private static let byteLimit = SignedNote.byteLimit + 2 * extraLimit + 4096

    /// A proof of these parts; `bytes` is its text.
    public init(index: UInt64, hashes: [TreeHash], extra: [UInt8]? = nil, note: [UInt8]) {
        self.index = index
        self.hashes = hashes
        self.extra = extra
        self.note = note
    }

    /// Reads a proof, strictly: `bytes` gives the same bytes back. The note in it is well formed then, and not yet
    /// trusted.
    ///
    /// - Throws: `LogFault.tooLarge`, `malformed` with `.proof`, `.note` or `.checkpoint`.
    public init(parsing proof: [UInt8]) throws(LogFault) {
        guard proof.count <= Self.byteLimit else {
            throw .tooLarge(.proof, bytes: proof.count, limit: Self.byteLimit)
        }
        // No line of the head is empty, so the first blank line ends it.
        guard let blank = proof.indices.dropFirst().first(where: { proof[$0] == 0x0A && proof[$0 - 1] == 0x0A }) else {
            throw Self.malformed("it holds no blank line")
        }
        var lines = proof[..<(blank - 1)].split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        guard let header = lines.popFirst(), header.elementsEqual(Self.header) else {
            throw Self.malformed("its first line is not c2sp.org/tlog-proof@v1")
        }
        extra = try Self.extra(&lines)
        guard let line = lines.popFirst(), line.starts(with: "index ".utf8),
            let index = UInt64(canonicalDecimal: line.dropFirst(6))
        else { throw Self.malformed("it holds no line `index <decimal>`") }
        self.index = index
        guard lines.count <= Self.hashLimit else { throw Self.malformed("it holds over \(Self.hashLimit) hashes") }
        var hashes: [TreeHash] = []
        for line in lines {
            guard let hash = TreeHash(base64: line) else {
                throw Self.malformed("hash \(hashes.count + 1) is not canonical base64 of 32 bytes")
            }
            hashes.append(hash)
        }
        self.hashes = hashes
        note = Array(proof[(blank + 1)...])
        _ = try Checkpoint(parsing: SignedNote(parsing: note).text)
    }

    private static func extra(_ lines: inout ArraySlice<ArraySlice<UInt8>>) throws(LogFault) -> [UInt8]? {
        guard let line = lines.first, line.starts(with: "extra ".utf8) else { return nil }
        lines.removeFirst()
        guard let extra = Base64.decode(line.dropFirst(6)) else {
            throw Self.malformed("its extra is not canonical base64")
        }
        guard extra.count <= extraLimit else { throw .tooLarge(.proof, bytes: extra.count, limit: extraLimit) }
        return extra
    }

    private static func malformed(_ reason: String) -> LogFault { .malformed(.proof, reason: reason) }

    /// The text of the proof.
    public var bytes: [UInt8] {
        var bytes = Self.header + [0x0A]
        if let extra { bytes += Array("extra \(Base64.encode(extra))\n".utf8) }
        bytes += Array("index \(index)\n".utf8)
        for hash in hashes { bytes += Array("\(hash.base64)\n".utf8) }
        return bytes + [0x0A] + note
    }

    /// Whether `entry` is in the log at `index`, under a checkpoint that `policy` trusts.
    ///
    /// - Throws: what `TrustPolicy.verify` throws; `LogFault.indexOutOfRange`, `inclusionRefuted`.
    public func verify(entry: [UInt8], policy: TrustPolicy) throws(LogFault) -> VerifiedCheckpoint {
        let verified = try policy.verify(note)
        let proof = InclusionProof(index: index, size: verified.size, hashes: hashes)
        try proof.verify(leaf: MerkleTree.leaf(entry), root: verified.root)
        return verified
    }
}
