import Testing
import VirtualMachines

@Suite struct ModbusRequestTests {
    @Test(
        arguments: [
            ([0x01, 0, 3, 0, 2], ModbusRequest.read(.coils, address: 3, count: 2)),
            ([0x02, 0, 3, 0x07, 0xD0], .read(.discreteInputs, address: 3, count: 2000)),
            ([0x03, 0x21, 0, 0, 5], .read(.holdingRegisters, address: 0x2100, count: 5)),
            ([0x04, 0xFF, 0xFF, 0, 125], .read(.inputRegisters, address: 0xFFFF, count: 125)),
            ([0x05, 0, 1, 0xFF, 0], .writeCoil(address: 1, isOn: true)),
            ([0x06, 0x20, 0, 0, 0x12], .writeRegister(address: 0x2000, value: 0x12)),
            ([0x0F, 0, 0, 0, 3, 1, 0b101], .writeCoils(address: 0, [true, false, true])),
            ([0x10, 0x20, 0, 0, 2, 4, 0, 0x12, 0x13, 0x88], .writeRegisters(address: 0x2000, [0x12, 5000])),
            ([0x2B, 0x0E, 1, 0], .unsupported(function: 0x2B)),
        ] as [([UInt8], ModbusRequest)]) func `a unit of the protocol is read`(bytes: [UInt8], request: ModbusRequest)
    {
        #expect(ModbusRequest(pdu: bytes) == request)
    }

    @Test(
        arguments: [
            [], [0x03], [0x03, 0, 0, 0, 0], [0x03, 0, 0, 0, 126], [0x01, 0, 0, 0x07, 0xD1], [0x03, 0, 0, 0, 1, 0],
            [0x05, 0, 0, 1, 0], [0x06, 0, 0, 0], [0x0F, 0, 0, 0, 3, 2, 0, 0], [0x0F, 0, 0, 0, 0, 0],
            [0x10, 0, 0, 0, 2, 4, 0, 0, 0], [0x10, 0, 0, 0, 2, 2, 0, 0, 0, 0], [0x10, 0, 0, 0, 124, 248],
        ] as [[UInt8]]) func `counts and lengths that do not fit are malformed`(bytes: [UInt8])
    {
        #expect(ModbusRequest(pdu: bytes) == .malformed)
    }

    @Test(arguments: VirtualProcessKind.allCases) func `no request whatever breaks a machine`(kind: VirtualProcessKind)
    {
        var chance = SplitMix64(seed: 3)
        var bench = ProcessBench(kind, speed: 50)
        let functions: [UInt8] = [1, 2, 3, 4, 5, 6, 15, 16, 7, 0x2B]
        for _ in 1...5000 {
            var bytes = [functions[Int(chance.next() % 10)]]
            bytes += (0..<Int(chance.next() % 12)).map { _ in UInt8(truncatingIfNeeded: chance.next() & chance.next()) }
            let request = ModbusRequest(pdu: bytes)
            let wiring = bench.process.configuration.wiring
            let answer = bench.process.answer(
                request, unit: wiring[Int(chance.next() % UInt64(wiring.count))].unit, at: bench.time)
            switch (request, answer) {
            case (.read(.coils, _, let count), .bits(let bits)),
                (.read(.discreteInputs, _, let count), .bits(let bits)):
                #expect(bits.count == count)
            case (.read(_, _, let count), .registers(let values)): #expect(values.count == count)
            case (.read, .exception), (.malformed, .exception), (.unsupported, .exception(.illegalFunction)): break
            case (.read, _), (.malformed, _), (.unsupported, _):
                Issue.record("\(request): \(String(describing: answer))")
            default: #expect(answer != nil)
            }
            bench.wait(.milliseconds(Int64(chance.next() % 50)))
        }
        #expect(bench.unaccounted == 0)
    }
}
