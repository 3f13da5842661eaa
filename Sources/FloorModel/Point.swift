/// The four tables of a Modbus device (Modbus Application Protocol V1.1b3, 4.3).
public enum RegisterTable: String, CaseIterable, Sendable, Codable {
    case coil, discrete, input, holding

    /// One bit per address instead of sixteen.
    public var isBits: Bool { self == .coil || self == .discrete }
    public var isWritable: Bool { self == .coil || self == .holding }
}

/// How the registers of a point make a number.
public enum PointType: String, CaseIterable, Sendable, Codable {
    case bit, uint16, int16, uint32, int32, float32, uint64, int64, float64

    /// Registers of 16 bits, or one bit.
    public var registers: Int {
        switch self {
        case .bit, .uint16, .int16: 1
        case .uint32, .int32, .float32: 2
        case .uint64, .int64, .float64: 4
        }
    }
}

/// The order of the bytes A (most significant) to D of a 32-bit value on the wire; 64-bit values follow the same
/// pattern by words.
public enum WordOrder: String, CaseIterable, Sendable, Codable {
    case abcd, cdab, badc, dcba
}

/// How often a point is read.
public enum PollClass: String, CaseIterable, Sendable, Codable {
    /// What interlocks rest on.
    case fast
    case slow
    /// Never by itself: a register that cannot be read, or a set-point that is read back after each write.
    case none
}

/// Where one value of a machine stands, and what its raw registers mean.
public struct PointDescription: Hashable, Sendable, Codable {
    /// Lower case with underscores, unique in its machine.
    public var name: String
    /// The machine's module, `drive`.
    public var module: String
    public var table: RegisterTable
    /// On the wire, from 0.
    public var address: Int
    public var type: PointType
    public var wordOrder: WordOrder
    /// Bits of a 16-bit register that make the value, shifted down to bit 0; nil: all of it.
    public var bits: ClosedRange<Int>?
    /// value = raw · scale + offset.
    public var scale: Double
    public var offset: Double
    public var unit: SignalUnit
    /// Outside of these a read value is implausible, hence bad, and a write is refused.
    public var limits: Limits?
    /// Raw values by which the device says that it has none: 32767.
    public var sentinels: [Int]
    public var poll: PollClass
    public var isWritable: Bool
    /// The point that must show what was written; nil: this one, where it can be read.
    public var readBack: String?
    /// What must be seen after a value was written, where no register repeats it.
    public var confirmations: [WriteConfirmation]
    /// Until when a write must be confirmed.
    public var confirmWithin: Duration

    public init(
        name: String, module: String, table: RegisterTable, address: Int, type: PointType,
        wordOrder: WordOrder = .abcd, bits: ClosedRange<Int>? = nil, scale: Double = 1, offset: Double = 0,
        unit: SignalUnit = .none, limits: Limits? = nil, sentinels: [Int] = [], poll: PollClass = .fast,
        isWritable: Bool = false, readBack: String? = nil, confirmations: [WriteConfirmation] = [],
        confirmWithin: Duration = .seconds(2)
    ) {
        self.name = name
        self.module = module
        self.table = table
        self.address = address
        self.type = type
        self.wordOrder = wordOrder
        self.bits = bits
        self.scale = scale
        self.offset = offset
        self.unit = unit
        self.limits = limits
        self.sentinels = sentinels
        self.poll = poll
        self.isWritable = isWritable
        self.readBack = readBack
        self.confirmations = confirmations
        self.confirmWithin = confirmWithin
    }
}

/// A value for a point, in the point's unit.
public struct PointWrite: Hashable, Sendable, Codable {
    public var point: String
    public var value: Double

    public init(_ point: String, _ value: Double) {
        self.point = point
        self.value = value
    }
}

/// After `value` was written, `condition` must come true in time.
public struct WriteConfirmation: Hashable, Sendable, Codable {
    public var value: Double
    public var condition: Condition

    public init(value: Double, condition: Condition) {
        self.value = value
        self.condition = condition
    }
}

/// A comparison of a point with a constant, `lid_closed == 1`. It holds only while the value is good.
public struct Condition: Hashable, Sendable, Codable {
    public enum Comparison: String, CaseIterable, Sendable, Codable {
        case equal = "=="
        case notEqual = "!="
        case below = "<"
        case atMost = "<="
        case above = ">"
        case atLeast = ">="
    }

    public var point: String
    public var comparison: Comparison
    public var value: Double

    public init(_ point: String, _ comparison: Comparison, _ value: Double) {
        self.point = point
        self.comparison = comparison
        self.value = value
    }

    public func holds(for measured: Double) -> Bool {
        switch comparison {
        case .equal: measured == value
        case .notEqual: measured != value
        case .below: measured < value
        case .atMost: measured <= value
        case .above: measured > value
        case .atLeast: measured >= value
        }
    }
}

extension Condition: CustomStringConvertible {
    /// `lid_closed == 1`
    public var description: String {
        "\(point) \(comparison.rawValue) \(value.shortText)"
    }
}

extension Double {
    /// Without a fraction that is zero: `1`, `0.5`.
    public var shortText: String {
        guard self == rounded(), magnitude < 1e15 else { return "\(self)" }
        return "\(Int64(self))"
    }
}
