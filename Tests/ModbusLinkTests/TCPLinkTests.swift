import FloorModel
import Glibc
import ModbusLink
import RegisterMap
import SeededRandom
import Testing

func holding(_ address: Int, _ count: Int = 10, unit: Int = 1) -> ModbusRequest {
    ModbusRequest(unit: unit, .readRegisters(.holding, address: address, count: count))
}

func right(_ address: Int, _ count: Int = 10) -> ModbusReply {
    .registers((address..<address + count).map { UInt16(1000 + $0) })
}

extension ModbusLink {
    /// The failure of a transaction that must have one.
    func failure(_ request: ModbusRequest, timeout: Duration) throws -> TransactionFailure {
        try #require(throws: TransactionFailure.self) { try perform(request, timeout: timeout) }
    }
}

@Suite struct TCPLinkTests {
    private let patient = Duration.seconds(5)

    /// A link to a peer that answers so, and the peer.
    private func linked(_ answer: @escaping @Sendable ([UInt8], Int) -> [PeerAct]) throws -> (ModbusLink, TCPPeer) {
        let peer = try TCPPeer(answer)
        let link = try ModbusLink(.tcp(host: "127.0.0.1", port: peer.port))
        try link.open(timeout: patient)
        return (link, peer)
    }

    @Test func readsWritesAndExceptions() throws {
        let (link, peer) = try linked { request, _ in [.send(tcpFrame(request))] }
        defer { peer.stop() }
        #expect(try link.perform(holding(7), timeout: patient) == right(7))
        #expect(try link.perform(ModbusRequest(unit: 1, .writeRegister(address: 3, 4)), timeout: patient) == .written)
        let several = ModbusRequest(unit: 1, .writeRegisters(address: 3, [1, 2, 3]))
        #expect(try link.perform(several, timeout: patient) == .written)
        let coils = ModbusRequest(unit: 1, .readBits(.coil, address: 0, count: 3))
        #expect(try link.perform(coils, timeout: patient) == .exception(1))
        #expect(peer.asked.first == [0, 1, 0, 0, 0, 6, 1, 3, 0, 7, 0, 10])
        #expect(link.reconnects == 0 && peer.connections == 1)
        link.close()
    }

    @Test(
        arguments: [
            "transaction", "unit", "function", "protocol", "header length", "short data", "long data", "exception form",
        ])
    func aReplyToSomethingElseIsRefusedAndTheConnectionLeft(kind: String) throws {
        let (link, peer) = try linked { request, number in
            guard number == 0 else { return [.send(tcpFrame(request))] }
            var frame = tcpFrame(request)
            switch kind {
            case "transaction": frame[1] ^= 1
            case "unit": frame[6] = 9
            case "function": frame[7] = 4
            case "protocol": frame[2] = 1
            case "header length": frame[5] += 1
            case "short data": frame = tcpFrame(request, pdu: [3, 18] + registerBytes(7, 9))
            case "long data": frame = tcpFrame(request, pdu: [3, 22] + registerBytes(7, 11))
            default: frame = tcpFrame(request, pdu: [0x83, 0])
            }
            return [.send(frame)]
        }
        defer { peer.stop() }
        guard case .refusedReply = try link.failure(holding(7), timeout: patient) else {
            Issue.record("\(kind) was not refused")
            return
        }
        #expect(try link.perform(holding(7), timeout: patient) == right(7))
        #expect(link.reconnects == 1 && peer.connections == 2)
        link.close()
    }

    @Test(arguments: [0, 1, 2, 3])
    func aWrongEchoIsRefused(byte: Int) throws {
        let (link, peer) = try linked { request, _ in
            var frame = tcpFrame(request)
            frame[8 + byte] ^= 1
            return [.send(frame)]
        }
        defer { peer.stop() }
        for action in [
            ModbusRequest.Action.writeRegister(address: 3, 4), .writeRegisters(address: 3, [1, 2]),
        ] {
            guard case .refusedReply = try link.failure(ModbusRequest(unit: 1, action), timeout: patient) else {
                Issue.record("\(action) was not refused")
                continue
            }
        }
        link.close()
    }

