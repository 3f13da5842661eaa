public import TransparencyLog

/// What a verified passport establishes.
public struct PassportFacts: Hashable, Sendable {
    public var item: String
    public var itemURI: String
    /// Computed from the events.
    public var claims: PassportClaims
    public var isSimulated: Bool
    public var events: Int
    /// Events of the history that were declared wrong later on.
    public var declaredWrong: [EventID]
    /// Opened commitments that the events vouch for.
    public var disclosures: [Passport.Disclosure]
    public var checkpoint: VerifiedCheckpoint

    /// What no passport can prove, for whoever reads the facts.
    public static let limits =
        "weighings, checks, mountings, corrections, hand-over and disposal can be left out of a passport unnoticed"
}

extension Passport {
    /// Checks, in this order: the checkpoint against the policy; each event's proof under that checkpoint; that the
    /// events tell how the item and all that went into it came to be, and hold nothing beside its history; that nothing
    /// simulated passes for real; that they balance; each claim against the events; the disclosures.
    ///
    /// What a proof can not show is absence; ``PassportFacts/limits`` says it for people. What made the item and its
    /// ancestors can not be left out, and with it machines, recipes and the blend. All else can, with claims to match:
    /// weighings and with them masses, gradings, mountings, the start of a run, declarations of error, and that the
    /// item was handed over, thrown away or used. Nor does it show what else was made of the same lots. All of that is
    /// for an audit of the whole log.
    public func verify(policy: TrustPolicy, allowSimulated: Bool) throws(PassportFault) -> PassportFacts {
        try checkForm()
        let verified: VerifiedCheckpoint
        do { verified = try policy.verify(checkpoint) } catch { throw PassportFault(.checkpointRefused, "\(error)") }
        let established = try establish(under: verified.checkpoint, allowSimulated: allowSimulated)
        return PassportFacts(
            item: item, itemURI: itemURI, claims: established.claims, isSimulated: established.isSimulated,
            events: events.count, declaredWrong: established.declaredWrong, disclosures: disclosures,
            checkpoint: verified)
    }

    /// What follows from the events, believed as far as the checkpoint is.
    struct Established {
        var claims: PassportClaims
        var isSimulated: Bool
        var declaredWrong: [EventID]
    }

    /// Everything but the form, and who signed.
    func establish(under checkpoint: Checkpoint, allowSimulated: Bool) throws(PassportFault) -> Established {
        var entries: [PassportHistory.Entry] = []
        for event in events {
            try event.verifyInclusion(checkpoint)
            entries.append(try PassportHistory.Entry(index: event.index, bytes: event.entry))
        }
        let history = try PassportHistory(item: LotReference(itemURI), entries: entries)
        if let stranger = entries.first(where: { !history.holds($0.event) }) {
            throw PassportFault(.unrelatedEvent, index: stranger.index)
        }
        try checkSite(entries)
        let isSimulated = try checkSimulation(entries, checkpoint, allowSimulated)
        let claims = try history.claims(history.ledger())
        try check(claims)
        try checkDisclosures(entries)
        return Established(
            claims: claims, isSimulated: isSimulated,
            declaredWrong: entries.filter { $0.event.errorDeclaration != nil }.compactMap(\.event.eventID))
    }

    /// The checkpoint as the note states it, whoever signed it.
    func statedCheckpoint() throws(PassportFault) -> Checkpoint {
        do { return try Checkpoint(parsing: SignedNote(parsing: checkpoint).text) } catch {
            throw PassportFault(.checkpointRefused, "\(error)")
        }
    }

    /// What needs neither policy nor hashes.
    func checkForm() throws(PassportFault) {
        guard events.count <= Self.eventLimit else { throw PassportFault(.tooLarge, "\(events.count) events") }
        for (event, next) in zip(events, events.dropFirst()) where next.index <= event.index {
            throw PassportFault(next.index == event.index ? .eventTwice : .eventsOutOfOrder, index: next.index)
        }
        for event in events {
            guard event.proof.note == checkpoint else { throw PassportFault(.otherCheckpoint, index: event.index) }
            guard event.proof.index == event.index else {
                throw PassportFault(.otherIndex, index: event.index, "index \(event.proof.index)")
            }
        }
    }

    /// One log is one site: one vocabulary.
    private func checkSite(_ entries: [PassportHistory.Entry]) throws(PassportFault) {
        let vocabulary = entries.first?.event.vocabulary
        if let foreign = entries.first(where: { $0.event.vocabulary != vocabulary }) {
            throw PassportFault(.foreignEvent, index: foreign.index, foreign.event.vocabulary)
        }
    }

    /// A virtual floor marks each of its events, and the origin of its log ends in `/virtual`.
    private func checkSimulation(
        _ entries: [PassportHistory.Entry], _ checkpoint: Checkpoint, _ allowSimulated: Bool
    ) throws(PassportFault) -> Bool {
        let isVirtual = checkpoint.origin.hasSuffix("/virtual")
        let isSimulated = isVirtual || entries.contains { $0.event.isSimulated }
        if let real = entries.first(where: { $0.event.isSimulated != isSimulated }) {
            throw PassportFault(.simulationMixed, index: real.index)
        }
        guard self.isSimulated == isSimulated else { throw PassportFault(.simulationHidden) }
        guard !isSimulated || allowSimulated else { throw PassportFault(.simulatedNotAllowed) }
        return isSimulated
    }

    private func check(_ computed: PassportClaims) throws(PassportFault) {
        let expected = computed.json
        for name in Set(expected.keys).union(claims.keys).sorted()
        where claims[name]?.canonicalBytes != expected[name]?.canonicalBytes {
            func text(_ value: JSONValue?) -> String {
                let text = String(decoding: (value ?? .null).canonicalBytes, as: UTF8.self)
                return text.count > 200 ? text.prefix(200) + "…" : text
            }
            throw PassportFault(.claimDiffers, "\(name): says \(text(claims[name])), is \(text(expected[name]))")
        }
        guard item.utf8.elementsEqual(LotReference(itemURI).name.utf8) else {
            throw PassportFault(.claimDiffers, "item: says \(item), is \(LotReference(itemURI).name)")
        }
    }

    private func checkDisclosures(_ entries: [PassportHistory.Entry]) throws(PassportFault) {
        let events = Dictionary(uniqueKeysWithValues: entries.map { ($0.index, $0.event) })
        for disclosure in disclosures {
            guard let commitment = events[disclosure.index]?.commitment(of: disclosure.field),
                Commitment.verify(
                    commitment, domain: disclosure.domain, salt: disclosure.salt, value: disclosure.value)
            else { throw PassportFault(.disclosureRefuted, index: disclosure.index, disclosure.field) }
        }
    }
}

extension Passport.Event {
    fileprivate func verifyInclusion(_ checkpoint: Checkpoint) throws(PassportFault) {
        let inclusion = InclusionProof(index: index, size: checkpoint.size, hashes: proof.hashes)
        do { try inclusion.verify(leaf: MerkleTree.leaf(entry), root: checkpoint.root) } catch {
            throw PassportFault(.inclusionRefuted, index: index, "\(error)")
        }
    }
}
