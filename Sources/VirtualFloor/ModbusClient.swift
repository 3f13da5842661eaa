internal import Glibc

/// One TCP client of a Modbus server: bytes in, whole requests out (MODBUS Messaging on TCP/IP 1.0b, MBAP header).
///
/// `00 07 00 00 00 06 01 03 21 00 00 05`: transaction 7, protocol 0, 6 bytes to come, unit 1, read 5 registers.
final class ModbusClient {
    /// Transaction, protocol, length, unit identifier.
    static let headerBytes = 7
    /// Unit identifier and PDU.
    private static let lengths = 2...254
    /// Requests that are taken in one go; the others wait in the socket.
    private static let mostBytes = 4096

    let descriptor: Int32
    var isClosed = false
    private var received: [UInt8] = []

    init(descriptor: Int32) {
        self.descriptor = descriptor
        var on: Int32 = 1
        // Without it an answer may wait for the acknowledgement of the one before; where it fails it only is slower.
        _ = setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Reads what waits and gives the whole requests in it; a stream that is not Modbus ends the connection.
    func receive() -> [[UInt8]] {
        var buffer = [UInt8](repeating: 0, count: Self.mostBytes)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 || (count < 0 && errno != EAGAIN) { isClosed = true }
        guard count > 0 else { return [] }
        received += buffer[..<count]
        var requests: [[UInt8]] = []
        while received.count >= Self.headerBytes {
            let length = Int(received[4]) << 8 | Int(received[5])
            guard received[2] == 0, received[3] == 0, Self.lengths ~= length else {
                isClosed = true
                break
            }
            guard received.count >= 6 + length else { break }
            requests.append(Array(received[..<(6 + length)]))
            received.removeFirst(6 + length)
        }
        return requests
    }
}
