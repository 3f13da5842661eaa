internal import CModbus
internal import FloorModel
internal import Glibc

/// One `modbus_t` and its receive buffer. It connects, and reads whole frames: libmodbus knows their length, and checks
/// the CRC of a serial one. It is never asked to judge a reply or to recover: 3.1.6 accepts wrong echoes and units.
///
/// The byte timeout is 0, so that the response timeout bounds the whole frame and not each of its bytes.
final class ModbusContext {
    /// What came within the time.
    enum Arrival {
        /// So many bytes in `bytes`, CRC good on a serial line.
        case frame(Int)
        /// A good serial frame of another unit than was set.
        case foreignUnit(Int)
        case nothing
        case garbled(String)
        case closed(Int32)
    }

    private let handle: OpaquePointer
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var timeout: Duration?

    /// - Parameter handle: a new context that nobody else knows; freed here.
    init(_ handle: OpaquePointer) {
        self.handle = handle
        // MODBUS_TCP_MAX_ADU_LENGTH is 260; libmodbus never reads more into a frame.
        buffer = .allocate(capacity: 512)
        buffer.initialize(repeating: 0)
        let result = modbus_set_byte_timeout(handle, 0, 0)
        precondition(result == 0, "modbus_set_byte_timeout: errno \(errno)")
    }

    deinit {
        modbus_close(handle)
        modbus_free(handle)
        buffer.deallocate()
    }

    var descriptor: Int32 { modbus_get_socket(handle) }
    /// Valid until the next `receive`.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(buffer) }

    /// Gives the errno, or 0. Descriptors from 1024 on would overflow the fd_set of select(2): libmodbus does not look
    /// before 3.1.12, so the next free one is looked at first, with room for those that other threads open meanwhile.
    func connect(timeout: Duration) -> Int32 {
        let probe = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard probe >= 0 else { return errno }
        Glibc.close(probe)
        guard probe < FD_SETSIZE - 64 else { return EMFILE }
        set(timeout: timeout)
        errno = 0
        guard modbus_connect(handle) == 0 else { return errno == 0 ? ETIMEDOUT : errno }
        guard descriptor < FD_SETSIZE else {
            close()
            return EMFILE
        }
        return 0
    }

    func close() { modbus_close(handle) }
    func flush() { _ = modbus_flush(handle) }

    /// A serial frame: unit and PDU in, CRC added. False: the port took none or not all of it.
    func sendSerial(_ frame: [UInt8]) -> Bool {
        guard modbus_set_slave(handle, Int32(frame[0])) == 0 else { return false }
        return modbus_send_raw_request(handle, frame, Int32(frame.count)) == Int32(frame.count) + 2
    }

    /// A whole TCP frame. False: the connection took none or not all of it.
    func sendTCP(_ frame: [UInt8]) -> Bool {
        send(descriptor, frame, frame.count, Int32(MSG_NOSIGNAL)) == frame.count
    }

    func receive(timeout: Duration) -> Arrival {
        set(timeout: timeout)
        errno = 0
        let count = modbus_receive_confirmation(handle, buffer.baseAddress)
        if count > 0 { return .frame(Int(count)) }
        if count == 0 { return .foreignUnit(Int(buffer[0])) }
        switch errno {
        case ETIMEDOUT: return .nothing
        case CMODBUS_BAD_CRC: return .garbled("a frame with a wrong CRC")
        case CMODBUS_BAD_DATA: return .garbled("a frame longer than the protocol allows")
        case let code: return .closed(code)
        }
    }

    /// What a wait without a request ended with.
    enum Presence {
        case silent, bytes
        /// Hung up: the adapter was unplugged, or the other end closed.
        case gone
    }

    /// Waits for bytes that nobody asked for; the time is rounded up to milliseconds.
    func listen(for time: Duration) -> Presence {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = min(max(time, .zero), .seconds(600)).components
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        guard poll(&entry, 1, Int32(milliseconds)) > 0 else { return .silent }
        return Int32(entry.revents) & (POLLHUP | POLLERR | POLLNVAL) == 0 ? .bytes : .gone
    }

    private func set(timeout: Duration) {
        guard timeout != self.timeout else { return }
        self.timeout = timeout
        // 0 is refused by libmodbus.
        let bounded = min(max(timeout, .microseconds(100)), .seconds(600))
        let (seconds, attoseconds) = bounded.components
        let result = modbus_set_response_timeout(handle, UInt32(seconds), UInt32(attoseconds / 1_000_000_000_000))
        precondition(result == 0, "modbus_set_response_timeout: errno \(errno)")
    }
}
