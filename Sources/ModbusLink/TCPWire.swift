internal import CModbus
internal import FloorModel
internal import Glibc
internal import RegisterMap

/// Modbus TCP (Modbus Messaging on TCP/IP Implementation Guide V1.0b). A connection on which anything went wrong is
/// closed, and opened again before the next request: so no late reply can meet another request.
final class TCPWire {
    /// The header is six bytes, a transaction number first; its length counts unit and PDU.
    private static let header = 6

    private let host: String
    private let port: Int
    private let context: ModbusContext
    private var transaction: UInt16 = 0
    private var outgoing: [UInt8] = []
    private var isConnected = false

    init(host: String, port: Int) throws(LineFault) {
        self.host = host
        self.port = port
        // The variant that resolves names and speaks IPv6 too.
        guard let handle = modbus_new_tcp_pi(host, String(port)) else {
            throw .connection(errno, host: host, port: port)
        }
        context = ModbusContext(handle)
        outgoing.reserveCapacity(260)
    }

    func open(timeout: Duration) throws(LineFault) {
        drop()
        let code = context.connect(timeout: timeout)
        guard code == 0 else { throw .connection(code, host: host, port: port) }
        isConnected = true
    }

    /// Nothing that comes on this connection is believed any more.
    func drop() {
        if isConnected { context.close() }
        isConnected = false
    }

    /// Whether the next request can go out on this connection as it is: nothing waits there that nobody asked for,
    /// and the device has not closed it.
    var isClean: Bool { isConnected && context.listen(for: .zero) == .silent }

    func perform(_ request: ModbusRequest, timeout: Duration) throws(TransactionFailure) -> ModbusReply {
        do throws(TransactionFailure) {
            return try exchange(request, timeout: timeout)
        } catch {
            drop()
            throw error
        }
    }

    private func exchange(_ request: ModbusRequest, timeout: Duration) throws(TransactionFailure) -> ModbusReply {
        transaction &+= 1
        write(request)
        guard context.sendTCP(outgoing) else { throw .closed("\(host):\(port): the connection took no request") }
        switch context.receive(timeout: timeout) {
        case .frame(let count): return try reply(to: request, count: count)
        case .nothing: throw .timeout
        case .garbled(let what): throw .refusedReply(what)
        case .foreignUnit(let unit): throw .refusedReply("unit \(unit) answered where \(request.unit) was asked")
        case .closed: throw .closed("\(host):\(port): the device closed the connection")
        }
    }

    /// `0001 0000 0006 01 03 006B 0003`: transaction 1, protocol 0, six bytes for unit 1.
    private func write(_ request: ModbusRequest) {
        outgoing.removeAll(keepingCapacity: true)
        outgoing += [UInt8(transaction >> 8), UInt8(truncatingIfNeeded: transaction), 0, 0, 0, 0, UInt8(request.unit)]
        request.appendPDU(to: &outgoing)
        outgoing[5] = UInt8(outgoing.count - Self.header)
    }

    private func reply(to request: ModbusRequest, count: Int) throws(TransactionFailure) -> ModbusReply {
        let frame = context.bytes
        func word(_ index: Int) -> Int { Int(frame[index]) << 8 | Int(frame[index + 1]) }
        guard count > Self.header + 1, word(2) == 0, word(4) == count - Self.header else {
            throw .refusedReply("a header of another protocol or length")
        }
        guard word(0) == Int(transaction) else {
            throw .refusedReply("transaction \(word(0)) was answered where \(transaction) was asked")
        }
        guard Int(frame[6]) == request.unit else {
            throw .refusedReply("unit \(frame[6]) answered where \(request.unit) was asked")
        }
        return try request.reply(frame.span.extracting(Self.header + 1..<count))
    }
}
