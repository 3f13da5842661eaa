internal import TransparencyLog

/// One group commit in the write-ahead file: once it is synced, both the entries and the intent to sign the tree with
/// them are durable.
///
/// ```
/// 6d 61 63 68 77 61 6c 32   "machwal2"
/// 00 00 00 00 00 00 02 00   where the record begins in the file
/// 00 00 00 00 00 00 00 07   first index
/// 00 00 00 01               entries
/// 00 00 00 00 00 00 00 04   bytes of entries
/// old root (32)             of the tree of `first` entries
/// check (32)                leaf hash of the header so far
/// 00 02 68 69               the entry "hi"
/// new root (32)             of the tree of `first + entries` entries
/// check (32)                leaf hash of the whole record so far
/// signature (64)            Ed25519 of the log's key, over `intent` of that check
/// check (32)                leaf hash of the last check and the signature
/// ```
/// Numbers are big-endian. Checks tell what a crash tore; the signature tells that whoever holds the key meant this
/// record for this place: without it, anybody who can write to the folder could have entries published at the next
/// opening. What it signs is no checkpoint, so a record that was taken back is no second tree of its size.
struct WriteAheadRecord: Sendable {
    var first: UInt64
    var oldRoot: TreeHash
    var newRoot: TreeHash
    var entries: EntryRun

    var end: UInt64 { first + UInt64(entries.count) }

    static let magic = Array("machwal2".utf8)
    /// Of the format before, whose records were not signed.
    static let unsignedMagic = Array("machwal1".utf8)
    static let headerLength = 8 + 8 + 8 + 4 + 8 + 32 + 32
    static let trailerLength = 32 + 32 + 64 + 32

    /// The record as it stands at `offset` of the file.
    func bytes(at offset: Int, signedBy key: SigningKey) -> [UInt8] {
        var bytes = Self.magic
        bytes.reserveCapacity(Self.headerLength + entries.encoded.count + Self.trailerLength)
        bytes.append(UInt64(offset))
        bytes.append(first)
        bytes.append(UInt32(entries.count))
        bytes.append(UInt64(entries.encoded.count))
        oldRoot.append(to: &bytes)
        MerkleTree.leaf(bytes).append(to: &bytes)
        bytes.append(contentsOf: entries.encoded)
        newRoot.append(to: &bytes)
        let check = MerkleTree.leaf(bytes)
        let signature = key.sign(Self.intent(check, origin: key.name)).bytes
        check.append(to: &bytes)
        bytes.append(contentsOf: signature)
        MerkleTree.leaf(check.bytes + signature).append(to: &bytes)
        return bytes
    }

    /// What is signed: no key is named as its first line, and no checkpoint has such a second one.
    private static func intent(_ check: TreeHash, origin: String) -> [UInt8] {
        Array("machina write-ahead record\nof \(origin)\n\(check.base64)\n".utf8)
    }

    /// What stands at one place of the file.
    enum Reading {
        case whole(WriteAheadRecord, end: Int)
        /// The header is whole, the record is not; `end` is where it would end.
        case broken(end: Int)
        /// Nothing was torn, and yet the key did not sign this for this place.
        case unsigned
        case noHeader
    }

    /// - Parameter hashed: counts the bytes that were hashed, and those of entries.
    static func read(_ bytes: [UInt8], at start: Int, key: VerifierKey, hashed: inout Int) -> Reading {
        guard start + headerLength <= bytes.count else { return .noHeader }
        if bytes[start..<(start + 8)].elementsEqual(unsignedMagic) { return .unsigned }
        guard bytes[start..<(start + 8)].elementsEqual(magic) else { return .noHeader }
        hashed += headerLength
        guard MerkleTree.leaf(bytes[start..<(start + headerLength - 32)]) == bytes.hash(at: start + headerLength - 32)
        else { return .noHeader }
        let length = bytes.number(UInt64.self, at: start + 28)
        guard length <= UInt64(GroupCommit.groupLimit) else { return .noHeader }
        let bodyEnd = start + headerLength + Int(length)
        let end = bodyEnd + trailerLength
        guard end <= bytes.count else { return .broken(end: end) }
        hashed += end - start
        let check = MerkleTree.leaf(bytes[start..<(bodyEnd + 32)])
        let signature = Array(bytes[(bodyEnd + 64)..<(end - 32)])
        guard bytes.hash(at: bodyEnd + 32) == check,
            bytes.hash(at: end - 32) == MerkleTree.leaf(check.bytes + signature)
        else { return .broken(end: end) }
        guard isSigned(check, signature, by: key), bytes.number(UInt64.self, at: start + 8) == UInt64(start),
            let record = WriteAheadRecord(bytes, at: start, bodyEnd: bodyEnd)
        else { return .unsigned }
        return .whole(record, end: end)
    }

