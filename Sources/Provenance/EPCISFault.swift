/// Why a JSON value is not an event of this profile.
public struct EPCISFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case notJSON = "event_not_json"
        case notCanonical = "event_not_canonical"
        case tooLong = "event_too_long"
        case missingKey = "event_missing_key"
        case unknownKey = "event_unknown_key"
        case badValue = "event_bad_value"
        case badContext = "event_bad_context"
        case unknownType = "event_unknown_type"
    }

    public var code: Code
    /// Where: `quantityList[0].uom`; empty for the whole.
    public var path: String
    /// What would be right.
    public var remedy: String

    public init(_ code: Code, at path: String, _ remedy: String) {
        self.code = code
        self.path = path
        self.remedy = remedy
    }

    public var description: String {
        "event\(path.isEmpty ? "" : ", \(path)"): \(code.explanation); \(remedy)"
    }
}

extension EPCISFault.Code {
    var explanation: String {
        switch self {
        case .notJSON: "not strict JSON"
        case .notCanonical: "not the canonical bytes (RFC 8785) of its value"
        case .tooLong: "too long for a log entry"
        case .missingKey: "missing"
        case .unknownKey: "unknown here"
        case .badValue: "wrong value"
        case .badContext: "wrong @context"
        case .unknownType: "unknown type"
        }
    }
}
