/// One event of EPCIS 2.0 in the profile that a log entry has: JSON-LD with its own `@context`, one identity, times in
/// UTC to the millisecond, masses in kilograms exact to the milligram, and `machina:` extensions.
///
/// ```json
/// {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"machina":"https://maak.example/voc/"}],
///  "action":"ADD","bizStep":"commissioning","eventID":"urn:uuid:01970000-0000-7000-8000-000000000001",
///  "eventTime":"2026-11-21T10:01:00.000Z","eventTimeZoneOffset":"+00:00","machina:material":"PETG",
///  "quantityList":[{"epcClass":"https://maak.example/class/lot-3","quantity":10,"uom":"KGM"}],"type":"ObjectEvent"}
/// ```
public struct EPCISEvent: Hashable, Sendable {
    public enum Action: String, Sendable, CaseIterable {
        case add = "ADD"
        case observe = "OBSERVE"
        case delete = "DELETE"
    }

    public enum Kind: Hashable, Sendable {
        case object(Action)
        case transformation
        case association(Action)
    }

    public static let context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
    /// Bytes of an event, as of any entry of a tlog-tiles log.
    public static let byteLimit = JSONValue.byteLimit

    public var kind: Kind
    /// What the prefix `machina:` stands for, ``Namespace/vocabulary``.
    public var vocabulary: String
    /// nil in a draft; the ledger and a passport ask for one.
    public var eventID: EventID?
    public var eventTime: Timestamp
    /// When it was appended to the log; nil in a draft.
    public var recordTime: Timestamp?
    /// `+01:00`: where the clock on the wall stood; times themselves are in UTC.
    public var eventTimeZoneOffset = "+00:00"
    /// A word of ``CBV`` or a URI.
    public var bizStep: String?
    /// A word of ``CBV`` or a URI.
    public var disposition: String?
    /// The URI of where it happened.
    public var readPoint: String?
    /// The URI of where the things are after it.
    public var bizLocation: String?
    /// Object events: things with an identity of their own.
    public var epcList: [String] = []
    /// Object events: lots by mass.
    public var quantityList: [Quantity] = []
    /// Transformations: things that went in whole.
    public var inputEPCs: [String] = []
    /// Transformations: so much of these lots went in.
    public var inputs: [Quantity] = []
    /// Transformations: things that came out; the mass of the only one is ``netMass``.
    public var outputEPCs: [String] = []
    /// Transformations: lots that came out.
    public var outputs: [Quantity] = []
    public var transformationID: String?
    /// Associations: what the children are joined to.
    public var parentID: String?
    /// Associations.
    public var childEPCs: [String] = []
    public var bizTransactions: [TypedReference] = []
    public var sources: [TypedReference] = []
    public var destinations: [TypedReference] = []
    public var sensorElements: [SensorElement] = []
    public var errorDeclaration: ErrorDeclaration?
    /// Instance or lot master data; keys begin with `machina:`. Only where something is made (ADD, transformation).
    public var ilmd: [String: JSONValue] = [:]
    /// Keys begin with `machina:`; see the typed properties beside it.
    public var extensions: [String: JSONValue] = [:]

    public init(_ kind: Kind, at eventTime: Timestamp, vocabulary: String) {
        self.kind = kind
        self.eventTime = eventTime
        self.vocabulary = vocabulary
    }
}

/// So much of a lot.
public struct Quantity: Hashable, Sendable {
    public var epcClass: String
    public var mass: Mass

    public init(_ epcClass: String, _ mass: Mass) {
        self.epcClass = epcClass
        self.mass = mass
    }
}

/// A business transaction, a source or a destination: `{"type":"possessing_party","source":"urn:uuid:…"}`.
public struct TypedReference: Hashable, Sendable {
    /// `prodorder`; `possessing_party`, `owning_party`, `location`; or a URI.
    public var type: String
    public var uri: String

    public init(type: String, uri: String) {
        self.type = type
        self.uri = uri
    }
}

/// Says of the event with the same `eventID` that it was wrong (EPCIS 2.0, 7.4.1.4): the whole event again, with this
/// added. It undoes nothing; the corrective events carry the difference.
public struct ErrorDeclaration: Hashable, Sendable {
    public var declarationTime: Timestamp
    /// `did_not_occur`, `incorrect_data` or a URI.
    public var reason: String?
    public var correctiveEventIDs: [EventID]

    public init(declarationTime: Timestamp, reason: String?, correctiveEventIDs: [EventID] = []) {
        self.declarationTime = declarationTime
        self.reason = reason
        self.correctiveEventIDs = correctiveEventIDs
    }
}

/// What sensors said, with when and which.
public struct SensorElement: Hashable, Sendable {
    public var time: Timestamp?
    public var startTime: Timestamp?
    public var endTime: Timestamp?
    /// The URI of the scale, the dryer.
    public var deviceID: String?
    /// At least one.
    public var reports: [SensorReport]

    public init(
        time: Timestamp? = nil, startTime: Timestamp? = nil, endTime: Timestamp? = nil, deviceID: String? = nil,
        reports: [SensorReport]
    ) {
        self.time = time
        self.startTime = startTime
        self.endTime = endTime
        self.deviceID = deviceID
        self.reports = reports
    }
}

/// One quantity: `{"meanValue":120,"maxValue":124,"type":"Temperature","uom":"CEL"}`.
public struct SensorReport: Hashable, Sendable {
    /// A measurement type of the GS1 Web Vocabulary (`Mass`, `Temperature`, `Length`) or a URI.
    public var type: String
    /// UN/CEFACT Recommendation 20: `KGM`, `CEL`, `MMT`.
    public var uom: String?
    public var value: JSONNumber?
    public var meanValue: JSONNumber?
    public var minValue: JSONNumber?
    public var maxValue: JSONNumber?
    public var sDev: JSONNumber?

    public init(type: String, uom: String?, value: JSONNumber? = nil) {
        self.type = type
        self.uom = uom
        self.value = value
    }
}

/// Words of the GS1 Core Business Vocabulary 2.0 that events here may use bare; everything else is a URI.
public enum CBV {
    public static let bizSteps: Set<String> = [
        "accepting", "commissioning", "decommissioning", "destroying", "inspecting", "installing", "loading", "other",
        "receiving", "removing", "repairing", "shipping", "stock_taking", "storing", "unloading",
    ]
    public static let dispositions: Set<String> = [
        "active", "available", "conformant", "damaged", "destroyed", "disposed", "in_progress", "in_transit",
        "mismatch_quantity", "non_conformant", "returned", "unknown",
    ]
    public static let bizTransactionTypes: Set<String> = ["prodorder"]
    public static let partyTypes: Set<String> = ["location", "owning_party", "possessing_party"]
    public static let errorReasons: Set<String> = ["did_not_occur", "incorrect_data"]
}
