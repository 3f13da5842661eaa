/// An item and all that went into it, and which events tell of that.
///
/// Of the lots on the way: what made them, and what was seen of them (weighed, graded) until the last step used them
/// that leads to the item. Of the item: what made it, with the mounting of its material and the start of that run; what
/// was seen of it; and what took from it: handed over, thrown away, made into something else. Declarations that one of
/// these events was wrong belong to them, whenever they were made.
struct Lineage {
    let item: LotReference
    let lots: Set<LotReference>
    /// Where in the events the last step stands that used a lot on the way.
    private let lastUses: [LotReference: Int]
    /// Mountings and the start that belong to the run that made the item.
    private let preparations: Set<Int>

    /// - Throws: `item_not_made`, `ancestry_broken`.
    init(of item: LotReference, in events: [EPCISEvent]) throws(PassportFault) {
        var makers: [LotReference: Int] = [:]
        for (place, event) in events.enumerated() {
            for lot in event.made.map(LotReference.init) where makers[lot] == nil { makers[lot] = place }
        }
        guard let run = makers[item] else { throw PassportFault(.itemNotMade, item.uri) }
        var lots: Set<LotReference> = [item]
        var lastUses: [LotReference: Int] = [:]
        var pending = [item]
        while let lot = pending.popLast() {
            guard let maker = makers[lot] else { throw PassportFault(.ancestryBroken, lot.uri) }
            for parent in events[maker].taken {
                lastUses[parent] = max(lastUses[parent] ?? maker, maker)
                if lots.insert(parent).inserted { pending.append(parent) }
            }
        }
        self.item = item
        self.lots = lots
        self.lastUses = lastUses
        preparations = Self.preparations(of: run, in: events)
    }

    /// For each lot that went into a run: the last start of that run's order on its machine, and the mounting before.
    private static func preparations(of run: Int, in events: [EPCISEvent]) -> Set<Int> {
        let step = events[run]
        guard step.kind == .transformation, let machine = step.asset else { return [] }
        let orders = Set(step.bizTransactions)
        var found: Set<Int> = []
        for lot in step.taken {
            let start = events[..<run].lastIndex { event in
                event.isStart && event.asset == machine && event.observed == [lot]
                    && !orders.isDisjoint(with: event.bizTransactions)
            }
            let mounting = events[..<(start ?? run)].lastIndex { event in
                event.kind == .association(.add) && event.errorDeclaration == nil && event.parentID == machine
                    && event.childEPCs.map(LotReference.init) == [lot]
            }
            found.formUnion([start, mounting].compactMap { $0 })
        }
        return found
    }

    /// Whether the event makes one of the lots.
    func isMade(by event: EPCISEvent) -> Bool { event.made.contains { lots.contains(LotReference($0)) } }

    /// Whether the event takes from the item.
    func isExit(_ event: EPCISEvent) -> Bool {
        event.errorDeclaration == nil && event.taken.contains(item) && !isMade(by: event)
    }

    /// Whether the event belongs to the item's history; declarations are asked for by the event that they are about.
    func isConcerned(by event: EPCISEvent, at place: Int) -> Bool {
        guard event.errorDeclaration == nil else { return false }
        if isMade(by: event) || isExit(event) || preparations.contains(place) { return true }
        guard event.kind == .object(.observe), event.bizStep != "shipping", event.bizTransactions.isEmpty else {
            return false
        }
        return !event.observed.isEmpty && event.observed.allSatisfy { $0 == item || place < lastUses[$0] ?? 0 }
    }
}

extension EPCISEvent {
    /// The lots that this event takes from.
    fileprivate var taken: Set<LotReference> {
        let names =
            switch kind {
            case .transformation: inputEPCs + inputs.map(\.epcClass)
            case .object(.delete): epcList + quantityList.map(\.epcClass)
            case .object(.observe) where bizStep == "shipping": epcList + quantityList.map(\.epcClass)
            default: [String]()
            }
        return Set(names.map(LotReference.init))
    }

    /// The lots that an object event is about.
    fileprivate var observed: Set<LotReference> {
        Set((epcList + quantityList.map(\.epcClass)).map(LotReference.init))
    }

    /// It says that a run for an order has begun.
    fileprivate var isStart: Bool {
        kind == .object(.observe) && bizStep != "shipping" && !bizTransactions.isEmpty && errorDeclaration == nil
    }
}
