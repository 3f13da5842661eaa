internal import Crypto

/// A SHA-256 value of 32 bytes, held inline: a tree of a million of them is one allocation, not a million.
///
/// In text a hash is standard base64 with padding, as in C2SP tlog-checkpoint:
/// `47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=` is the hash of nothing.
public struct TreeHash: Hashable, Sendable {
    /// The number of bytes of a hash.
    public static let byteCount = 32

    /// The bytes in memory order, eight to a word; the value of a word means nothing by itself.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Takes exactly 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init()
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// Reads 32 bytes at `offset`.
    ///
    /// - Precondition: `offset + 32` lies in the buffer.
    init(_ buffer: UnsafeRawBufferPointer, at offset: Int) {
        precondition(offset >= 0 && offset + Self.byteCount <= buffer.count)
        words = (
            buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
            buffer.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self),
            buffer.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self),
            buffer.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)
        )
    }

    init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { TreeHash($0, at: 0) }
    }

    /// Thirty-two zero bytes, to be filled at once.
    init() { words = (0, 0, 0, 0) }

    /// The 32 bytes, in an array of their own.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Calls `body` with the 32 bytes where they stand.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        Swift.withUnsafeBytes(of: words, body)
    }

    /// Appends the 32 bytes to `output`, without an array in between.
    public func append(to output: inout [UInt8]) {
        withUnsafeBytes { output.append(contentsOf: $0) }
    }

    /// Whether all 32 bytes are the same; not in constant time, since no hash here is a secret.
    public static func == (left: TreeHash, right: TreeHash) -> Bool { left.words == right.words }

    /// Feeds the 32 bytes to a hash table's hasher.
    public func hash(into hasher: inout Hasher) {
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension TreeHash: CustomStringConvertible {
    /// The hash in standard base64 with padding: 44 characters.
    public var base64: String { Base64.encode(bytes) }

    /// As `base64`.
    public var description: String { base64 }

    /// Reads 44 characters of canonical base64 and nothing else.
    public init?(base64 text: String) {
        self.init(base64: Array(text.utf8))
    }

    init?(base64 text: some Collection<UInt8>) {
        guard text.count == 44, let bytes = Base64.decode(text) else { return nil }
        self.init(bytes)
    }
}

extension [TreeHash] {
    /// The hashes of a tile: its bytes, 32 at a time.
    ///
    /// - Precondition: the count is a multiple of 32.
    init(tile bytes: some Collection<UInt8>) {
        precondition(bytes.count.isMultiple(of: TreeHash.byteCount))
        self = [UInt8](bytes).withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: TreeHash.byteCount).map { TreeHash(buffer, at: $0) }
        }
    }

    /// The bytes of a tile that holds these hashes.
    public var tileBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * TreeHash.byteCount)
        for hash in self { hash.append(to: &bytes) }
        return bytes
    }
}
