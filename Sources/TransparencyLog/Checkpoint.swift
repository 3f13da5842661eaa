/// The head of a log's tree: C2SP tlog-checkpoint.
///
/// ```
/// example.com/behind-the-sofa
/// 20852163
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
/// ```
public struct Checkpoint: Hashable, Sendable {
    /// The identity of the log: best a URL without scheme, such as `log.makerspace.example/floor`.
    public let origin: String
    /// The number of entries, at most 2^63 - 1.
    public let size: UInt64
    /// The root over all entries: RFC 6962 section 2.1.
    public let root: TreeHash
    /// Opaque lines after the root. C2SP advises against them.
    public let extensions: [String]

    /// - Precondition: neither origin nor extensions are empty or hold a control character; the size is at most
    ///   2^63 - 1.
    public init(origin: String, size: UInt64, root: TreeHash, extensions: [String] = []) {
        precondition(size <= MerkleTree.sizeLimit)
        for line in [origin] + extensions {
            precondition(!line.isEmpty && line.utf8.allSatisfy { $0 >= 0x20 }, "a checkpoint holds no empty line")
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// The text that is signed, with its final newline.
    public var text: [UInt8] {
        var text = Array("\(origin)\n\(size)\n\(root.base64)\n".utf8)
        for line in extensions { text += Array(line.utf8) + [0x0A] }
        return text
    }

    /// Reads the text of a checkpoint, strictly: `text` gives the same bytes back. An empty tree with another root than
    /// that of nothing is a well-formed lie: `TrustPolicy` and `Witness` refuse it.
    ///
    /// - Throws: `LogFault.malformed(.checkpoint, …)`.
    public init(parsing text: some Collection<UInt8>) throws(LogFault) {
        let text = Array(text)
        guard text.last == 0x0A else { throw Self.malformed("its last line does not end") }
        guard String(validating: text, as: UTF8.self) != nil else { throw Self.malformed("it is not UTF-8") }
        guard !text.contains(where: { $0 < 0x20 && $0 != 0x0A }) else {
            throw Self.malformed("it holds a control character")
        }
        let lines = text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 3, !lines.contains(where: \.isEmpty) else {
            throw Self.malformed("it is not origin, size and root, each a line that is not empty")
        }
        guard let size = UInt64(canonicalDecimal: lines[1]), size <= MerkleTree.sizeLimit else {
            throw Self.malformed("the size is no decimal up to 2^63 - 1 without leading zero")
        }
        guard let root = TreeHash(base64: lines[2]) else {
            throw Self.malformed("the root is not canonical base64 of 32 bytes")
        }
        self.init(
            origin: String(decoding: lines[0], as: UTF8.self), size: size, root: root,
            extensions: lines.dropFirst(3).map { String(decoding: $0, as: UTF8.self) })
    }

    private static func malformed(_ reason: String) -> LogFault { .malformed(.checkpoint, reason: reason) }

    /// The signed note of this checkpoint.
    ///
    /// - Precondition: the key is a log's, named as the origin.
    public func signed(by key: SigningKey) -> [UInt8] {
        precondition(key.name.hasSameOctets(as: origin), "the key of a log has the log's origin as its name")
        return SignedNote(text: text, signatures: [key.sign(text)]).bytes
    }

    /// Whether an empty tree has the root of nothing, as it must.
    public var isEmptyTreeSound: Bool { size > 0 || root == MerkleTree.empty }
}

/// A checkpoint that somebody trusted signed.
public struct VerifiedCheckpoint: Hashable, Sendable {
    /// What was signed.
    public let checkpoint: Checkpoint
    /// The signed note, byte for byte as it was read.
    public let note: [UInt8]
    /// The valid cosignatures of known witnesses, in the order of the note's lines.
    public let cosignatures: [Cosignature]

    /// The identity of the log.
    public var origin: String { checkpoint.origin }
    /// The number of entries.
    public var size: UInt64 { checkpoint.size }
    /// The root over all entries.
    public var root: TreeHash { checkpoint.root }
}
