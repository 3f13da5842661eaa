public import FloorModel
internal import Provenance

/// Writes what happens to material on the floor as EPCIS 2.0 events. Pure and without memory: the same event on the same
/// floor gives the same drafts in every process, so that an old journal can be told from its first event.
///
/// Material in a machine still counts as that of the lots it came from; only what comes out changes them. So the masses
/// of the events alone give, for each lot, what the floor's book has of it and what of it lies in a machine.
/// Nothing personal, no free text and no file name stands in an event: those are ``PersonalField``s.
public struct ProvenanceScribe: Sendable {
    let names: Namespace
    let site: String
    private let isSimulated: Bool

    /// A base URL on which no identifiers can be built, or over 200 bytes long (an event names many lots), counts as
    /// none: they are UUIDs then.
    public init(site: SiteDescription) {
        let baseURL = site.baseURL.flatMap { Namespace.isUsable(baseURL: $0) && $0.utf8.count <= 200 ? $0 : nil }
        names = Namespace(baseURL: baseURL, site: site.id)
        self.site = site.id
        isSimulated = site.isVirtual
    }

    /// Whether drafts may follow from such an event; most events of a floor change no material.
    public static func matters(_ event: FloorEvent) -> Bool {
        switch event {
        case .lotReceived, .lotMounted, .lotWeighed, .filamentConsumed, .operationStarted: true
        // Every other lot that is made is told of by the movement that fills it.
        case .lotProduced(let made): made.facts.form == .part && made.parents.allSatisfy { $0.mass == .zero }
        case .materialMoved(let moved): moved.movements.contains { $0.reason != .loaded }
        default: false
        }
    }

    /// The drafts of one event, in the order in which they are appended.
    ///
    /// - Parameter facts: the floor as it stands right after this event and before the next one.
    public func drafts(of event: FloorEvent, at time: WallClock, facts: some FloorFacts) -> [EventDraft] {
        guard Self.matters(event) else { return [] }
        let page = Page(scribe: self, time: Timestamp(milliseconds: time.milliseconds), facts: facts)
        return switch event {
        case .lotReceived(let payload): page.received(payload)
        case .lotMounted(let payload): page.mounted(payload)
        case .lotWeighed(let payload): page.weighed(payload)
        case .lotProduced(let payload): page.produced(payload)
        case .filamentConsumed(let payload): page.consumed(payload)
        case .operationStarted(let payload): page.started(payload)
        case .materialMoved(let payload): page.moved(payload)
        default: []
        }
    }

    /// An event that happens at this site.
    ///
    /// - Parameter place: the machine or scale at which it is seen; nil: somewhere on the site.
    func event(
        _ kind: EPCISEvent.Kind, _ step: String, at time: Timestamp, place: (any NamedID)? = nil
    ) -> EPCISEvent {
        var event = EPCISEvent(kind, at: time, vocabulary: names.vocabulary)
        event.bizStep = step
        event.readPoint = names.location(place?.name ?? site)
        event.bizLocation = names.location(site)
        event.isSimulated = isSimulated
        return event
    }
}

/// One event being mapped.
struct Page<Facts: FloorFacts> {
    let scribe: ProvenanceScribe
    let time: Timestamp
    let facts: Facts

    var names: Namespace { scribe.names }

    func event(_ kind: EPCISEvent.Kind, _ step: String, place: (any NamedID)? = nil) -> EPCISEvent {
        scribe.event(kind, step, at: time, place: place)
    }

    /// What is one thing that can be handed over has an identity; of everything else there is so much.
    func isThing(_ lot: LotID) -> Bool {
        switch facts.lot(lot)?.form {
        case .filament, .part: true
        default: false
        }
    }

    func uri(_ lot: LotID) -> String {
        isThing(lot) ? names.object(lot.description) : names.lotClass(lot.description)
    }

    /// So much of a lot, taken from it: a thing gives of itself by its class.
    func quantity(_ lot: LotID, _ mass: Milligrams) -> Quantity {
        Quantity(names.lotClass(lot.description), Mass(mass))
    }

    /// An object event about a lot: the thing itself, or so much as the book has of it.
    func about(_ lot: LotID, _ event: EPCISEvent) -> EPCISEvent {
        var event = event
        if isThing(lot) {
            event.epcList = [names.object(lot.description)]
        } else {
            event.quantityList = [quantity(lot, facts.lot(lot)?.mass ?? .zero)]
        }
        return event
    }

    func actor(_ person: PersonID?) -> [PersonalField] {
        person.map { [PersonalField("actor", .person($0), of: $0)] } ?? []
    }

    func describe(_ id: LotID) -> LotDescription {
        var description = LotDescription(lot: uri(id))
        guard let lot = facts.lot(id) else { return description }
        description.form = lot.form.rawValue
        description.material = lot.material
        description.grade = lot.facts.grade?.asGradeCode
        description.generation = lot.facts.generation
        description.moisturePPM = lot.facts.moisturePPM
        return description
    }
}

extension String {
    /// A grade as long as it is plainly a code, `A`, `B+`, `2a`: what is longer could name somebody.
    var asGradeCode: String? {
        let isCode = utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "+-".utf8.contains(byte)
        }
        return isCode && (1...2).contains(utf8.count) ? self : nil
    }
}

extension Mass {
    init(_ mass: Milligrams) { self.init(milligrams: mass.count) }
}
