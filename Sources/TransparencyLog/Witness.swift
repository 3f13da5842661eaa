internal import Crypto

/// A witness of logs: it cosigns a checkpoint when the log proves that it extends the last one. C2SP tlog-witness.
///
/// A machine without I/O: a request body goes in, a reply comes out. The record of a cosigned reply must be on disk
/// before the reply leaves, else a crash forgets what was cosigned and a log can show two histories:
///
/// ```swift
/// let answer = witness.add(body, at: now)
/// if let record = answer.record { try save(record) }   // and sync
/// send(answer)
/// ```
///
/// The state moves in `add`, before the record is saved, so that two requests can never both build on the same old
/// size. If saving fails, drop the reply and start again from the saved records.
public struct Witness: Sendable {
    /// The last checkpoint of one log that was cosigned.
    public struct Record: Hashable, Sendable {
        /// The size and root that the next proof must begin at.
        public let checkpoint: Checkpoint
        /// The checkpoint with the signatures of the log's trusted keys and the cosignature.
        public let note: [UInt8]

        /// A record as it was saved.
        public init(checkpoint: Checkpoint, note: [UInt8]) {
            self.checkpoint = checkpoint
            self.note = note
        }
    }

    /// An HTTP reply, and what to save before it leaves.
    public struct Answer: Hashable, Sendable {
        /// 200 cosigned; 400 malformed, or old size over new; 403 not signed by a trusted key; 404 unknown origin;
        /// 409 another old size than the one cosigned last; 422 the proof fails.
        public let status: Int
        /// `text/x.tlog.size` with a conflict, else plain text.
        public let contentType: String
        /// 200: the cosignature line. 409: the size cosigned last. Else the reason in one sentence.
        public let body: [UInt8]
        /// The new state of the log; nil where nothing was cosigned.
        public let record: Record?
    }

    private let key: SigningKey
    private let logs: [VerifierKey]
    private var records: [[UInt8]: Record] = [:]

    /// - Parameters:
    ///   - key: the witness's own, of `SignatureAlgorithm.cosignatureEd25519`.
    ///   - logs: the keys of the logs that are witnessed; the name of a key is the origin of its log.
    ///   - records: what was saved, one for each log at most.
    /// - Precondition: the key is a witness key.
    public init(key: SigningKey, logs: [VerifierKey], records: [Record] = []) {
        precondition(key.verifierKey.algorithm == .cosignatureEd25519, "a witness signs with type 4")
        self.key = key
        self.logs = logs
        for record in records { self.records[Array(record.checkpoint.origin.utf8)] = record }
    }

    /// The public half of the witness's key.
    public var verifierKey: VerifierKey { key.verifierKey }

    /// The last record of a log.
    public func record(of origin: String) -> Record? { records[Array(origin.utf8)] }

    /// The record for `GET <monitoring prefix>/<hash>/checkpoint`, where the hash is the SHA-256 of the origin in
    /// lower-case hexadecimal.
    public func record(originHash: String) -> Record? {
        records.first { Array(SHA256.hash(data: $0.key)).lowerHex == originHash }?.value
    }

    /// Answers `POST <submission prefix>/add-checkpoint`.
    ///
    /// - Parameter unixSeconds: the time that the cosignature states, at most 2^63 - 1.
    public mutating func add(_ body: [UInt8], at unixSeconds: UInt64) -> Answer {
        let request: AddCheckpointRequest
        let note: SignedNote
        let checkpoint: Checkpoint
        do {
            request = try AddCheckpointRequest(parsing: body)
            note = try SignedNote(parsing: request.note)
            checkpoint = try Checkpoint(parsing: note.text)
        } catch {
            return Self.refusal(400, error)
        }
        let keys = logs.filter { $0.name.hasSameOctets(as: checkpoint.origin) }
        guard !keys.isEmpty else { return Self.refusal(404, .unknownOrigin(checkpoint.origin)) }
        let signatures: [NoteSignature]
        do {
            signatures = try Self.trusted(note, keys, origin: checkpoint.origin)
        } catch {
            return Self.refusal(403, error)
        }
        return decide(request, checkpoint, signatures, at: unixSeconds)
    }

    /// The signatures of the log's keys, each of which must verify; one at least.
    private static func trusted(
        _ note: SignedNote, _ keys: [VerifierKey], origin: String
    ) throws(LogFault) -> [NoteSignature] {
        var trusted: [NoteSignature] = []
        for signature in note.signatures {
            guard let key = keys.first(where: { $0.matches(signature) }) else { continue }
            try key.verify(signature, text: note.text)
            if !trusted.contains(signature) { trusted.append(signature) }
        }
        guard !trusted.isEmpty else { throw .unsigned(origin: origin) }
        return trusted
    }

    private mutating func decide(
        _ request: AddCheckpointRequest, _ checkpoint: Checkpoint, _ signatures: [NoteSignature], at time: UInt64
    ) -> Answer {
        let origin = Array(checkpoint.origin.utf8)
        let last = records[origin]?.checkpoint
        let oldSize = last?.size ?? 0
        guard request.oldSize <= checkpoint.size else {
            return Self.refusal(400, .rolledBack(size: checkpoint.size, seenSize: request.oldSize))
        }
        guard request.oldSize == oldSize else {
            let body = Array("\(oldSize)\n".utf8)
            return Answer(status: 409, contentType: "text/x.tlog.size", body: body, record: nil)
        }
        do {
            try ConsistencyProof(oldSize: oldSize, newSize: checkpoint.size, hashes: request.hashes)
                .verify(old: last?.root ?? MerkleTree.empty, new: checkpoint.root)
        } catch {
            return Self.refusal(422, error)
        }
        let cosignature = key.cosign(checkpoint.text, at: time)
        let note = SignedNote(text: checkpoint.text, signatures: signatures + [cosignature])
        let record = Record(checkpoint: checkpoint, note: note.bytes)
        records[origin] = record
        return Answer(status: 200, contentType: Self.plainText, body: cosignature.line, record: record)
    }

    private static let plainText = "text/plain; charset=utf-8"

    private static func refusal(_ status: Int, _ fault: LogFault) -> Answer {
        Answer(status: status, contentType: plainText, body: Array("\(fault)\n".utf8), record: nil)
    }
}
