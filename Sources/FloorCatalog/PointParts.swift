internal import FloorModel

/// Where a point stands: `holding: 0x2104`, counted on the wire from 0.
struct PointLocation {
    var table: RegisterTable
    var address: Int

    static func read(_ reader: inout MappingReader) -> PointLocation? {
        var found: (table: RegisterTable, value: YAMLValue)?
        for table in RegisterTable.allCases {
            guard let value = reader.optional(table.rawValue) else { continue }
            if let found {
                value.refuse("is given beside \(found.table.rawValue)", remedy: "keep the one where the value stands")
                return nil
            }
            found = (table, value)
        }
        guard let found else {
            if !RegisterTable.allCases.contains(where: { reader.has($0.rawValue) }) {
                reader.refuse(
                    "does not say where it stands",
                    remedy: "add coil:, discrete:, input: or holding: with the address on the wire, as holding: 0x2104")
            }
            return nil
        }
        return found.value.address().map { PointLocation(table: found.table, address: $0) }
    }
}

/// How its registers make a number: `type: float32, order: abcd`, or `bits: [0, 1]` of one register.
struct PointShape {
    var type: PointType
    var order: WordOrder = .abcd
    var bits: ClosedRange<Int>?

    static func read(_ reader: inout MappingReader, table: RegisterTable?) -> PointShape? {
        let bitsValue = reader.optional("bits")
        let typeValue =
            table?.isBits == false && bitsValue == nil
            ? reader.required("type", example: "uint16") : reader.optional("type")
        let orders = WordOrder.allCases.map(\.rawValue)
        let known = table?.isBits == true ? ["bit"] : bitsValue == nil ? registerTypes : ["uint16"]
        let type = typeValue.map { $0.choice(of: known).flatMap(PointType.init(rawValue:)) }
        let isLong = type.flatMap { $0 }.map { $0.registers > 1 } ?? false
        let orderValue = isLong ? reader.required("order", example: "abcd") : reader.optional("order")
        let order = orderValue.map { $0.choice(of: orders).flatMap(WordOrder.init(rawValue:)) } ?? .abcd
        let bits = bitsValue.map(Self.bits)
        if let table, table.isBits, let bitsValue {
            bitsValue.refuse("is given for a \(table.rawValue), which is one bit", remedy: "delete it")
            return nil
        }
        guard let table, let order else { return nil }
        if case .some(nil) = type { return nil }
        if case .some(nil) = bits { return nil }
        guard let type = type ?? (table.isBits ? .bit : bits == nil ? nil : .uint16) else { return nil }
        return PointShape(type: type, order: order, bits: bits.flatMap { $0 })
    }

    private static let registerTypes = PointType.allCases.filter { $0 != .bit }.map(\.rawValue)

    /// `5`, or `[3, 4]` for bits 3 to 4.
    private static func bits(_ value: YAMLValue) -> ClosedRange<Int>? {
        guard value.isList else { return value.integer(0...15, example: 5).map { $0...$0 } }
        guard let items = value.items() else { return nil }
        let numbers = items.compactMap { $0.integer(0...15, example: 5) }
        guard numbers.count == items.count else { return nil }
        guard numbers.count == 2, numbers[0] <= numbers[1] else {
            value.refuse("is not a range of bits", remedy: "write one bit as 5, or the lowest and highest as [3, 4]")
            return nil
        }
        return numbers[0]...numbers[1]
    }
}

/// What the number means: `scale: 0.01, unit: A, limits: [0, 60], no_value: 32767`.
struct PointScaling {
    var scale: Double
    var offset: Double
    var unit: SignalUnit
    var limits: Limits?
    var sentinels: [Int]

