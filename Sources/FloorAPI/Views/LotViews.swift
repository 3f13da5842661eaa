public import FloorAPITypes
public import FloorControl
public import FloorModel

extension FloorViews {
    /// In order of arrival.
    public var lots: [LotView] {
        let reservations = floor.reservations
        return state.lots.map { view(of: $0, reservations) }
    }

    public func lot(_ id: LotID) -> LotView? { state.lots[id].map { view(of: $0, floor.reservations) } }

    /// How many lots a list of children names at most, the oldest first.
    private static let maximumChildren = 200

    /// - Parameters:
    ///   - history: what the journal has of it, oldest first.
    ///   - names: of the people in it; an erased one is missing.
    public func lotDetail(
        _ id: LotID, history: [JournalledEvent], names: [PersonID: String]
    ) -> LotDetailView? {
        guard let lot = state.lots[id] else { return nil }
        var left = LotDetailView.maximumAncestors
        let children = state.lots.lazy.compactMap { child -> LotShareView? in
            let taken = child.parents.filter { $0.lot == id }.reduce(Milligrams.zero) { $0 + $1.mass }
            return taken > .zero ? share(of: child, taken) : nil
        }
        return LotDetailView(
            lot: view(of: lot, floor.reservations), uri: uri(of: id), madeBy: lot.madeBy.flatMap { making(by: $0) },
            parents: ancestors(of: lot, &left), children: Array(children.prefix(Self.maximumChildren)),
            history: history.flatMap { LotHistoryView.entries(of: $0, for: id, names: names) })
    }

    private func view(of lot: MaterialLot, _ reservations: Claims) -> LotView {
        // Nothing can be promised of an empty lot.
        let reserved = lot.mass > .zero ? reservations[lot.id] : .zero
        return LotView(
            id: lot.id, facts: shown(lot.facts), massG: lot.mass.grams, reservedG: reserved.grams,
            freeG: max(.zero, lot.mass - reserved).grams, driedAt: lot.driedAt.map(UTCTime.init),
            mountedOn: lot.mountedOn, receivedAt: UTCTime(lot.receivedAt))
    }

    /// What a label's code says: an address where the site has one, else a name that this program understands.
    private func uri(of lot: LotID) -> String {
        guard var base = floor.description.site.baseURL else { return "machina:\(floor.description.site.id)/\(lot)" }
        while base.hasSuffix("/") { base.removeLast() }
        return "\(base)/lot/\(lot)"
    }

    private func making(by id: OperationID) -> LotMakingView? {
        state.operations[id].map { operation in
            LotMakingView(
                operation: id, job: operation.job, machine: operation.machine, recipe: operation.recipe,
                process: operation.process)
        }
    }

    /// Direct parents first, so that a bound cuts off what is farthest away.
    private func ancestors(of lot: MaterialLot, _ left: inout Int) -> [LotAncestorView] {
        let parents = lot.parents.prefix(max(0, left))
        left -= parents.count
        return parents.compactMap { share in
            guard let parent = state.lots[share.lot] else { return nil }
            return LotAncestorView(
                lot: share.lot, massG: share.mass.grams, form: parent.form, material: parent.material,
                source: parent.facts.source, origin: parent.facts.origin, parents: ancestors(of: parent, &left))
        }
    }

    func view(of share: LotShare) -> LotShareView {
        guard let lot = state.lots[share.lot] else { return LotShareView(lot: share.lot, massG: share.mass.grams) }
        return self.share(of: lot, share.mass)
    }

    private func share(of lot: MaterialLot, _ mass: Milligrams) -> LotShareView {
        LotShareView(
            lot: lot.id, massG: mass.grams, form: lot.form, material: lot.material, colour: lot.colour,
            location: shown(lot.facts).location)
    }

    /// A grade of one or two characters is a code and names nobody.
    private func shown(_ facts: LotFacts) -> LotFacts {
        guard isPublic else { return facts }
        var facts = facts
        facts.origin = nil
        facts.location = nil
        if let grade = facts.grade, grade.utf8.count > 2 { facts.grade = nil }
        return facts
    }
}
