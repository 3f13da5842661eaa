public import TransparencyLog

/// The provenance of one item, to be checked offline with nothing but a log's public key: the events behind the item,
/// the proof of each that it is in the log, all under one signed checkpoint, and the claims that follow from them.
///
/// ```json
/// {"type":"machina-passport","v":1,"item":"lot-6","item_uri":"https://maak.example/obj/lot-6","claims":{…},
///  "checkpoint":"log.maak.example/floor\n…","events":[{"index":3,"entry":"{\"@context\":…}","proof":"c2sp.org/…"}]}
/// ```
///
/// Entries and proofs are strings of their exact bytes, so that `jq -j .events[0].entry` and
/// `jq -j .events[0].proof` give files that any verifier of C2SP tlog-proof takes.
public struct Passport: Hashable, Sendable {
    /// An event as the log holds it.
    public struct Event: Hashable, Sendable {
        /// Its place in the log.
        public var index: UInt64
        /// Its exact bytes.
        public var entry: [UInt8]
        public var proof: LogProof
    }

    /// A commitment that somebody opened; see ``Commitment``.
    public struct Disclosure: Hashable, Sendable {
        public var index: UInt64
        /// `donor`, for `machina:donorCommitment`.
        public var field: String
        public var domain: String
        public var salt: [UInt8]
        public var value: String

        public init(index: UInt64, field: String, domain: String, salt: [UInt8], value: String) {
            self.index = index
            self.field = field
            self.domain = domain
            self.salt = salt
            self.value = value
        }
    }

    public static let byteLimit = 16 << 20
    public static let eventLimit = 10_000

    /// The short name.
    public let item: String
    public let itemURI: String
    public let isSimulated: Bool
    /// As the file has them; ``verify(policy:allowSimulated:)`` believes none of them.
    let claims: [String: JSONValue]
    /// The signed note, verbatim.
    public let checkpoint: [UInt8]
    /// In the order of the log.
    public let events: [Event]
    /// Empty unless somebody chose to open a commitment.
    public let disclosures: [Disclosure]

    init(
        itemURI: String, item: String, isSimulated: Bool, claims: [String: JSONValue], checkpoint: [UInt8],
        events: [Event], disclosures: [Disclosure]
    ) {
        self.item = item
        self.itemURI = itemURI
        self.isSimulated = isSimulated
        self.claims = claims
        self.checkpoint = checkpoint
        self.events = events
        self.disclosures = disclosures
    }

    /// Makes the passport of a lot or a thing, and checks it as its holder will, but for the trust in the key: what is
    /// returned verifies under every policy that trusts its checkpoint, where simulated items are allowed.
    ///
    /// - Parameters:
    ///   - item: its URI, as a class or as an object.
    ///   - entries: entries of the log in the log's order, at least all that name the item or what went into it; what
    ///     does not belong to the item's history is left out.
    ///   - disclosures: commitments to open; none by default.
    ///   - proof: the inclusion proof of an entry; all under the same checkpoint.
    /// - Throws: ``PassportFault``, and whatever `proof` throws. `checkpoint_refused` (no checkpoint can be read),
    ///   `other_checkpoint`, `other_index` and `inclusion_refuted` say that the log does not hold these entries there.
    public static func make(
        item: String, entries: [(index: UInt64, bytes: [UInt8])], disclosures: [Disclosure] = [],
        proof: (UInt64) throws -> LogProof
    ) throws -> Passport {
        let history = try PassportHistory(of: item, among: entries)
        let lot = history.item
        let claims = try history.claims(history.ledger())
        var events: [Event] = []
        for entry in history.entries {
            events.append(Event(index: entry.index, entry: entry.event.bytes, proof: try proof(entry.index)))
        }
        let passport = Passport(
            itemURI: lot.uri, item: lot.name, isSimulated: history.entries.contains { $0.event.isSimulated },
            claims: claims.json, checkpoint: events.first?.proof.note ?? [], events: events, disclosures: disclosures)
        try passport.checkForm()
        let checkpoint = try passport.statedCheckpoint()
        _ = try Passport(parsing: passport.bytes).establish(under: checkpoint, allowSimulated: true)
        return passport
    }
}

extension Passport {
    /// The places in the log of the events that the passport of an item holds.
    ///
    /// - Parameter entries: as of ``make(item:entries:disclosures:proof:)``.
    /// - Throws: ``PassportFault``, where the events do not tell how the item came to be.
    public static func indices(
        of item: String, among entries: [(index: UInt64, bytes: [UInt8])]
    ) throws(PassportFault) -> [UInt64] {
        try PassportHistory(of: item, among: entries).entries.map(\.index)
    }
}

extension PassportHistory {
    /// Takes what belongs to the item out of more.
    fileprivate init(of item: String, among entries: [(index: UInt64, bytes: [UInt8])]) throws(PassportFault) {
        var parsed: [Entry] = []
        for entry in entries { parsed.append(try Entry(index: entry.index, bytes: entry.bytes)) }
        let lot = LotReference(item)
        let all = try PassportHistory(item: lot, entries: parsed)
        try self.init(item: lot, entries: parsed.filter { all.holds($0.event) })
    }
}

extension PassportHistory.Entry {
    init(index: UInt64, bytes: [UInt8]) throws(PassportFault) {
        do { self.init(index: index, event: try EPCISEvent(entry: bytes)) } catch {
            throw PassportFault(.eventRefused, index: index, "\(error)")
        }
    }
}
