/// What a log sends to a witness: C2SP tlog-witness, "add-checkpoint".
///
/// ```
/// old 20852014
/// PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
///
/// example.com/behind-the-sofa
/// 20852163
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
/// — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
/// ```
public struct AddCheckpointRequest: Hashable, Sendable {
    /// The size that the witness cosigned last, as far as the log knows; 0 for never.
    public let oldSize: UInt64
    /// The consistency proof from there to the checkpoint.
    public let hashes: [TreeHash]
    /// The signed checkpoint.
    public let note: [UInt8]

    /// The most hashes of a proof.
    public static let hashLimit = 63
    /// The longest request that is read, in bytes.
    public static let byteLimit = SignedNote.byteLimit + 4096

    /// A request of these parts; `bytes` is its body.
    public init(oldSize: UInt64, hashes: [TreeHash], note: [UInt8]) {
        self.oldSize = oldSize
        self.hashes = hashes
        self.note = note
    }

    /// Reads the head, strictly; the note is taken as it is.
    ///
    /// - Throws: `LogFault.tooLarge(.request, …)`, `malformed(.request, …)`.
    public init(parsing body: [UInt8]) throws(LogFault) {
        guard body.count <= Self.byteLimit else {
            throw .tooLarge(.request, bytes: body.count, limit: Self.byteLimit)
        }
        guard let blank = body.indices.dropFirst().first(where: { body[$0] == 0x0A && body[$0 - 1] == 0x0A }) else {
            throw Self.malformed("it holds no blank line")
        }
        let lines = body[..<(blank - 1)].split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let first = lines.first, first.starts(with: "old ".utf8),
            let old = UInt64(canonicalDecimal: first.dropFirst(4))
        else { throw Self.malformed("its first line is not `old <decimal>`") }
        guard lines.count - 1 <= Self.hashLimit else { throw Self.malformed("it holds over \(Self.hashLimit) hashes") }
        var hashes: [TreeHash] = []
        for line in lines.dropFirst() {
            guard let hash = TreeHash(base64: line) else {
                throw Self.malformed("hash \(hashes.count + 1) is not canonical base64 of 32 bytes")
            }
            hashes.append(hash)
        }
        self.init(oldSize: old, hashes: hashes, note: Array(body[(blank + 1)...]))
    }

    private static func malformed(_ reason: String) -> LogFault { .malformed(.request, reason: reason) }

    /// The body of the request.
    public var bytes: [UInt8] {
        var bytes = Array("old \(oldSize)\n".utf8)
        for hash in hashes { bytes += Array("\(hash.base64)\n".utf8) }
        return bytes + [0x0A] + note
    }
}
