extension EPCISEvent {
    /// Reads the canonical bytes of a log entry; other bytes of the same value are refused, because a log proves bytes.
    public init(entry: [UInt8]) throws(EPCISFault) {
        try self.init(parsing: entry)
        guard bytes == entry else {
            throw EPCISFault(.notCanonical, at: "", "write sorted keys, no spaces and the shortest numbers (RFC 8785)")
        }
    }

    /// Reads an event written in any style.
    public init(parsing bytes: [UInt8]) throws(EPCISFault) {
        guard bytes.count <= Self.byteLimit else {
            throw EPCISFault(.tooLong, at: "", "keep it within \(Self.byteLimit) bytes; put large things beside it")
        }
        let value: JSONValue
        do { value = try JSONValue.parse(bytes) } catch { throw EPCISFault(.notJSON, at: "", "\(error)") }
        try self.init(parsing: value)
    }

    /// Reads an event of this profile; every key that it does not know is refused, apart from `machina:` extensions.
    public init(parsing value: JSONValue) throws(EPCISFault) {
        var fields = try Fields(value, at: "")
        let vocabulary = try Self.readContext(fields.take("@context"))
        let eventTime = try fields.require(try fields.timestamp("eventTime"), "eventTime")
        self.init(try Self.readKind(&fields), at: eventTime, vocabulary: vocabulary)
        eventTimeZoneOffset = try fields.require(try Self.readOffset(&fields), "eventTimeZoneOffset")
        eventID = try fields.value("eventID", "write a UUID as urn:uuid: in lower case") { (value) in
            value.string.flatMap { EventID($0) }
        }
        recordTime = try fields.timestamp("recordTime")
        try readWhy(&fields)
        try readWhat(&fields)
        extensions = try fields.extensions()
        try checkExtensions()
    }

    private static func readContext(_ value: JSONValue?) throws(EPCISFault) -> String {
        guard let elements = value?.array, elements.count == 2, elements[0] == .string(Self.context),
            let prefixes = elements[1].object, prefixes.count == 1, let vocabulary = prefixes["machina"]?.string,
            URI.isValid(vocabulary)
        else {
            throw EPCISFault(.badContext, at: "@context", "write [\"\(Self.context)\", {\"machina\": \"<URI>\"}]")
        }
        return vocabulary
    }

    private static func readKind(_ fields: inout Fields) throws(EPCISFault) -> Kind {
        let type = try fields.require(try fields.string("type"), "type")
        if type == "TransformationEvent" { return .transformation }
        guard type == "ObjectEvent" || type == "AssociationEvent" else {
            throw EPCISFault(.unknownType, at: "type", "write ObjectEvent, TransformationEvent or AssociationEvent")
        }
        let action = try fields.value("action", "write ADD, OBSERVE or DELETE") { (value) in
            value.string.flatMap { Action(rawValue: $0) }
        }
        let known = try fields.require(action, "action")
        return type == "ObjectEvent" ? .object(known) : .association(known)
    }

