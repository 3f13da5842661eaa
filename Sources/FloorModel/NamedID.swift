/// An identity chosen outside the floor: a machine's name in the floor file, a person's opaque token.
public protocol NamedID: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    var name: String { get }
    init(_ name: String)
}

extension NamedID {
    public var description: String { name }

    public static func < (left: Self, right: Self) -> Bool { left.name < right.name }

    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

/// A machine's name in the floor file, `[a-z0-9][a-z0-9-]{0,31}`.
public struct MachineID: NamedID {
    public let name: String
    public init(_ name: String) { self.name = name }
}

/// A Modbus line's name in the floor file.
public struct LineID: NamedID {
    public let name: String
    public init(_ name: String) { self.name = name }
}

/// A sensor's name in the floor file.
public struct SensorID: NamedID {
    public let name: String
    public init(_ name: String) { self.name = name }
}

/// An opaque token for a person. The name behind it lives in an erasable table and never in an event.
public struct PersonID: NamedID {
    public let name: String
    public init(_ name: String) { self.name = name }
}

/// SHA-256 of a stored file, 64 lower-case hexadecimal digits.
public struct FileDigest: NamedID {
    public let name: String
    public init(_ name: String) { self.name = name }

    /// Whether this is 64 lower-case hexadecimal digits, and so safe as a file name.
    public var isWellFormed: Bool {
        name.utf8.count == 64 && name.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
    }
}

/// A digest keyed with a secret of the person (HMAC-SHA-256): it tells equal things apart from unequal ones,
/// and nothing any more once the person's secret is erased.
public struct KeyedDigest: NamedID {
    public let name: String
    public init(_ name: String) { self.name = name }
}
