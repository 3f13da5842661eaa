internal import TransparencyLog

extension Passport {
    static let type = "machina-passport"
    static let version: Int64 = 1

    /// The file: one JSON object, keys sorted, indented.
    public var bytes: [UInt8] {
        var members: [String: JSONValue] = [
            "type": .string(Self.type), "v": .integer(Self.version), "item": .string(item),
            "item_uri": .string(itemURI), "claims": .object(claims), "checkpoint": .text(checkpoint),
            "events": .array(events.map(\.json)),
        ]
        if isSimulated { members["simulated"] = true }
        if !disclosures.isEmpty { members["disclosures"] = .array(disclosures.map(\.json)) }
        return JSONValue.object(members).indentedBytes
    }

    /// Reads a passport file, strictly; it is not believed before ``verify(policy:allowSimulated:)``.
    public init(parsing bytes: [UInt8]) throws(PassportFault) {
        guard bytes.count <= Self.byteLimit else { throw PassportFault(.tooLarge, "\(bytes.count) bytes") }
        let value: JSONValue
        do { value = try JSONValue.parse(bytes, limit: Self.byteLimit) } catch {
            throw PassportFault(.notJSON, "\(error)")
        }
        try Self.checkEvents(value)
        do { try self.init(reading: value) } catch {
            throw PassportFault(.wrongForm, "\(error.path): \(error.code.explanation); \(error.remedy)")
        }
    }

    /// How many, and none twice: before a proof is read, of which each costs far more than this.
    private static func checkEvents(_ value: JSONValue) throws(PassportFault) {
        guard let events = value.object?["events"]?.array else { return }
        guard events.count <= eventLimit else { throw PassportFault(.tooLarge, "\(events.count) events") }
        var indices: Set<UInt64> = []
        for index in events.compactMap({ $0.object?["index"]?.integer.flatMap { UInt64(exactly: $0) } }) {
            guard indices.insert(index).inserted else { throw PassportFault(.eventTwice, index: index) }
        }
    }

    private init(reading value: JSONValue) throws(EPCISFault) {
        var fields = try Fields(value, at: "")
        guard try fields.string("type") == Self.type, fields.take("v")?.integer == Self.version else {
            throw EPCISFault(.badValue, at: "type", "this library reads \(Self.type) of version \(Self.version)")
        }
        let simulated = fields.take("simulated")
        guard simulated == nil || simulated == true else {
            throw EPCISFault(.badValue, at: "simulated", "write true or leave it out")
        }
        let item = try fields.require(try fields.string("item"), "item")
        let itemURI = try fields.require(try fields.uri("item_uri"), "item_uri")
        let claims = try fields.require(try fields.value("claims", "write an object") { $0.object }, "claims")
        let checkpoint = try fields.require(try fields.string("checkpoint"), "checkpoint")
        let events = try fields.list("events", Event.init(_:at:))
        let disclosures = try fields.list("disclosures", Disclosure.init(_:at:))
        try fields.finish()
        self.init(
            itemURI: itemURI, item: item, isSimulated: simulated == true, claims: claims,
            checkpoint: Array(checkpoint.utf8), events: events, disclosures: disclosures)
    }
}

extension Passport.Event {
    fileprivate var json: JSONValue {
        ["index": .integer(index), "entry": .text(entry), "proof": .text(proof.bytes)]
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(EPCISFault) {
        var fields = try Fields(value, at: path)
        let index = try fields.require(try fields.index("index"), "index")
        let entry = try fields.require(try fields.string("entry"), "entry")
        let text = try fields.require(try fields.string("proof"), "proof")
        try fields.finish()
        let proof: LogProof
        do { proof = try LogProof(parsing: Array(text.utf8)) } catch {
            throw EPCISFault(.badValue, at: fields.place(of: "proof"), "\(error)")
        }
        self.init(index: index, entry: Array(entry.utf8), proof: proof)
    }
}

extension Passport.Disclosure {
    fileprivate var json: JSONValue {
        [
            "index": .integer(index), "field": .string(field), "domain": .string(domain),
            "salt": .string(Hexadecimal.text(salt)), "value": .string(value),
        ]
    }

    fileprivate init(_ value: JSONValue, at path: String) throws(EPCISFault) {
        var fields = try Fields(value, at: path)
        let salt = try fields.value("salt", "write 32 bytes in lower-case hexadecimal") { (value) in
            value.string.flatMap { Hexadecimal.bytes($0) }
        }
        self.init(
            index: try fields.require(try fields.index("index"), "index"),
            field: try fields.require(try fields.string("field"), "field"),
            domain: try fields.require(try fields.string("domain"), "domain"),
            salt: try fields.require(salt, "salt"), value: try fields.require(try fields.string("value"), "value"))
        try fields.finish()
    }
}

extension Fields {
    mutating func index(_ key: String) throws(EPCISFault) -> UInt64? {
        try value(key, "write a whole number from 0") { (value) in value.integer.flatMap { UInt64(exactly: $0) } }
    }
}

extension JSONValue {
    /// Bytes that are UTF-8 by construction: canonical JSON, notes and proofs.
    fileprivate static func text(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }
}