    static func read(_ reader: inout MappingReader, shape: PointShape?, needsLimits: Bool) -> PointScaling? {
        let scale = reader.optional("scale").map(Self.scale) ?? 1
        let offset = reader.optional("offset").map { $0.number(Limits(-1e9, 1e9), example: "0.5") } ?? 0
        let isPhysical = reader.has("scale") || reader.has("offset") || shape?.type.isFloat == true
        let unitValue = isPhysical ? reader.required("unit", example: "A") : reader.optional("unit")
        let unit = unitValue.map(Self.unit) ?? (isPhysical ? nil : SignalUnit.none)
        let limitsValue = needsLimits ? reader.required("limits", example: "[0, 50]") : reader.optional("limits")
        let limits = limitsValue.map(Self.limits)
        let sentinels = reader.optional("no_value").map(Self.sentinels) ?? []
        guard let scale, let offset, let unit, let sentinels else { return nil }
        if needsLimits && limitsValue == nil { return nil }
        if case .some(nil) = limits { return nil }
        let scaling = PointScaling(
            scale: scale, offset: offset, unit: unit, limits: limits.flatMap { $0 }, sentinels: sentinels)
        if let shape, let limitsValue, !scaling.fits(shape.type) {
            limitsValue.refuse(
                "go beyond what \(shape.type.rawValue) can carry with this scale",
                remedy: "narrow the limits, or correct type: and scale:")
            return nil
        }
        return scaling
    }

    /// Whether the raw values of the limits exist.
    private func fits(_ type: PointType) -> Bool {
        guard let limits, let range = type.rawRange else { return true }
        // Half a step of slack: 0.01 is no exact binary number.
        let slack = Limits(range.minimum - 0.5, range.maximum + 0.5)
        return slack.contains((limits.minimum - offset) / scale) && slack.contains((limits.maximum - offset) / scale)
    }

    static func scale(_ value: YAMLValue) -> Double? {
        guard let scale = value.number(Limits(-1e9, 1e9), example: "0.01") else { return nil }
        guard scale != 0 else {
            value.refuse("is 0", remedy: "write what one step of the register is worth, as 0.01")
            return nil
        }
        return scale
    }

    static func unit(_ value: YAMLValue) -> SignalUnit? {
        guard let text = value.text() else { return nil }
        if text == "none" { return SignalUnit.none }
        if let named = Units.named(text), named.factor == 1 { return named.unit }
        let symbols = Spelling.list(Units.symbols)
        let remedy = Units.named(text).map {
            "write unit: \($0.unit.symbol) and multiply scale: by \($0.factor.shortText)"
        }
        value.refuse("has '\(text)', not a unit of the floor", remedy: remedy ?? "use \(symbols)")
        return nil
    }

    /// `[0, 60]`, in the point's unit.
    private static func limits(_ value: YAMLValue) -> Limits? {
        guard let items = value.items() else { return nil }
        let numbers = items.compactMap { $0.number(Limits(-1e12, 1e12), example: "60") }
        guard numbers.count == items.count else { return nil }
        guard numbers.count == 2, numbers[0] < numbers[1] else {
            value.refuse(
                "are not the least and the greatest value", remedy: "write two numbers in the point's unit, as [0, 60]")
            return nil
        }
        return Limits(numbers[0], numbers[1])
    }

    /// `32767`, or a list of up to 8 raw values.
    private static func sentinels(_ value: YAMLValue) -> [Int]? {
        let bounds = -2_147_483_648...4_294_967_295
        guard value.isList else { return value.integer(bounds, example: 32767).map { [$0] } }
        guard let items = value.items(limit: 8) else { return nil }
        let numbers = items.compactMap { $0.integer(bounds, example: 32767) }
        return numbers.count == items.count ? numbers : nil
    }
}

extension PointType {
    fileprivate var isFloat: Bool { self == .float32 || self == .float64 }

    /// Raw values that exist; nil where a Double does not tell them apart or there is no such bound.
    fileprivate var rawRange: Limits? {
        switch self {
        case .bit: Limits(0, 1)
        case .uint16: Limits(0, 65_535)
        case .int16: Limits(-32_768, 32_767)
        case .uint32: Limits(0, 4_294_967_295)
        case .int32: Limits(-2_147_483_648, 2_147_483_647)
        case .uint64, .int64, .float32, .float64: nil
        }
    }
}
