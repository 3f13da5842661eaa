import FloorModel
import Glibc
import ModbusLink
import RegisterMap
import Synchronization

/// A Modbus TCP server on a free port of the loopback with scripted devices behind it. It takes the bytes apart by
/// itself, one connection at a time.
final class TCPPeer: Sendable {
    struct State {
        var devices: [ScriptedDevice]
        /// The connection is cut before the next answer, and none is taken until it is mended.
        var isCut = false
        var isOver = false
    }

    let port: Int
    private let listener: Int32
    private let state: Mutex<State>

    init(_ devices: [ScriptedDevice]) {
        state = Mutex(State(devices: devices))
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (descriptor, size) = (listener, length)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                precondition(bind(descriptor, generic, size) == 0 && listen(descriptor, 8) == 0, "errno \(errno)")
                precondition(getsockname(descriptor, generic, &length) == 0, "errno \(errno)")
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { _ = close(listener) }

    func with<Value: Sendable>(_ body: (inout sending State) -> sending Value) -> Value { state.withLock(body) }

    /// Serves until `end`. Blocks: give it a thread.
    func serve() {
        while !state.withLock({ $0.isOver }) {
            guard isReadable(listener) else { continue }
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            var noDelay: Int32 = 1
            setsockopt(
                connection, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
            while !state.withLock({ $0.isOver || $0.isCut }), answer(on: connection) {}
            _ = close(connection)
        }
    }

    func end() { state.withLock { $0.isOver = true } }

    private func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 20) > 0
    }

    /// False: the connection is over.
    private func answer(on connection: Int32) -> Bool {
        guard isReadable(connection) else { return true }
        var frame = [UInt8](repeating: 0, count: 260)
        let count = recv(connection, &frame, frame.count, 0)
        guard count >= 8 else { return false }
        guard let request = Self.request(frame) else { return true }
        let reply: ModbusReply? = state.withLock { state in
            guard !state.isCut,
                let device = state.devices.firstIndex(where: { $0.units.contains(request.unit) })
            else { return nil }
            return state.devices[device].answer(request, at: .now)
        }
        guard let reply else { return true }
        let data = Self.data(reply, function: frame[7], echo: Array(frame[8..<12]))
        let length = data.count + 1
        let bytes = frame[0..<4] + [UInt8(length >> 8), UInt8(length & 0xFF), frame[6]] + data
        return Array(bytes).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } > 0
    }

    private static func request(_ frame: [UInt8]) -> ModbusRequest? {
        let (address, second) = (Int(frame[8]) << 8 | Int(frame[9]), Int(frame[10]) << 8 | Int(frame[11]))
        let action: ModbusRequest.Action
        switch frame[7] {
        case 1: action = .readBits(.coil, address: address, count: second)
        case 2: action = .readBits(.discrete, address: address, count: second)
        case 3: action = .readRegisters(.holding, address: address, count: second)
        case 4: action = .readRegisters(.input, address: address, count: second)
        case 5: action = .writeCoil(address: address, second == 0xFF00)
        case 6: action = .writeRegister(address: address, UInt16(second))
        default: return nil
        }
        return ModbusRequest(unit: Int(frame[6]), action)
    }

    private static func data(_ reply: ModbusReply, function: UInt8, echo: [UInt8]) -> [UInt8] {
        switch reply {
        case .bits(let bits):
            var bytes = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
            for (index, bit) in bits.enumerated() where bit { bytes[index / 8] |= 1 << (index % 8) }
            return [function, UInt8(bytes.count)] + bytes
        case .registers(let registers):
            return [function, UInt8(2 * registers.count)]
                + registers.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        case .written: return [function] + echo
        case .exception(let code): return [function | 0x80, UInt8(code)]
        }
    }
}
