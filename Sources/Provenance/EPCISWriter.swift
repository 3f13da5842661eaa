extension EPCISEvent {
    /// The event as JSON-LD; empty lists are left out.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "@context": [.string(Self.context), .object(["machina": .string(vocabulary)])],
            "eventTime": .string(eventTime.description),
            "eventTimeZoneOffset": .string(eventTimeZoneOffset),
        ]
        members["eventID"] = eventID.map { .string($0.description) }
        members["recordTime"] = recordTime.map { .string($0.description) }
        members["bizStep"] = bizStep.map(JSONValue.string)
        members["disposition"] = disposition.map(JSONValue.string)
        members["readPoint"] = readPoint.map { .object(["id": .string($0)]) }
        members["bizLocation"] = bizLocation.map { .object(["id": .string($0)]) }
        members["bizTransactionList"] = list(bizTransactions) { $0.json(named: "bizTransaction") }
        members["sourceList"] = list(sources) { $0.json(named: "source") }
        members["destinationList"] = list(destinations) { $0.json(named: "destination") }
        members["sensorElementList"] = list(sensorElements, \.json)
        members["errorDeclaration"] = errorDeclaration?.json
        members["ilmd"] = ilmd.isEmpty ? nil : .object(ilmd)
        addWhat(to: &members)
        // An extension can never stand in for a key of EPCIS: all of its keys begin with `machina:`.
        for (key, value) in extensions where key.hasPrefix("machina:") { members[key] = value }
        return .object(members)
    }

    /// The canonical bytes: what is stored in the log.
    public var bytes: [UInt8] { json.canonicalBytes }

    private func addWhat(to members: inout [String: JSONValue]) {
        switch kind {
        case .object(let action):
            members["type"] = "ObjectEvent"
            members["action"] = .string(action.rawValue)
            members["epcList"] = list(epcList, JSONValue.string)
            members["quantityList"] = list(quantityList, \.json)
        case .transformation:
            members["type"] = "TransformationEvent"
            members["inputEPCList"] = list(inputEPCs, JSONValue.string)
            members["inputQuantityList"] = list(inputs, \.json)
            members["outputEPCList"] = list(outputEPCs, JSONValue.string)
            members["outputQuantityList"] = list(outputs, \.json)
            members["transformationID"] = transformationID.map(JSONValue.string)
        case .association(let action):
            members["type"] = "AssociationEvent"
            members["action"] = .string(action.rawValue)
            members["parentID"] = parentID.map(JSONValue.string)
            members["childEPCs"] = list(childEPCs, JSONValue.string)
        }
    }

    private func list<Element>(_ elements: [Element], _ json: (Element) -> JSONValue) -> JSONValue? {
        elements.isEmpty ? nil : .array(elements.map(json))
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}

extension Quantity {
    var json: JSONValue {
        .object(["epcClass": .string(epcClass), "quantity": .number(mass.kilograms), "uom": "KGM"])
    }
}

extension TypedReference {
    func json(named name: String) -> JSONValue { .object(["type": .string(type), name: .string(uri)]) }
}

extension ErrorDeclaration {
    var json: JSONValue {
        var members: [String: JSONValue] = ["declarationTime": .string(declarationTime.description)]
        members["reason"] = reason.map(JSONValue.string)
        if !correctiveEventIDs.isEmpty {
            members["correctiveEventIDs"] = .array(correctiveEventIDs.map { .string($0.description) })
        }
        return .object(members)
    }
}

extension SensorElement {
    var json: JSONValue {
        var metadata: [String: JSONValue] = [:]
        metadata["time"] = time.map { .string($0.description) }
        metadata["startTime"] = startTime.map { .string($0.description) }
        metadata["endTime"] = endTime.map { .string($0.description) }
        metadata["deviceID"] = deviceID.map(JSONValue.string)
        var members: [String: JSONValue] = ["sensorReport": .array(reports.map(\.json))]
        if !metadata.isEmpty { members["sensorMetadata"] = .object(metadata) }
        return .object(members)
    }
}

extension SensorReport {
    var json: JSONValue {
        var members: [String: JSONValue] = ["type": .string(type)]
        members["uom"] = uom.map(JSONValue.string)
        members["value"] = value.map(JSONValue.number)
        members["meanValue"] = meanValue.map(JSONValue.number)
        members["minValue"] = minValue.map(JSONValue.number)
        members["maxValue"] = maxValue.map(JSONValue.number)
        members["sDev"] = sDev.map(JSONValue.number)
        return .object(members)
    }
}
