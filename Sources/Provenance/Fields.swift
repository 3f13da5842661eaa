/// The members of a JSON object while they are being read: what nobody took is unknown.
struct Fields {
    private var members: [String: JSONValue]
    private let path: String

    init(_ value: JSONValue, at path: String) throws(EPCISFault) {
        guard let members = value.object else { throw EPCISFault(.badValue, at: path, "write a JSON object") }
        self.members = members
        self.path = path
    }

    func place(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    mutating func take(_ key: String) -> JSONValue? { members.removeValue(forKey: key) }

    mutating func string(_ key: String) throws(EPCISFault) -> String? {
        try value(key, "write a string") { $0.string }
    }

    mutating func uri(_ key: String) throws(EPCISFault) -> String? {
        try value(key, "write an absolute URI of at most \(URI.lengthLimit) characters") { (value) in
            value.string.flatMap { URI.isValid($0) ? $0 : nil }
        }
    }

    mutating func word(_ key: String, of words: Set<String>) throws(EPCISFault) -> String? {
        try value(key, "write one of \(words.sorted().joined(separator: ", ")), or a URI") { (value) in
            value.string.flatMap { words.contains($0) || URI.isValid($0) ? $0 : nil }
        }
    }

    mutating func timestamp(_ key: String) throws(EPCISFault) -> Timestamp? {
        try value(key, "write UTC with milliseconds, 2026-11-21T10:01:00.000Z") { (value) in
            value.string.flatMap { Timestamp($0) }
        }
    }

    mutating func number(_ key: String) throws(EPCISFault) -> JSONNumber? {
        try value(key, "write a number") { $0.number }
    }

    mutating func uris(_ key: String) throws(EPCISFault) -> [String] {
        let uris = try value(key, "write an array of different absolute URIs") { (value) -> [String]? in
            guard let elements = value.array else { return nil }
            let uris = elements.compactMap { $0.string.flatMap { URI.isValid($0) ? $0 : nil } }
            return uris.count == elements.count && Set(uris).count == uris.count ? uris : nil
        }
        return uris ?? []
    }

    mutating func list<Element>(
        _ key: String, _ read: (JSONValue, String) throws(EPCISFault) -> Element
    ) throws(EPCISFault) -> [Element] {
        guard let elements = try value(key, "write an array", { $0.array }) else { return [] }
        var list: [Element] = []
        for (index, element) in elements.enumerated() {
            list.append(try read(element, "\(place(of: key))[\(index)]"))
        }
        return list
    }

    mutating func value<Value>(
        _ key: String, _ remedy: @autoclosure () -> String, _ read: (JSONValue) -> Value?
    ) throws(EPCISFault) -> Value? {
        guard let json = take(key) else { return nil }
        guard let value = read(json) else { throw EPCISFault(.badValue, at: place(of: key), remedy()) }
        return value
    }

    func require<Value>(_ value: Value?, _ key: String) throws(EPCISFault) -> Value {
        guard let value else { throw EPCISFault(.missingKey, at: place(of: key), "add it") }
        return value
    }

    /// What is left, where all of it are extensions.
    func extensions() throws(EPCISFault) -> [String: JSONValue] {
        if let key = members.keys.filter({ !$0.hasPrefix("machina:") }).min() {
            throw EPCISFault(.unknownKey, at: place(of: key), "remove it, or prefix an extension with machina:")
        }
        return members
    }

    func finish() throws(EPCISFault) {
        if let key = members.keys.min() { throw EPCISFault(.unknownKey, at: place(of: key), "remove it") }
    }
}
