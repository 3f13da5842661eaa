import FloorModel
import RegisterMap
import SeededRandom
import Testing

@Suite struct ProtocolDataUnitTests {
    static func bytes(_ request: ModbusRequest) -> [UInt8] {
        var bytes: [UInt8] = []
        request.appendPDU(to: &bytes)
        return bytes
    }

    /// nil: refused.
    static func reply(_ request: ModbusRequest, _ pdu: [UInt8]) -> ModbusReply? {
        do throws(TransactionFailure) {
            return try request.reply(pdu.span)
        } catch {
            guard case .refusedReply = error else {
                Issue.record("\(error)")
                return nil
            }
            return nil
        }
    }

    @Test func theExamplesOfTheSpecification() {
        // Modbus Application Protocol V1.1b3, 6.1 to 6.6 and 6.12.
        let examples: [(ModbusRequest.Action, [UInt8], [UInt8], ModbusReply)] = [
            (
                .readBits(.coil, address: 19, count: 19), [1, 0, 0x13, 0, 0x13], [1, 3, 0xCD, 0x6B, 0x05],
                .bits([1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1].map { $0 == 1 })
            ),
            (
                .readBits(.discrete, address: 196, count: 3), [2, 0, 0xC4, 0, 3], [2, 1, 0x05],
                .bits([true, false, true])
            ),
            (
                .readRegisters(.holding, address: 107, count: 3), [3, 0, 0x6B, 0, 3], [3, 6, 2, 0x2B, 0, 0, 0, 0x64],
                .registers([555, 0, 100])
            ),
            (.readRegisters(.input, address: 8, count: 1), [4, 0, 8, 0, 1], [4, 2, 0, 0x0A], .registers([10])),
            (.writeCoil(address: 172, true), [5, 0, 0xAC, 0xFF, 0], [5, 0, 0xAC, 0xFF, 0], .written),
            (.writeRegister(address: 1, 3), [6, 0, 1, 0, 3], [6, 0, 1, 0, 3], .written),
            (
                .writeRegisters(address: 1, [10, 258]), [16, 0, 1, 0, 2, 4, 0, 0x0A, 1, 2], [16, 0, 1, 0, 2], .written
            ),
        ]
        for (action, asked, answered, reply) in examples {
            let request = ModbusRequest(unit: 1, action)
            #expect(Self.bytes(request) == asked)
            #expect(Self.reply(request, answered) == reply)
            #expect(Self.reply(request, [asked[0] | 0x80, 2]) == .exception(2))
        }
    }

    static func request(_ random: inout SplitMix64) -> ModbusRequest {
        let address = Int.random(in: 0...60_000, using: &random)
        let action: ModbusRequest.Action =
            switch Int.random(in: 0..<7, using: &random) {
            case 0: .readBits(.coil, address: address, count: Int.random(in: 1...2000, using: &random))
            case 1: .readBits(.discrete, address: address, count: Int.random(in: 1...2000, using: &random))
            case 2: .readRegisters(.holding, address: address, count: Int.random(in: 1...125, using: &random))
            case 3: .readRegisters(.input, address: address, count: Int.random(in: 1...125, using: &random))
            case 4: .writeCoil(address: address, Bool.random(using: &random))
            case 5: .writeRegister(address: address, UInt16(truncatingIfNeeded: random.next()))
            default:
                .writeRegisters(
                    address: address, [UInt16](repeating: 7, count: Int.random(in: 1...123, using: &random)))
            }
        return ModbusRequest(unit: 1, action)
    }

    static func honest(_ request: ModbusRequest) -> [UInt8] {
        let asked = bytes(request)
        let count = Int(asked[3]) << 8 | Int(asked[4])
        return switch asked[0] {
        case 1, 2: [asked[0], UInt8((count + 7) / 8)] + [UInt8](repeating: 0xA5, count: (count + 7) / 8)
        case 3, 4: [asked[0], UInt8(2 * count)] + [UInt8](repeating: 0xA5, count: 2 * count)
        default: Array(asked[..<5])
        }
    }

    @Test func noOtherReplyIsTaken() {
        var random = SplitMix64(seed: 21)
        for _ in 0..<400 {
            let request = Self.request(&random)
            let good = Self.honest(request)
            #expect(Self.reply(request, good) != nil)
            #expect(Self.reply(request, good + [0]) == nil)
            for length in 0..<good.count where !(length == 2 && good[0] >= 0x80) {
                #expect(Self.reply(request, Array(good[..<length])) == nil)
            }
            // Function and length of a read, all of a write's echo.
            for index in 0..<(request.isRead ? 2 : 5) {
                var changed = good
                changed[index] ^= UInt8.random(in: 1...255, using: &random)
                #expect(Self.reply(request, changed) == nil)
            }
            #expect(Self.reply(request, [good[0] | 0x80, 0]) == nil)
            #expect(Self.reply(request, [good[0] | 0x80, 2, 0]) == nil)
        }
    }

    @Test func whatTheProtocolCannotSayIsNotValid() {
        let wrong: [ModbusRequest.Action] = [
            .readBits(.coil, address: 0, count: 2001), .readBits(.holding, address: 0, count: 1),
            .readRegisters(.holding, address: 0, count: 126), .readRegisters(.input, address: 0, count: 0),
            .readRegisters(.coil, address: 0, count: 1), .readRegisters(.input, address: 65_535, count: 2),
            .readRegisters(.input, address: -1, count: 2), .writeRegister(address: 65_536, 0),
            .writeRegisters(address: 0, []), .writeRegisters(address: 0, [UInt16](repeating: 0, count: 124)),
        ]
        for action in wrong { #expect(!ModbusRequest(unit: 1, action).isValid) }
        #expect(!ModbusRequest(unit: 256, .writeCoil(address: 0, true)).isValid)
    }
}
