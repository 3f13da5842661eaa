import FloorModel
import RegisterMap
import SeededRandom
import Testing

func point(
    _ type: PointType, order: WordOrder = .abcd, bits: ClosedRange<Int>? = nil, scale: Double = 1, offset: Double = 0,
    limits: Limits? = nil, sentinels: [Int] = []
) -> PointDescription {
    PointDescription(
        name: "value", module: "m", table: .holding, address: 0, type: type, wordOrder: order, bits: bits,
        scale: scale, offset: offset, limits: limits, sentinels: sentinels, isWritable: true)
}

@Suite struct PointCodecTests {
    /// Where byte A, B, … of a value stands on the wire, written down by hand for each order.
    static let positions: [WordOrder: [Int: [Int]]] = [
        .abcd: [1: [0, 1], 2: [0, 1, 2, 3], 4: [0, 1, 2, 3, 4, 5, 6, 7]],
        .cdab: [1: [0, 1], 2: [2, 3, 0, 1], 4: [6, 7, 4, 5, 2, 3, 0, 1]],
        .badc: [1: [1, 0], 2: [1, 0, 3, 2], 4: [1, 0, 3, 2, 5, 4, 7, 6]],
        .dcba: [1: [1, 0], 2: [3, 2, 1, 0], 4: [7, 6, 5, 4, 3, 2, 1, 0]],
    ]

    static func wire(_ pattern: UInt64, _ type: PointType, _ order: WordOrder) throws -> [UInt16] {
        let size = 2 * type.registers
        let places = try #require(positions[order]?[type.registers])
        var bytes = [UInt8](repeating: 0, count: size)
        for (index, place) in places.enumerated() {
            bytes[place] = UInt8(truncatingIfNeeded: pattern >> UInt64(8 * (size - 1 - index)))
        }
        return stride(from: 0, to: size, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }

    @Test(arguments: PointType.allCases.filter { $0 != .bit }, WordOrder.allCases)
    func whatIsOnTheWireIsReadAndWrittenBack(type: PointType, order: WordOrder) throws {
        var random = SplitMix64(seed: 11)
        for _ in 0..<500 {
            // 50 bits: beyond 53 a Double rounds.
            let shift = Int.random(in: 14...63, using: &random)
            let number = Int64(bitPattern: random.next()) >> Int64(shift)
            let (pattern, expected): (UInt64, Double) =
                switch type {
                case .bit, .uint16:
                    (UInt64(UInt16(truncatingIfNeeded: number)), Double(UInt16(truncatingIfNeeded: number)))
                case .int16: (UInt64(UInt16(truncatingIfNeeded: number)), Double(Int16(truncatingIfNeeded: number)))
                case .uint32: (UInt64(UInt32(truncatingIfNeeded: number)), Double(UInt32(truncatingIfNeeded: number)))
                case .int32: (UInt64(UInt32(truncatingIfNeeded: number)), Double(Int32(truncatingIfNeeded: number)))
                case .uint64: (number.magnitude, Double(number.magnitude))
                case .int64: (UInt64(bitPattern: number), Double(number))
                case .float32: (UInt64((Float(number) / 7).bitPattern), Double(Float(number) / 7))
                case .float64: ((Double(number) / 7).bitPattern, Double(number) / 7)
                }
            let registers = try Self.wire(pattern, type, order)
            let plain = point(type, order: order)
            let reading = plain.decode(registers: registers)
            #expect(reading.value == expected && reading.quality == .good)
            #expect(try plain.encode(expected) == registers)
        }
    }

    @Test(arguments: [0.1, 0.01, 0.001, 1, 2, 10, -1, 0.5, 0.3])
    func scaledValuesComeBack(scale: Double) throws {
        var random = SplitMix64(seed: 12)
        for type in [PointType.uint16, .int16, .uint32, .int32] {
            for _ in 0..<300 {
                let offset = Double(Int.random(in: -300...300, using: &random))
                let scaled = point(type, scale: scale, offset: offset)
                let registers = (0..<type.registers).map { _ in UInt16(truncatingIfNeeded: random.next()) }
                let value = scaled.decode(registers: registers).value
                #expect(try scaled.encode(value) == registers)
                #expect(scaled.shows(value + scale * 0.4, read: value))
                #expect(!scaled.shows(value + scale * 0.6, read: value))
            }
        }
    }

    /// A condition `== 20.05` and a limit at 0.3 compare with the number that a person writes.
    @Test func decimalsAreTheNumbersThatPeopleWrite() {
        #expect(point(.uint16, scale: 0.01).decode(registers: [2005]).value == 20.05)
        let limited = point(.uint16, scale: 0.1, limits: Limits(0, 0.3)).decode(registers: [3])
        #expect(limited.value == 0.3 && limited.quality == .good)
    }

    @Test func aWireExampleOfEachOrder() {
        for (order, registers) in [
            (WordOrder.abcd, [0x4366, 0x2666]), (.cdab, [0x2666, 0x4366]), (.badc, [0x6643, 0x6626]),
            (.dcba, [0x6626, 0x6643]),
        ] {
            let reading = point(.float32, order: order).decode(registers: registers.map(UInt16.init))
            #expect(reading.value == Double(Float(230.15)))
        }
    }

    @Test func whatIsNoValueIsBad() {
        func quality(_ point: PointDescription, _ registers: [UInt16]) -> Quality {
            point.decode(registers: registers).quality
        }
        #expect(quality(point(.int16, sentinels: [32_767]), [0x7FFF]) == .bad)
        #expect(quality(point(.int16, sentinels: [32_768]), [0x8000]) == .bad)
        #expect(quality(point(.int16, sentinels: [-32_768]), [0x8000]) == .bad)
        #expect(quality(point(.float32, sentinels: [-9999]), [0xC61C, 0x3C00]) == .bad)
        #expect(quality(point(.float32), [0x7FFF, 0x7FFF]) == .bad)
        #expect(quality(point(.float32), [0x7F80, 0]) == .bad)
        #expect(quality(point(.float64), [0x7FF8, 0, 0, 0]) == .bad)
        #expect(quality(point(.uint16), []) == .bad)
        #expect(quality(point(.uint16), [1, 2]) == .bad)
        #expect(quality(point(.uint32), [1]) == .bad)
        #expect(quality(point(.bit), [2]) == .bad)
        #expect(quality(point(.float32, bits: 0...3), [0x4366, 0x2666]) == .bad)
        #expect(quality(point(.uint16, bits: 12...16), [1]) == .bad)
        let pressure = point(.uint16, scale: 0.1, limits: Limits(0, 350))
        #expect(
            pressure.decode(registers: [3501]) == SignalReading(name: "value", value: 350.1, unit: .none, quality: .bad)
        )
        #expect(quality(pressure, [3500]) == .good)
    }

