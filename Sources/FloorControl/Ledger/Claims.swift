public import FloorModel

/// What of each lot is spoken for. Looked up, never iterated.
public struct Claims: Sendable {
    private var masses: [LotID: Milligrams] = [:]

    public subscript(lot: LotID) -> Milligrams { masses[lot] ?? .zero }

    mutating func add(_ mass: Milligrams, of lot: LotID) { masses[lot, default: .zero] += mass }
}

extension Floor {
    /// How much of each lot is reserved: for prints that are planned, run or wait for their verdict, and for recipes
    /// that wait for their hopper to be loaded. Asked once for many lots.
    public var reservations: Claims {
        var claims = claimedByWork()
        for assignment in state.plan {
            guard let operation = state.operations[assignment.operation], let order = state.jobs[operation.job]?.order
            else { continue }
            claims.add(filament(of: order) ?? .zero, of: assignment.lot)
        }
        return claims
    }

    /// What running prints and adopted routes will still take; plans may change and are not in it.
    func claimedByWork() -> Claims {
        var claims = Claims()
        for machine in state.machines {
            guard let operation = machine.operation.flatMap({ state.operations[$0] }), let lot = operation.lot,
                operation.isPrint, operation.state.isUnderWay,
                let order = state.jobs[operation.job]?.order
            else { continue }
            claims.add(filament(of: order) ?? .zero, of: lot)
        }
        for id in state.openRoutes {
            guard let operation = state.operations[id], operation.state == .pending, operation.loaded.isEmpty else {
                continue
            }
            for share in state.inputs(of: operation) { claims.add(share.mass, of: share.lot) }
        }
        return claims
    }
}

extension FloorState {
    /// What a recipe is fed: the lots that its route chose, or what the operation before it made; empty as long as
    /// that has not ended.
    public func inputs(of operation: Operation) -> [LotShare] {
        guard let before = operation.after else { return operation.inputs }
        guard let maker = operations[before], maker.state == .completed else { return [] }
        return maker.outputs.compactMap { lots[$0] }.filter { $0.form != .scrap && $0.form != .purge }
            .filter { $0.mass > .zero }.map { LotShare($0.id, $0.mass) }
    }
}
