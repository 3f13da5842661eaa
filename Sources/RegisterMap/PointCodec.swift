public import FloorModel

/// Why a value cannot be written to a point.
public enum PointRefusal: Error, Hashable, Sendable {
    case notWritable(point: String)
    case notANumber(point: String)
    case outsideLimits(point: String, value: Double, limits: Limits)
    /// The registers cannot hold it, or the raw value is one by which the device says "no value".
    case notRepresentable(point: String, value: Double, type: PointType)
}

extension PointRefusal: CustomStringConvertible {
    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .notWritable(let point):
            "\(point): this point is only read; write another one, or mark it writable in machine.yaml"
        case .notANumber(let point): "\(point): the value is not a finite number; give one"
        case .outsideLimits(let point, let value, let limits):
            "\(point): \(value.shortText) is outside of its limits; "
                + "give a value from \(limits.minimum.shortText) to \(limits.maximum.shortText)"
        case .notRepresentable(let point, let value, let type):
            "\(point): \(value.shortText) cannot be written as \(type.rawValue); look at type, scale and offset"
        }
    }
}

extension PointDescription {
    /// What the point reads as while nothing that can be trusted came: value 0, quality bad.
    public var unread: SignalReading { SignalReading(name: name, value: 0, unit: unit, quality: .bad) }

    /// The reading that `registers` make, as they came in the reply. Value = raw · scale + offset.
    ///
    /// Bad, with value 0: too few or too many registers, a sentinel, NaN or infinity. Bad, with the value as read:
    /// outside of the limits. An integer beyond 2^53 is rounded to the nearest Double.
    ///
    /// Wire example, float32 `abcd`: 4366 2666 is 230.15; as `cdab` the same value comes as 2666 4366.
    public func decode(registers: some Collection<UInt16>) -> SignalReading {
        guard registers.count == type.registers else { return unread }
        let pattern = wordOrder.assemble(registers)
        guard let raw = raw(pattern) else { return unread }
        return reading(raw)
    }

    /// The reading that one coil or discrete input makes.
    public func decode(bit: Bool) -> SignalReading {
        let raw = bit ? 1 : 0
        return sentinels.contains(raw) ? unread : reading(Double(raw))
    }

    /// The registers to be written for `value`, in the order of the wire; rounded to the nearest step of the point.
    ///
    /// Where the point is some bits of a register, its other bits are written as 0.
    public func encode(_ value: Double) throws(PointRefusal) -> [UInt16] {
        let raw = try checkedRaw(value)
        let refusal = PointRefusal.notRepresentable(point: name, value: value, type: type)
        guard let pattern = pattern(raw), self.raw(pattern) != nil else { throw refusal }
        let registers = wordOrder.separate(pattern, count: type.registers)
        // Rounding may have left the limits: what would be seen afterwards decides.
        guard decode(registers: registers).quality == .good else { throw refusal }
        return registers
    }

    /// The state of the coil to be written for `value`.
    public func encodeBit(_ value: Double) throws(PointRefusal) -> Bool {
        let raw = try checkedRaw(value)
        guard raw == 0 || raw == 1, decode(bit: raw == 1).quality == .good else {
            throw .notRepresentable(point: name, value: value, type: type)
        }
        return raw == 1
    }

    /// Whether `read`, a good reading of this point, shows that `written` arrived: no more than half a step apart.
    public func shows(_ written: Double, read: Double) -> Bool {
        let tolerance: Double =
            switch type {
            case .float32: max(written.magnitude, read.magnitude) * 0x1p-22
            case .float64: max(written.magnitude, read.magnitude) * 0x1p-51
            default: scale.magnitude * 0.500_001
            }
        return (written - read).magnitude <= tolerance
    }
}

extension PointDescription {
    private func reading(_ raw: Double) -> SignalReading {
        let value = scaled(raw)
        guard value.isFinite else { return unread }
        let isPlausible = limits?.contains(value) ?? true
        return SignalReading(name: name, value: value, unit: unit, quality: isPlausible ? .good : .bad)
    }

    /// A scale such as 0.01 has no exact binary form but its inverse has: dividing gives the very number that a
    /// person writes, so that a condition such as `== 20.05` or a limit at 0.3 holds.
    private func scaled(_ raw: Double) -> Double {
        let inverse = 1 / scale
        let isExact = inverse == inverse.rounded() && inverse.magnitude > 1 && inverse.isFinite
        return (isExact ? raw / inverse : raw * scale) + offset
    }