    private static func isSigned(_ check: TreeHash, _ signature: [UInt8], by key: VerifierKey) -> Bool {
        let signature = NoteSignature(name: key.name, keyID: key.id, bytes: signature)
        do throws(LogFault) {
            try key.verify(signature, text: intent(check, origin: key.name))
            return true
        } catch {
            return false
        }
    }

    /// - Returns: nil where header and entries contradict each other.
    private init?(_ bytes: [UInt8], at start: Int, bodyEnd: Int) {
        let count = Int(bytes.number(UInt32.self, at: start + 24))
        first = bytes.number(UInt64.self, at: start + 16)
        guard first <= MerkleTree.sizeLimit - UInt64(count),
            let entries = EntryRun(encoded: Array(bytes[(start + Self.headerLength)..<bodyEnd]), count: count)
        else { return nil }
        self.entries = entries
        oldRoot = bytes.hash(at: start + 36)
        newRoot = bytes.hash(at: bodyEnd)
    }

    init(first: UInt64, oldRoot: TreeHash, newRoot: TreeHash, entries: EntryRun) {
        self.first = first
        self.oldRoot = oldRoot
        self.newRoot = newRoot
        self.entries = entries
    }
}

/// The records of a write-ahead file.
struct WriteAheadFile: Sendable {
    var records: [WriteAheadRecord] = []
    /// Where the last whole record ends; what comes after was torn by a crash, and never acknowledged.
    var end = 0

    /// Where a record is damaged that was whole once, or one stands that the key did not sign.
    struct Damage: Error {
        var offset: Int
        var isUnsigned = false
    }

    /// Each record is synced before the next one is written, so only the last one can be torn: anything whole after a
    /// record that is not, or a gap between records, is damage.
    init(_ bytes: [UInt8], key: VerifierKey) throws(Damage) {
        var hashed = 0
        while end < bytes.count {
            switch WriteAheadRecord.read(bytes, at: end, key: key, hashed: &hashed) {
            case .whole(let record, let next):
                if let last = records.last, last.end != record.first || last.newRoot != record.oldRoot {
                    throw Damage(offset: end)
                }
                records.append(record)
                end = next
            case .broken(let next):
                guard next >= bytes.count else { throw Damage(offset: end) }
                return
            case .unsigned: throw Damage(offset: end, isUnsigned: true)
            case .noHeader:
                guard !mayHoldRecord(bytes, key) else { throw Damage(offset: end) }
                return
            }
        }
    }

    /// Whether a record stands after the one that has no header: one that goes on from there, for this place. An entry
    /// may hold the bytes of another record, which is for an earlier tree or another place.
    ///
    /// What looks like records everywhere would have to be hashed at every byte. No writer leaves that, so after twice
    /// the length of the file it is called damage.
    private func mayHoldRecord(_ bytes: [UInt8], _ key: VerifierKey) -> Bool {
        var hashed = 0
        var place = end + 1
        while place + WriteAheadRecord.headerLength <= bytes.count {
            if bytes[place] == WriteAheadRecord.magic[0],
                case .whole(let record, _) = WriteAheadRecord.read(bytes, at: place, key: key, hashed: &hashed),
                record.first > records.last?.end ?? 0
            {
                return true
            }
            if hashed > 2 * bytes.count { return true }
            place += 1
        }
        return false
    }
}

extension [UInt8] {
    fileprivate mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }

    fileprivate func number<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number {
        self[offset..<(offset + Number.bitWidth / 8)].reduce(0) { $0 << 8 | Number($1) }
    }

    fileprivate func hash(at offset: Int) -> TreeHash {
        guard let hash = TreeHash(self[offset..<(offset + 32)]) else { preconditionFailure("32 bytes are a hash") }
        return hash
    }
}
