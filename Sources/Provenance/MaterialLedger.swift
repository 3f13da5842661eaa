internal import Crypto

/// The mass balance, kept from events alone: what a reader of a log or of a passport computes for himself.
///
/// Rules, each with its own refusal (``LedgerFault/Code``): inputs = outputs + loss to the milligram; nothing is taken
/// from a lot before an event made it, and never more than is left; a lot is made once; an event counts once; what is
/// made of lots has its origin from them. Refusals book nothing.
///
/// - ADD makes what it lists. A thing (EPC) has the mass that the `ilmd` says, ``EPCISEvent/netMass``.
/// - A transformation takes its inputs (a thing as a whole) and makes its outputs.
/// - OBSERVE changes nothing, unless it carries ``EPCISEvent/adjustment``, or its step is `shipping`: that takes off.
/// - DELETE takes off.
/// - An error declaration repeats an event that is there and changes nothing; corrective events carry the difference.
public struct MaterialLedger: Sendable {
    /// Where all mass went: received + adjusted = lost + disposed + untraced + handed over + in lots.
    public struct Totals: Hashable, Sendable {
        public internal(set) var received = Mass.zero
        /// Signed: found when weighing, less what was missed.
        public internal(set) var adjusted = Mass.zero
        public internal(set) var lost = Mass.zero
        public internal(set) var disposed = Mass.zero
        /// Used up in a way that nobody traced.
        public internal(set) var untraced = Mass.zero
        public internal(set) var handedOver = Mass.zero
        public internal(set) var inLots = Mass.zero
    }

    /// Half of what 64 bits hold: no sum of milligrams inside can overflow before it is reached.
    private static let turnoverLimit = UInt64(Int64.max / 2)

    public private(set) var totals = Totals()
    private var accounts: [LotReference: LotAccount] = [:]
    private var order: [LotReference] = []
    private var digests: [EventID: [UInt8]] = [:]
    private var lastRecordTime: Timestamp?
    private var turnover: UInt64 = 0
    private let isExcerpt: Bool

    /// A ledger for a whole log, from its first event.
    public init() { self.init(isExcerpt: false) }

    /// - Parameter isExcerpt: Only the history of one item will be booked. What else was taken from its lots is not
    ///   seen then, so the only thing that goes into a transformation as a whole counts for what came out of it.
    init(isExcerpt: Bool) { self.isExcerpt = isExcerpt }

    /// What is left of the lot that this URI names, as a class or as an object; nil where no event made it.
    public func balance(_ lot: String) -> Mass? { account(lot)?.balance }

    /// The origin of what is left of the lot; nil where no event made it.
    public func composition(_ lot: String) -> Composition? { account(lot)?.composition }

    /// Everything about one lot.
    public func account(_ lot: String) -> LotAccount? { accounts[LotReference(lot)] }

    /// All lots in the order in which they were made.
    public var lots: [LotAccount] { order.compactMap { accounts[$0] } }

    /// Books an event, or says why not.
    public mutating func add(_ event: EPCISEvent) throws(LedgerFault) { try add(event, takingFrom: nil) }

    /// - Parameter only: Of the event only what it takes from this lot is booked; what else goes in and what comes out
    ///   is not in the excerpt.
    mutating func add(_ event: EPCISEvent, takingFrom only: LotReference?) throws(LedgerFault) {
        guard let id = event.eventID else { throw LedgerFault(.missingEventID, event) }
        if let recordTime = event.recordTime, let last = lastRecordTime, recordTime < last {
            throw LedgerFault(.recordTimeBack, event, "\(recordTime) after \(last)")
        }
        if event.errorDeclaration != nil {
            try checkDeclaration(event, id)
        } else {
            guard digests[id] == nil else { throw LedgerFault(.duplicateEvent, event) }
            var posting = try LedgerPosting(event)
            if let only {
                if event.kind == .transformation, posting.withdrawals.allSatisfy({ $0.mass != nil }) {
                    try checkBalance(posting, event)
                }
                posting.keepOnly(only)
            }
            posting = try checked(posting, event)
            digests[id] = Self.digest(event)
            book(posting, id)
        }
        lastRecordTime = event.recordTime ?? lastRecordTime
    }

    // MARK: Checking

    private func checkDeclaration(_ event: EPCISEvent, _ id: EventID) throws(LedgerFault) {
        guard let declared = digests[id] else { throw LedgerFault(.declaredEventUnknown, event) }
        guard declared == Self.digest(event) else { throw LedgerFault(.declarationDiffers, event) }
    }

    /// Of what an error declaration must repeat: all but what sealing an entry adds.
    private static func digest(_ event: EPCISEvent) -> [UInt8] {
        var repeated = event
        repeated.recordTime = nil
        repeated.errorDeclaration = nil
        repeated.isLate = false
        repeated.extensions = repeated.extensions.filter { !$0.key.hasSuffix("Commitment") }
        return Array(SHA256.hash(data: repeated.bytes))
    }