    private func checkedRaw(_ value: Double) throws(PointRefusal) -> Double {
        guard value.isFinite else { throw .notANumber(point: name) }
        if let limits, !limits.contains(value) {
            throw .outsideLimits(point: name, value: value, limits: limits)
        }
        let raw = (value - offset) / scale
        return type.isFloat ? raw : raw.rounded()
    }

    /// The raw number in a bit pattern (most significant byte first); nil: a sentinel, or no number at all.
    private func raw(_ pattern: UInt64) -> Double? {
        switch type {
        case .float32: return finite(Double(Float(bitPattern: UInt32(pattern))))
        case .float64: return finite(Double(bitPattern: pattern))
        case .int16: return integer(pattern, signed: Int64(Int16(truncatingIfNeeded: pattern)))
        case .int32: return integer(pattern, signed: Int64(Int32(truncatingIfNeeded: pattern)))
        case .int64: return integer(pattern, signed: Int64(bitPattern: pattern))
        case .uint16, .uint32, .uint64: return integer(pattern, signed: nil)
        case .bit: return integer(pattern, signed: nil).flatMap { $0 == 0 || $0 == 1 ? $0 : nil }
        }
    }

    private func finite(_ number: Double) -> Double? {
        // A float has no bits of its own: such a description contradicts itself.
        guard bits == nil, number.isFinite else { return nil }
        return sentinels.contains { Double($0) == number } ? nil : number
    }

    /// A sentinel may be given as the number or as its unsigned pattern: -32768 and 32768 (8000H) mean the same.
    private func integer(_ pattern: UInt64, signed: Int64?) -> Double? {
        let isSentinel = sentinels.contains { sentinel in
            Int64(sentinel) == signed || UInt64(exactly: sentinel) == pattern
        }
        guard !isSentinel else { return nil }
        if let bits {
            guard let mask = type.mask(bits) else { return nil }
            return Double((pattern & mask) >> UInt64(bits.lowerBound))
        }
        return signed.map(Double.init) ?? Double(pattern)
    }

    /// The bit pattern of a raw number; nil: it does not fit.
    private func pattern(_ raw: Double) -> UInt64? {
        if type == .float64 { return raw.isFinite ? raw.bitPattern : nil }
        if type == .float32 {
            let narrow = Float(raw)
            return narrow.isFinite ? UInt64(narrow.bitPattern) : nil
        }
        if let bits {
            guard let mask = type.mask(bits), let number = UInt64(exactly: raw) else { return nil }
            return number <= (mask >> UInt64(bits.lowerBound)) ? number << UInt64(bits.lowerBound) : nil
        }
        return type.pattern(raw)
    }
}

extension PointType {
    fileprivate var isFloat: Bool { self == .float32 || self == .float64 }

    /// The bits of a field; nil where the type has no such bits.
    fileprivate func mask(_ bits: ClosedRange<Int>) -> UInt64? {
        guard !isFloat, bits.lowerBound >= 0, bits.upperBound < 16 * registers else { return nil }
        return (UInt64.max >> UInt64(64 - bits.count)) << UInt64(bits.lowerBound)
    }

    fileprivate func pattern(_ raw: Double) -> UInt64? {
        switch self {
        case .bit: raw == 0 || raw == 1 ? UInt64(raw) : nil
        case .uint16: UInt16(exactly: raw).map(UInt64.init)
        case .uint32: UInt32(exactly: raw).map(UInt64.init)
        case .uint64: UInt64(exactly: raw)
        case .int16: Int16(exactly: raw).map { UInt64(UInt16(bitPattern: $0)) }
        case .int32: Int32(exactly: raw).map { UInt64(UInt32(bitPattern: $0)) }
        case .int64: Int64(exactly: raw).map { UInt64(bitPattern: $0) }
        case .float32, .float64: nil
        }
    }
}

extension WordOrder {
    /// The least significant register comes first.
    private var isReversed: Bool { self == .cdab || self == .dcba }
    /// In each register the less significant byte comes first.
    private var isSwapped: Bool { self == .badc || self == .dcba }

    fileprivate func assemble(_ registers: some Collection<UInt16>) -> UInt64 {
        var pattern: UInt64 = 0
        var shift = isReversed ? 0 : 16 * (registers.count - 1)
        for register in registers {
            pattern |= UInt64(isSwapped ? register.byteSwapped : register) << UInt64(shift)
            shift += isReversed ? 16 : -16
        }
        return pattern
    }

    fileprivate func separate(_ pattern: UInt64, count: Int) -> [UInt16] {
        (0..<count).map { index in
            let shift = 16 * (isReversed ? index : count - 1 - index)
            let register = UInt16(truncatingIfNeeded: pattern >> UInt64(shift))
            return isSwapped ? register.byteSwapped : register
        }
    }
}
