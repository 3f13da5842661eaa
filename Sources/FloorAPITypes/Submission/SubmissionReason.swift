public import FloorModel

/// One thing that is wrong with a submission, for its sender.
public struct SubmissionReason: Hashable, Sendable, Codable, Error {
    /// `FaultCode.name`, `field_invalid`.
    public var code: String
    /// The field in question, `file.gzip_base64`; nil when it is the message as a whole. Always present in JSON.
    public var field: String?
    public var message: String
    public var remedy: String
    /// Whether sending the same message again later may succeed.
    public var retry: Bool

    /// A reason with the code's own remedy unless a better one is known.
    public init(_ code: FaultCode, field: String? = nil, message: String, remedy: String? = nil, retry: Bool = false) {
        self.code = code.name
        self.field = field
        self.message = message
        self.remedy = remedy ?? code.remedy
        self.retry = retry
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(field, forKey: .field)
        try container.encode(message, forKey: .message)
        try container.encode(remedy, forKey: .remedy)
        try container.encode(retry, forKey: .retry)
    }
}

/// Why a submission is not taken: all that is wrong with it at once, at least one reason.
public struct SubmissionRefusal: Error, Hashable, Sendable {
    /// The submission's id where it could be read: it names the reply topic.
    public var id: String?
    public var reasons: [SubmissionReason]

    public init(id: String?, reasons: [SubmissionReason]) {
        precondition(!reasons.isEmpty, "a refusal has a reason")
        self.id = id
        self.reasons = reasons
    }
}
