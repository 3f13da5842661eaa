internal import CSerial
internal import Glibc

/// One open serial port: raw 8N1, nonblocking, locked for this process.
///
/// Opening raises DTR once (the kernel does); nothing here ever drops it again, HUPCL included, since a pulse on
/// DTR resets most printer boards. Ptys have no modem lines, and none are asked for.
/// Used by one thread. A second opener is refused by flock, and by TIOCEXCL unless it is root.
public final class SerialLink {
    public let path: String
    private let descriptor: Int32

    /// - Parameters:
    ///   - path: a tty or pty.
    ///   - baud: any rate in bits/s, set through termios2 (BOTHER) and read back.
    public init(path: String, baud: Int) throws(SerialFault) {
        self.path = path
        descriptor = cserial_open(path)
        // From here on deinit closes the descriptor, also when this initialiser throws.
        guard descriptor >= 0 else { throw .of(-descriptor, path: path, call: "open") }
        var actual: UInt32 = 0
        let asked = UInt32(clamping: baud)
        var result = cserial_claim(descriptor)
        guard result >= 0 else { throw .of(-result, path: path, call: "lock") }
        result = cserial_configure(descriptor, asked, &actual)
        if result == -EINVAL { throw .baudRefused(path: path, asked: baud, actual: Int(actual)) }
        guard result >= 0 else { throw .of(-result, path: path, call: "TCSETS2") }
        // Adapters divide a clock: 3 % off is what a UART still receives.
        guard abs(Int(actual) - baud) * 100 <= baud * 3 else {
            throw .baudRefused(path: path, asked: baud, actual: Int(actual))
        }
    }

    deinit {
        if descriptor >= 0 { _ = cserial_close(descriptor) }
    }

    /// Reads what has arrived into `buffer`; 0 when nothing has.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SerialFault) -> Int {
        let count = cserial_read(descriptor, buffer.baseAddress, buffer.count)
        if count == -EAGAIN { return 0 }
        guard count >= 0 else { throw .of(-count, path: path, call: "read") }
        return Int(count)
    }

    /// Writes as much of `bytes` as the kernel takes now; gives how much that was.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(SerialFault) -> Int {
        guard !bytes.isEmpty else { return 0 }
        let count = cserial_write(descriptor, bytes.baseAddress, bytes.count)
        if count == -EAGAIN { return 0 }
        guard count >= 0 else { throw .of(-count, path: path, call: "write") }
        return Int(count)
    }

    /// What a wait ended with; all false: the time is over.
    public struct Readiness: Sendable {
        public var isReadable: Bool
        public var isWritable: Bool
        public var isWoken: Bool
    }

    /// Waits until the port can be read (or written, when `wantsWrite`), `wakeup` is raised, or `timeout` is over.
    ///
    /// Throws `unplugged` when the device is gone and everything that it had said is read.
    public func wait(for wakeup: Wakeup, wantsWrite: Bool, timeout: Duration?) throws(SerialFault) -> Readiness {
        let bits = cserial_wait(descriptor, wakeup.descriptor, wantsWrite ? 1 : 0, timeout.map(nanoseconds) ?? -1)
        guard bits >= 0 else { throw .of(-bits, path: path, call: "poll") }
        func has(_ bit: Int) -> Bool { Int(bits) & bit != 0 }
        let isReadable = has(CSERIAL_READABLE)
        if has(CSERIAL_GONE), !isReadable { throw .unplugged(path: path) }
        return Readiness(
            isReadable: isReadable, isWritable: has(CSERIAL_WRITABLE), isWoken: has(CSERIAL_WOKEN))
    }

    /// The speed and HUPCL as the kernel holds them now.
    public func inspect() throws(SerialFault) -> (baud: Int, hangsUpOnClose: Bool) {
        var baud: UInt32 = 0
        var hangsUp: Int32 = 0
        let result = cserial_inspect(descriptor, &baud, &hangsUp)
        guard result >= 0 else { throw .of(-result, path: path, call: "TCGETS2") }
        return (Int(baud), hangsUp != 0)
    }
}
