/// The events behind one item, and what follows from them: what its ``Lineage`` takes up, and nothing beside it. What
/// else was made of the same lots stays out: it is other people's business, and no balance in here gets stricter or
/// laxer without it but for what was left over.
struct PassportHistory {
    struct Entry {
        var index: UInt64
        var event: EPCISEvent
    }

    let item: LotReference
    let entries: [Entry]
    private let lineage: Lineage
    /// Ids of the events that belong to it.
    private let events: Set<EventID>

    /// Finds the lineage in events in the order of the log.
    init(item: LotReference, entries: [Entry]) throws(PassportFault) {
        self.item = item
        self.entries = entries
        let events = entries.map(\.event)
        let lineage = try Lineage(of: item, in: events)
        self.lineage = lineage
        let concerned = zip(events.indices, events).filter { lineage.isConcerned(by: $1, at: $0) }
        self.events = Set(concerned.compactMap(\.1.eventID))
    }

    /// Whether an event belongs to the item's history: it concerns the lineage, or declares an event wrong that does.
    func holds(_ event: EPCISEvent) -> Bool { event.eventID.map(events.contains) ?? false }

    // MARK: Claims

    /// The mass balance of all events.
    func ledger() throws(PassportFault) -> MaterialLedger {
        var ledger = MaterialLedger(isExcerpt: true)
        for entry in entries {
            // Of what takes from the item it matters that it does; what else went into it has no history here.
            let only = lineage.isExit(entry.event) ? item : nil
            do { try ledger.add(entry.event, takingFrom: only) } catch {
                throw PassportFault(.massBalance, index: entry.index, "\(error.code.rawValue): \(error)")
            }
        }
        return ledger
    }

    func claims(_ ledger: MaterialLedger) throws(PassportFault) -> PassportClaims {
        let ancestors = ledger.lots.filter { lineage.lots.contains($0.lot) && $0.lot != item }
        guard let account = ledger.account(item.uri) else { throw PassportFault(.itemNotMade, item.uri) }
        let makers = entries.map(\.event).filter(lineage.isMade(by:))
        let steps = makers.filter { $0.kind == .transformation }
        let maker = makers.first { $0.eventID == account.madeBy }
        let isPart = account.description.form == "part" && maker?.kind == .transformation
        let energies = steps.compactMap(\.energyKilowattHours)
        return PassportClaims(
            material: account.description.material, mass: account.whole.total, state: account.state,
            recycledPerMille: account.whole.recycledPerMille, composition: account.whole,
            ancestry: (ancestors + [account]).map(PassportClaims.Ancestor.init),
            wasteLots: ancestors.filter { $0.description.form == "waste" }.map(\.lot.name),
            machines: Self.firstUses(steps.compactMap(\.asset).map(URI.name)),
            recipes: Self.firstUses(steps.compactMap(\.recipe)),
            gcodeSHA256: maker?.gcodeSHA256, printedAt: isPart ? maker?.eventTime : nil,
            energyKilowattHours: try Self.sum(energies),
            energyIsComplete: !steps.isEmpty && energies.count == steps.count)
    }

    private static func firstUses<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }

    private static func sum(_ energies: [JSONNumber]) throws(PassportFault) -> JSONNumber? {
        guard !energies.isEmpty else { return nil }
        var sum: Int64 = 0
        for energy in energies {
            let milliwattHours = energy.scaled(toDecimals: 6) ?? .max
            let (total, overflows) = sum.addingReportingOverflow(milliwattHours)
            guard !overflows else { throw PassportFault(.energyLimit) }
            sum = total
        }
        guard let number = JSONNumber(sum, decimals: 6) else { throw PassportFault(.energyLimit) }
        return number
    }
}

extension PassportClaims.Ancestor {
    fileprivate init(_ account: LotAccount) {
        self.init(
            lot: account.lot.name, form: account.description.form, material: account.description.material,
            mass: account.whole.total,
            origin: account.parents.isEmpty ? account.description.origin ?? .untraced : nil,
            parents: account.parents)
    }
}