    /// The posting with every mass known, after all that could be wrong with it has been asked.
    private func checked(_ posting: LedgerPosting, _ event: EPCISEvent) throws(LedgerFault) -> LedgerPosting {
        var posting = posting
        for lot in posting.mentions where accounts[lot] == nil { throw LedgerFault(.unknownLot, event, lot: lot.uri) }
        let isTransformation = event.kind == .transformation && !posting.isPartial
        if isExcerpt, isTransformation { posting.inferWhole() }
        for index in posting.withdrawals.indices {
            posting.withdrawals[index].mass = try available(posting.withdrawals[index], event)
        }
        for creation in posting.creations where accounts[creation.lot] != nil {
            throw LedgerFault(.lotExists, event, lot: creation.lot.uri)
        }
        if isTransformation { try checkBalance(posting, event) }
        if let adjustment = posting.adjustment, let account = posting.mentions.first.flatMap({ accounts[$0] }) {
            guard account.balance + adjustment >= .zero else {
                throw LedgerFault(.overdrawn, event, lot: account.lot.uri, "\(account.balance) \(adjustment)")
            }
        }
        try checkTurnover(posting, event)
        return posting
    }

    private func available(_ withdrawal: LedgerPosting.Withdrawal, _ event: EPCISEvent) throws(LedgerFault) -> Mass {
        let uri = withdrawal.lot.uri
        guard let account = accounts[withdrawal.lot] else { throw LedgerFault(.unknownLot, event, lot: uri) }
        guard !account.isGone else { throw LedgerFault(.lotGone, event, lot: uri) }
        let mass = withdrawal.mass ?? account.balance
        guard mass <= account.balance else {
            throw LedgerFault(.overdrawn, event, lot: uri, "\(mass) of \(account.balance)")
        }
        return mass
    }

    private func checkBalance(_ posting: LedgerPosting, _ event: EPCISEvent) throws(LedgerFault) {
        let taken = posting.withdrawals.compactMap(\.mass).reduce(.zero, +)
        let given = posting.creations.map(\.mass).reduce(posting.loss, +)
        guard taken == given else {
            throw LedgerFault(.unbalanced, event, "\(taken) in, \(given) out and lost")
        }
        if let made = posting.creations.first(where: { $0.description.origin != nil }) {
            throw LedgerFault(.originOfMade, event, lot: made.lot.uri)
        }
    }

    private func checkTurnover(_ posting: LedgerPosting, _ event: EPCISEvent) throws(LedgerFault) {
        let masses = posting.creations.map(\.mass) + [posting.adjustment ?? .zero]
        let sum = masses.reduce(turnover) { $0 + $1.milligrams.magnitude }
        guard sum <= Self.turnoverLimit else { throw LedgerFault(.massLimit, event, "\(sum) mg in all") }
        if let adjustment = posting.adjustment, let account = posting.mentions.first.flatMap({ accounts[$0] }) {
            // Of all that was ever in the lot, so that every figure of its account can be told.
            guard account.whole.total + adjustment <= Mass.limit else {
                throw LedgerFault(.massLimit, event, lot: account.lot.uri, "\(account.whole.total) \(adjustment)")
            }
        }
    }

    // MARK: Booking

    private mutating func book(_ posting: LedgerPosting, _ id: EventID) {
        let exit = posting.destination.state
        for withdrawal in posting.withdrawals {
            accounts[withdrawal.lot]?.withdraw(withdrawal.mass ?? .zero, asWhole: withdrawal.isWhole, exit)
        }
        let parents = posting.withdrawals.map { LotAccount.Parent(lot: $0.lot, mass: $0.mass ?? .zero) }
        let withdrawn = parents.map(\.mass).reduce(.zero, +)
        totals.inLots -= withdrawn
        let mixture = mixture(of: parents)
        for creation in posting.creations {
            open(creation, id, parents, mixture ?? Blend(creation.description.origin ?? .untraced))
        }
        if let adjustment = posting.adjustment, let lot = posting.mentions.first {
            accounts[lot]?.adjust(by: adjustment)
            totals.adjusted += adjustment
            totals.inLots += adjustment
        }
        switch posting.destination {
        case .outputs: totals.lost += posting.loss
        case .disposed: totals.disposed += withdrawn
        case .untraced: totals.untraced += withdrawn
        case .handedOver: totals.handedOver += withdrawn
        }
        turnover += posting.creations.reduce(posting.adjustment?.milligrams.magnitude ?? 0) {
            $0 + $1.mass.milligrams.magnitude
        }
    }

    /// What all that is made of these lots is made of; nil of what is received.
    private func mixture(of parents: [LotAccount.Parent]) -> Blend? {
        let ingredients = parents.compactMap { parent in
            accounts[parent.lot].map { (blend: $0.blend, mass: parent.mass) }
        }
        return ingredients.isEmpty ? nil : Blend(mixing: ingredients)
    }

    private mutating func open(
        _ creation: LedgerPosting.Creation, _ id: EventID, _ parents: [LotAccount.Parent], _ blend: Blend
    ) {
        accounts[creation.lot] = LotAccount(
            lot: creation.lot, description: creation.description, madeBy: id, position: order.count, parents: parents,
            blend: blend, mass: creation.mass)
        order.append(creation.lot)
        totals.inLots += creation.mass
        if parents.isEmpty { totals.received += creation.mass }
    }
}
