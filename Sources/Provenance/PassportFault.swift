/// Why a passport is not believed: one code per check.
public struct PassportFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case tooLarge = "passport_too_large"
        case notJSON = "passport_not_json"
        case wrongForm = "passport_wrong_form"
        case checkpointRefused = "checkpoint_refused"
        case otherCheckpoint = "other_checkpoint"
        case otherIndex = "other_index"
        case inclusionRefuted = "inclusion_refuted"
        case eventRefused = "event_refused"
        case eventTwice = "event_twice"
        case eventsOutOfOrder = "events_out_of_order"
        case itemNotMade = "item_not_made"
        case ancestryBroken = "ancestry_broken"
        case unrelatedEvent = "unrelated_event"
        case massBalance = "mass_balance"
        case foreignEvent = "foreign_event"
        case simulationMixed = "simulation_mixed"
        case simulationHidden = "simulation_hidden"
        case simulatedNotAllowed = "simulated_not_allowed"
        case claimDiffers = "claim_differs"
        case energyLimit = "energy_limit"
        case disclosureRefuted = "disclosure_refuted"
    }

    public var code: Code
    /// The index in the log of the event that shows it.
    public var index: UInt64?
    /// The claim, the lot, the figures, or the fault underneath.
    public var detail: String

    init(_ code: Code, index: UInt64? = nil, _ detail: String = "") {
        self.code = code
        self.index = index
        self.detail = detail
    }

    public var description: String {
        let place = index.map { "event \($0): " } ?? ""
        return "\(place)\(code.explanation)\(detail.isEmpty ? "" : " (\(detail))")"
    }
}

extension PassportFault.Code {
    var explanation: String {
        switch self {
        case .tooLarge: "the passport is larger than 16 MiB or 10,000 events; ask the log itself"
        case .notJSON: "the passport is not strict JSON"
        case .wrongForm: "a part of the passport is missing, unknown or of another type"
        case .checkpointRefused: "the checkpoint is not one that the policy trusts"
        case .otherCheckpoint: "the proof stands under another checkpoint than the passport's"
        case .otherIndex: "the proof is of another entry of the log"
        case .inclusionRefuted: "the proof does not lead from this entry to the checkpoint; one of them was changed"
        case .eventRefused: "the entry is no event that this library knows"
        case .eventTwice: "the entry stands in the passport twice"
        case .eventsOutOfOrder: "events stand in the order of the log; this one does not"
        case .itemNotMade: "no event makes the item"
        case .ancestryBroken: "no event makes a lot that went into the item; one was left out"
        case .unrelatedEvent: "the event has nothing to do with the item"
        case .massBalance: "the events do not balance"
        case .foreignEvent: "the event belongs to another site than the others"
        case .simulationMixed: "simulated and real events stand together, or a virtual log holds real ones"
        case .simulationHidden: "the passport does not say what its events say: whether they are simulated"
        case .simulatedNotAllowed: "the item was only simulated; allow simulated passports to check one"
        case .claimDiffers: "a claim is not what its events say"
        case .energyLimit: "the metered energy is beyond 999,999,999 kWh"
        case .disclosureRefuted: "the event does not vouch for the disclosed value"
        }
    }
}
