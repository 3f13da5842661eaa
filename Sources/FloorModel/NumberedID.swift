/// An identity given by the floor in order of creation and shown with its kind: `job-17`, `lot-3`.
///
/// The number alone is accepted where a person types it.
public protocol NumberedID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    static var kind: String { get }
    var number: Int { get }
    init(number: Int)
}

extension NumberedID {
    public var description: String { "\(Self.kind)-\(number)" }

    /// Reads `job-17` or `17`; nil for anything else, zero and signs included.
    public init?(_ text: some StringProtocol) {
        let marker = Self.kind + "-"
        let digits = text.hasPrefix(marker) ? text.dropFirst(marker.count) : text[...]
        guard digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(digits), number > 0 else {
            return nil
        }
        self.init(number: number)
    }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "'\(text)' is not a \(Self.kind) id"))
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A maker's order: one file, printed `quantity` times.
public struct JobID: NumberedID {
    public static let kind = "job"
    public let number: Int
    public init(number: Int) { self.number = number }
}

/// One run of one machine for a job (ISA-88 operation).
public struct OperationID: NumberedID {
    public static let kind = "op"
    public let number: Int
    public init(number: Int) { self.number = number }
}

/// A material lot (ISA-95): a spool, a bag, a part.
public struct LotID: NumberedID {
    public static let kind = "lot"
    public let number: Int
    public init(number: Int) { self.number = number }
}

/// A question to the people on the floor.
public struct PromptID: NumberedID {
    public static let kind = "prompt"
    public let number: Int
    public init(number: Int) { self.number = number }
}

/// A fault that somebody must see.
public struct AlarmID: NumberedID {
    public static let kind = "alarm"
    public let number: Int
    public init(number: Int) { self.number = number }
}