    /// `+14:00` at most, as EPCIS has it.
    private static func readOffset(_ fields: inout Fields) throws(EPCISFault) -> String? {
        try fields.value("eventTimeZoneOffset", "write +01:00") { (value) -> String? in
            guard let text = value.string, text.utf8.count == 6, text.hasPrefix("+") || text.hasPrefix("-") else {
                return nil
            }
            let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isASCIIDigit) }),
                parts[0] < "14" && parts[1] < "60" || parts == ["14", "00"]
            else { return nil }
            return text
        }
    }

    private mutating func readWhy(_ fields: inout Fields) throws(EPCISFault) {
        bizStep = try fields.word("bizStep", of: CBV.bizSteps)
        disposition = try fields.word("disposition", of: CBV.dispositions)
        readPoint = try Self.readPlace("readPoint", &fields)
        bizLocation = try Self.readPlace("bizLocation", &fields)
        bizTransactions = try fields.list("bizTransactionList") { (value, path) throws(EPCISFault) in
            try TypedReference(value, at: path, named: "bizTransaction", types: CBV.bizTransactionTypes)
        }
        sources = try fields.list("sourceList") { (value, path) throws(EPCISFault) in
            try TypedReference(value, at: path, named: "source", types: CBV.partyTypes)
        }
        destinations = try fields.list("destinationList") { (value, path) throws(EPCISFault) in
            try TypedReference(value, at: path, named: "destination", types: CBV.partyTypes)
        }
        sensorElements = try fields.list("sensorElementList") { (value, path) throws(EPCISFault) in
            try SensorElement(value, at: path)
        }
        if let declaration = fields.take("errorDeclaration") {
            errorDeclaration = try ErrorDeclaration(declaration, at: "errorDeclaration")
        }
    }

    private static func readPlace(_ key: String, _ fields: inout Fields) throws(EPCISFault) -> String? {
        guard let place = fields.take(key) else { return nil }
        var inner = try Fields(place, at: key)
        let uri = try inner.require(try inner.uri("id"), "id")
        try inner.finish()
        return uri
    }

    private mutating func readWhat(_ fields: inout Fields) throws(EPCISFault) {
        switch kind {
        case .object:
            epcList = try fields.uris("epcList")
            quantityList = try fields.list("quantityList", Quantity.init(_:at:))
            guard !epcList.isEmpty || !quantityList.isEmpty else {
                throw EPCISFault(.missingKey, at: "epcList", "name at least one thing or lot")
            }
        case .transformation:
            inputEPCs = try fields.uris("inputEPCList")
            inputs = try fields.list("inputQuantityList", Quantity.init(_:at:))
            outputEPCs = try fields.uris("outputEPCList")
            outputs = try fields.list("outputQuantityList", Quantity.init(_:at:))
            transformationID = try fields.uri("transformationID")
        case .association:
            parentID = try fields.require(try fields.uri("parentID"), "parentID")
            childEPCs = try fields.uris("childEPCs")
            guard !childEPCs.isEmpty || kind == .association(.delete) else {
                throw EPCISFault(.missingKey, at: "childEPCs", "name at least one thing")
            }
        }
        if let data = fields.take("ilmd") {
            guard kind == .transformation || kind == .object(.add) else {
                throw EPCISFault(.unknownKey, at: "ilmd", "only what makes something has master data")
            }
            ilmd = try Fields(data, at: "ilmd").extensions()
        }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) && isASCII }
}

extension Quantity {
    init(_ value: JSONValue, at path: String) throws(EPCISFault) {
        var fields = try Fields(value, at: path)
        let epcClass = try fields.require(try fields.uri("epcClass"), "epcClass")
        let mass = try fields.value("quantity", "write kilograms with at most six decimals") { (value) in
            value.number.flatMap { Mass(kilograms: $0) }
        }
        guard try fields.string("uom") == "KGM" else {
            throw EPCISFault(.badValue, at: fields.place(of: "uom"), "write the mass in KGM")
        }
        self.init(epcClass, try fields.require(mass, "quantity"))
        try fields.finish()
    }
}

extension TypedReference {
    init(_ value: JSONValue, at path: String, named name: String, types: Set<String>) throws(EPCISFault) {
        var fields = try Fields(value, at: path)
        let type = try fields.require(try fields.word("type", of: types), "type")
        self.init(type: type, uri: try fields.require(try fields.uri(name), name))
        try fields.finish()
    }
}

extension ErrorDeclaration {
    init(_ value: JSONValue, at path: String) throws(EPCISFault) {
        var fields = try Fields(value, at: path)
        let time = try fields.require(try fields.timestamp("declarationTime"), "declarationTime")
        self.init(declarationTime: time, reason: try fields.word("reason", of: CBV.errorReasons))
        correctiveEventIDs = try fields.list("correctiveEventIDs") { (value, path) throws(EPCISFault) in
            guard let id = value.string.flatMap({ EventID($0) }) else {
                throw EPCISFault(.badValue, at: path, "write a UUID as urn:uuid: in lower case")
            }
            return id
        }
        try fields.finish()
    }
}

extension SensorElement {
    init(_ value: JSONValue, at path: String) throws(EPCISFault) {
        var fields = try Fields(value, at: path)
        let reports = try fields.list("sensorReport", SensorReport.init(_:at:))
        guard !reports.isEmpty else {
            throw EPCISFault(.missingKey, at: fields.place(of: "sensorReport"), "add at least one report")
        }
        self.init(reports: reports)
        if let metadata = fields.take("sensorMetadata") {
            var inner = try Fields(metadata, at: fields.place(of: "sensorMetadata"))
            time = try inner.timestamp("time")
            startTime = try inner.timestamp("startTime")
            endTime = try inner.timestamp("endTime")
            deviceID = try inner.uri("deviceID")
            try inner.finish()
        }
        try fields.finish()
    }
}

extension SensorReport {
    init(_ value: JSONValue, at path: String) throws(EPCISFault) {
        var fields = try Fields(value, at: path)
        let type = try fields.require(try fields.string("type"), "type")
        self.init(type: type, uom: try fields.string("uom"), value: try fields.number("value"))
        meanValue = try fields.number("meanValue")
        minValue = try fields.number("minValue")
        maxValue = try fields.number("maxValue")
        sDev = try fields.number("sDev")
        try fields.finish()
    }
}