    /// Silent, cut short, or one byte at a time: the time bounds the whole frame.
    @Test(arguments: ["silent", "cut", "dribble"])
    func whatDoesNotComeInTimeIsATimeout(kind: String) throws {
        let (link, peer) = try linked { request, number in
            let frame = tcpFrame(request)
            guard number == 0 else { return [.send(frame)] }
            return switch kind {
            case "silent": []
            case "cut": [.send(Array(frame[..<12]))]
            default: frame.flatMap { [.send([$0]), .pause(milliseconds: 15)] }
            }
        }
        defer { peer.stop() }
        #expect(try link.failure(holding(7), timeout: .milliseconds(60)) == .timeout)
        #expect(try link.perform(holding(20), timeout: patient) == right(20))
        #expect(link.reconnects == 1 && peer.connections == 2)
        link.close()
    }

    /// A gateway that delivers an old reply on the new connection is found out by its transaction number.
    @Test func anOldReplyOnANewConnectionIsRefused() throws {
        let (link, peer) = try linked { request, number in
            switch number {
            case 0: []
            case 1: [.send(tcpFrame(request, transaction: 1, pdu: [3, 20] + registerBytes(0, 10)))]
            default: [.send(tcpFrame(request))]
            }
        }
        defer { peer.stop() }
        #expect(try link.failure(holding(0), timeout: .milliseconds(30)) == .timeout)
        guard case .refusedReply = try link.failure(holding(10), timeout: patient) else {
            Issue.record("an old reply was taken")
            return
        }
        #expect(try link.perform(holding(20), timeout: patient) == right(20))
        link.close()
    }

    @Test func aClosedConnectionMustBeOpenedAgain() throws {
        let (link, peer) = try linked { request, number in number == 0 ? [.hangUp] : [.send(tcpFrame(request))] }
        defer { peer.stop() }
        guard case .closed = try link.failure(holding(0), timeout: patient) else {
            Issue.record("not closed")
            return
        }
        guard case .closed = try link.failure(holding(0), timeout: patient) else {
            Issue.record("went on by itself")
            return
        }
        try link.open(timeout: patient)
        #expect(try link.perform(holding(0), timeout: patient) == right(0))
        link.close()
    }

    @Test func nobodyListens() throws {
        let peer = try TCPPeer { _, _ in [] }
        let port = peer.port
        peer.stop()
        let link = try ModbusLink(.tcp(host: "127.0.0.1", port: port))
        #expect(throws: LineFault.unreachable(host: "127.0.0.1", port: port)) { try link.open(timeout: patient) }
    }

    /// libmodbus would write beyond its fd_set; a process of its own, because descriptors are shared by all tests.
    @Test func descriptorsBeyondSelectAreRefused() async {
        await #expect(processExitsWith: .success) {
            let peer = try TCPPeer { request, _ in [.send(tcpFrame(request))] }
            let link = try ModbusLink(.tcp(host: "127.0.0.1", port: peer.port))
            while open("/dev/null", O_RDONLY) < 970 {}
            #expect(throws: LineFault.tooManyDescriptors) { try link.open(timeout: .seconds(5)) }
        }
    }

    /// Every fault at once: what is given as good is right, whatever came before.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func neverAWrongValueAsGood(seed: UInt64) throws {
        let (link, peer) = try linked { request, number in
            var random = SplitMix64(seed: seed &* 1_000_003 &+ UInt64(number))
            let good = tcpFrame(request)
            let junk = (0..<Int.random(in: 1...8, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
            switch Int.random(in: 0..<24, using: &random) {
            case 0: return [.send(tcpFrame(request, unit: 2))]
            case 1: return [.send(good + junk)]
            case 2: return [.send(good), .send(good)]
            case 3: return [.send(tcpFrame(request, transaction: Int.random(in: 0...65_535, using: &random)))]
            case 4: return [.send(tcpFrame(request, pdu: [0x83, 6]))]
            case 5: return [.hangUp]
            case 6: return [.send(good), .hangUp]
            case 7: return [.send(junk + good)]
            case 8: return number % 4 == 0 ? [.send(Array(good.dropLast(junk.count)))] : [.send(good)]
            case 9: return number % 4 == 0 ? [.pause(milliseconds: 60), .send(good)] : [.send(good)]
            default: return [.send(good)]
            }
        }
        defer { peer.stop() }
        var good = 0
        for turn in 0..<400 {
            let address = turn % 7 * 10
            do throws(TransactionFailure) {
                let reply = try link.perform(holding(address), timeout: .milliseconds(40))
                if reply != .exception(6) {
                    #expect(reply == right(address))
                    good += 1
                }
            } catch {
                if case .closed = error { try link.open(timeout: patient) }
            }
        }
        #expect(good > 100)
        link.close()
    }
}