    @Test func bitsOfARegisterAreOneValue() throws {
        let direction = point(.uint16, bits: 3...4)
        for raw: UInt16 in 0...0xFFFF {
            let value = direction.decode(registers: [raw]).value
            #expect(value == Double(raw / 8 % 4))
        }
        #expect(try direction.encode(2) == [0b10000])
        #expect(throws: PointRefusal.self) { try direction.encode(4) }
        #expect(throws: PointRefusal.self) { try direction.encode(-1) }
        #expect(point(.uint64, bits: 0...63).decode(registers: [0, 0, 0, 7]).value == 7)
    }

    @Test func coilsAndContacts() throws {
        var lid = point(.bit, scale: -1, offset: 1)
        lid.table = .coil
        #expect(lid.decode(bit: true).value == 0 && lid.decode(bit: false).value == 1)
        #expect(try lid.encodeBit(1) == false)
        #expect(throws: PointRefusal.self) { try lid.encodeBit(0.4 + 1.2) }
        #expect(throws: PointRefusal.self) { try lid.encodeBit(.infinity) }
    }

    @Test func whatDoesNotFitIsRefused() {
        func refusal(_ point: PointDescription, _ value: Double) -> PointRefusal? {
            #expect(throws: PointRefusal.self) { try point.encode(value) }
        }
        let limited = point(.uint16, scale: 0.1, limits: Limits(0, 300))
        #expect(refusal(limited, .nan) == .notANumber(point: "value"))
        #expect(refusal(limited, .infinity) == .notANumber(point: "value"))
        #expect(refusal(limited, 300.1) == .outsideLimits(point: "value", value: 300.1, limits: Limits(0, 300)))
        for (type, value) in [
            (PointType.uint16, -1.0), (.uint16, 65_536), (.int16, 32_768), (.int16, -32_769), (.uint32, 0x1p32),
            (.int32, 0x1p31), (.uint64, 0x1p64), (.int64, 0x1p63), (.float32, 1e39), (.bit, 2),
        ] {
            #expect(refusal(point(type), value) == .notRepresentable(point: "value", value: value, type: type))
        }
        let sentinel = point(.int16, sentinels: [32_767])
        #expect(refusal(sentinel, 32_767) == .notRepresentable(point: "value", value: 32_767, type: .int16))
        // 20.04 would be written as 20.0 or 20.1, and 20.1 is beyond the limit.
        let tight = point(.uint16, scale: 0.1, limits: Limits(0, 20.06))
        #expect(refusal(tight, 20.06) == .notRepresentable(point: "value", value: 20.06, type: .uint16))
    }
}
