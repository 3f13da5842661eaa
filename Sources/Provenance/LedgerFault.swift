/// Why the mass balance refuses an event. Nothing of a refused event is booked.
public struct LedgerFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case missingEventID = "missing_event_id"
        case duplicateEvent = "duplicate_event"
        case recordTimeBack = "record_time_back"
        case declaredEventUnknown = "declared_event_unknown"
        case declarationDiffers = "declaration_differs"
        case unknownLot = "unknown_lot"
        case lotExists = "lot_exists"
        case lotTwice = "lot_twice"
        case lotGone = "lot_gone"
        case overdrawn = "overdrawn"
        case negativeMass = "negative_mass"
        case massLimit = "mass_limit"
        case missingMass = "missing_mass"
        case misplacedFigure = "misplaced_figure"
        case noInputs = "no_inputs"
        case unbalanced = "unbalanced"
        case originOfMade = "origin_of_made"
    }

    public var code: Code
    /// The event's id; nil where it has none.
    public var event: EventID?
    /// The lot's URI, where one is to blame.
    public var lot: String?
    /// The figures or the key.
    public var detail: String

    init(_ code: Code, _ event: EPCISEvent, lot: String? = nil, _ detail: String = "") {
        self.code = code
        self.event = event.eventID
        self.lot = lot
        self.detail = detail
    }

    public var description: String {
        let parts = [event.map { "event \($0)" }, lot.map { "lot \($0)" }].compactMap { $0 }
        let place = parts.isEmpty ? "event without id" : parts.joined(separator: ", ")
        return "\(place): \(code.explanation)\(detail.isEmpty ? "" : " (\(detail))")"
    }
}

extension LedgerFault.Code {
    var explanation: String {
        switch self {
        case .missingEventID: "an event that is booked needs an eventID"
        case .duplicateEvent: "this eventID is booked already; an event counts once"
        case .recordTimeBack: "recordTime goes back behind the event before; check the order of the events"
        case .declaredEventUnknown: "an error is declared of an event that is not there; declare it after that event"
        case .declarationDiffers: "an error declaration must repeat the event that it declares wrong"
        case .unknownLot: "no event before this one made the lot; look for a missing or reordered event"
        case .lotExists: "the lot exists already; a lot is made once"
        case .lotTwice: "the event names the lot twice; add its masses up"
        case .lotGone: "the thing was used up, taken away or handed over before"
        case .overdrawn: "more is taken than is left; look for a missing weighing or a double use"
        case .negativeMass: "a mass is below 0; only an adjustment has a sign"
        case .massLimit: "a mass is beyond what a million tonnes allow"
        case .missingMass: "the mass of what is made is missing, or not only one thing shares machina:netKg"
        case .misplacedFigure: "the figure means nothing in an event of this kind"
        case .noInputs: "a transformation needs at least one input"
        case .unbalanced: "inputs differ from outputs and loss"
        case .originOfMade: "what is made of lots has their origin; only received material states one"
        }
    }
}
