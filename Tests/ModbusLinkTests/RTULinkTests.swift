import FloorModel
import ModbusLink
import RegisterMap
import SeededRandom
import Testing

@Suite struct RTULinkTests {
    private let patient = Duration.seconds(5)

    private func linked(
        lateBound: Duration = .milliseconds(80), _ answer: @escaping @Sendable ([UInt8], Int) -> [PeerAct]
    ) throws -> (ModbusLink, SerialPeer) {
        let peer = try SerialPeer(answer)
        let link = try ModbusLink(.rtu(port: peer.path, baud: 115_200, parity: .none), lateBound: lateBound)
        try link.open()
        return (link, peer)
    }

    private static func honest(_ request: [UInt8]) -> [UInt8] { serialFrame(request[0], honestPDU(request[1...])) }

    @Test func readsWritesAndBroadcasts() throws {
        let (link, peer) = try linked { request, _ in request[0] == 0 ? [] : [.send(Self.honest(request))] }
        defer { peer.stop() }
        #expect(try link.perform(holding(0), timeout: patient) == right(0))
        #expect(try link.perform(ModbusRequest(unit: 4, .writeRegister(address: 3, 4)), timeout: patient) == .written)
        #expect(try link.perform(ModbusRequest(unit: 0, .writeRegister(address: 3, 5)), timeout: patient) == .written)
        #expect(
            try link.perform(ModbusRequest(unit: 1, .writeCoil(address: 0, true)), timeout: patient) == .exception(1))
        #expect(peer.asked.first == [1, 3, 0, 0, 0, 10, 0xC5, 0xCD])
        link.close()
    }

    @Test(arguments: ["crc", "unit", "function", "length"])
    func aFrameThatCannotBeTheAnswerIsRefused(kind: String) throws {
        let (link, peer) = try linked { request, number in
            var frame = Self.honest(request)
            guard number == 1 else { return [.send(frame)] }
            switch kind {
            case "crc": frame[5] ^= 4
            case "unit": frame = serialFrame(2, honestPDU(request[1...]))
            case "function": frame = serialFrame(1, [4] + honestPDU(request[1...]).dropFirst())
            default: frame = serialFrame(1, [3, 18] + registerBytes(7, 9))
            }
            return [.send(frame)]
        }
        defer { peer.stop() }
        #expect(try link.perform(holding(7), timeout: patient) == right(7))
        guard case .refusedReply = try link.failure(holding(7), timeout: patient) else {
            Issue.record("\(kind) was not refused")
            return
        }
        #expect(try link.perform(holding(20), timeout: patient) == right(20))
        link.close()
    }

    /// The trap of Modbus RTU: the late reply has the unit, function and length of the next request.
    @Test func aLateReplyMeetsNoOtherRead() throws {
        let (link, peer) = try linked(lateBound: .milliseconds(300)) { request, number in
            let frame = Self.honest(request)
            return number % 3 == 1 ? [.pause(milliseconds: 45), .send(frame)] : [.send(frame)]
        }
        defer { peer.stop() }
        for turn in 0..<15 {
            let address = turn % 7 * 10
            do throws(TransactionFailure) {
                #expect(try link.perform(holding(address), timeout: .milliseconds(30)) == right(address))
            } catch {
                #expect(error == .timeout)
            }
        }
        link.close()
    }

    /// A stop does not wait until the line is silent, and passes over what the unit still owed.
    @Test func aWriteGoesOutBeforeTheLateReply() throws {
        let (link, peer) = try linked(lateBound: .seconds(2)) { request, number in
            switch number {
            case 0: []
            case 1: [.send(serialFrame(1, [3, 20] + registerBytes(7, 10))), .send(Self.honest(request))]
            default: [.send(Self.honest(request))]
            }
        }
        defer { peer.stop() }
        let stop = ModbusRequest(unit: 1, .writeRegister(address: 0x2000, 1))
        #expect(try link.failure(holding(7), timeout: .milliseconds(30)) == .timeout)
        #expect(try link.perform(stop, timeout: patient) == .written)
        link.close()
    }

    /// Bytes left by an earlier owner of the line are thrown away, not read as an answer.
    @Test func whatNobodyAskedForIsThrownAway() throws {
        let (link, peer) = try linked { request, _ in [.send(Self.honest(request))] }
        defer { peer.stop() }
        peer.say(serialFrame(1, [3, 20] + registerBytes(50, 10)))
        #expect(try link.perform(holding(0), timeout: patient) == right(0))
        peer.say(serialFrame(1, [3, 20] + registerBytes(60, 10)))
        #expect(try link.perform(holding(10), timeout: patient) == right(10))
        link.close()
    }

    @Test func aPortServesOneProgram() throws {
        let (link, peer) = try linked { request, _ in [.send(Self.honest(request))] }
        defer { peer.stop() }
        let second = try ModbusLink(.rtu(port: peer.path, baud: 9600, parity: .none))
        #expect(throws: LineFault.busy(path: peer.path)) { try second.open() }
        link.close()
        try second.open()
        second.close()
    }

    @Test func anUnpluggedPortIsClosed() throws {
        let (link, peer) = try linked { request, _ in [.send(Self.honest(request))] }
        #expect(try link.perform(holding(0), timeout: patient) == right(0))
        peer.stop()
        for request in [holding(0), ModbusRequest(unit: 1, .writeRegister(address: 0, 0))] {
            guard case .closed = try link.failure(request, timeout: patient) else {
                Issue.record("a port that is gone was used")
                return
            }
        }
    }

    @Test func whatIsNoPortIsSaid() throws {
        #expect(throws: LineFault.baudRefused(path: "/dev/null", asked: 12_345)) {
            try ModbusLink(.rtu(port: "/dev/null", baud: 12_345, parity: .none))
        }
        let null = try ModbusLink(.rtu(port: "/dev/null", baud: 9600, parity: .none))
        #expect(throws: LineFault.notATerminal(path: "/dev/null")) { try null.open() }
        let missing = try ModbusLink(.rtu(port: "/dev/machina-none", baud: 9600, parity: .even))
        #expect(throws: LineFault.noSuchPort(path: "/dev/machina-none")) { try missing.open() }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func neverAWrongValueAsGood(seed: UInt64) throws {
        let (link, peer) = try linked(lateBound: .milliseconds(250)) { request, number in
            var random = SplitMix64(seed: seed &* 1_000_003 &+ UInt64(number))
            let good = Self.honest(request)
            switch Int.random(in: 0..<40, using: &random) {
            case 0: return [.send(serialFrame(2, honestPDU(request[1...])))]
            case 1: return [.send(good + [UInt8](repeating: 0x5A, count: 3))]
            case 2: return [.send(good), .send(good)]
            case 3: return [.send(Array(good.dropLast(4)))]
            case 4: return [.pause(milliseconds: 40), .send(good)]
            case 5:
                var broken = good
                broken[Int.random(in: 0..<good.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
                return [.send(broken)]
            case 6: return [.send(serialFrame(1, [0x83, 6]))]
            default: return [.send(good)]
            }
        }
        defer { peer.stop() }
        var good = 0
        for turn in 0..<80 {
            let address = turn % 7 * 10
            do throws(TransactionFailure) {
                let reply = try link.perform(holding(address), timeout: .milliseconds(30))
                if reply != .exception(6) {
                    #expect(reply == right(address))
                    good += 1
                }
            } catch {
                if case .closed = error { Issue.record("the pty does not close: \(error)") }
            }
        }
        #expect(good > 20)
        link.close()
    }
}
