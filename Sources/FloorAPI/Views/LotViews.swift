public import FloorAPITypes
internal import FloorControl
public import FloorModel

extension FloorViews {
    /// In order of arrival.
    public var lots: [LotView] {
        let claims = claims
        return state.lots.map { view(of: $0, claimed: claims[$0.id] ?? .zero) }
    }

    public func lot(_ id: LotID) -> LotView? {
        state.lots[id].map { view(of: $0, claimed: claimed(on: id)) }
    }

    func claimed(on lot: LotID) -> Milligrams { claims[lot] ?? .zero }

    /// What planned, running and not yet booked prints will take from each lot.
    private var claims: [LotID: Milligrams] {
        var claims: [LotID: Milligrams] = [:]
        for job in state.openJobs.compactMap({ state.jobs[$0] }) {
            guard let mass = floor.filament(of: job.order) else { continue }
            for operation in state.operations(of: job) where operation.state.isClaiming {
                guard let lot = operation.lot else { continue }
                claims[lot, default: .zero] += mass
            }
        }
        return claims
    }

    private func view(of lot: MaterialLot, claimed: Milligrams) -> LotView {
        LotView(
            id: lot.id, form: lot.form, material: lot.material, colour: lot.colour, massG: lot.mass.grams,
            claimedG: claimed.grams, mountedOn: lot.mountedOn, receivedAt: UTCTime(lot.receivedAt))
    }
}

extension OperationState {
    /// Whether the filament of such an operation is promised but not yet taken from its lot's books.
    fileprivate var isClaiming: Bool { self == .pending || self == .running || self == .awaitingVerdict }
}
