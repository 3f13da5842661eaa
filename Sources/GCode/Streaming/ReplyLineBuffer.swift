/// Cuts what the firmware says into lines: bytes in, lines out. NUL, bytes above 0x7E and `\r` are left out, so that
/// `\x00\x80ok\r\n` is `ok`.
struct ReplyLineBuffer: Sendable {
    /// Longest line kept; the rest of a longer one is thrown away. The longest that firmwares send (M115) is ~400.
    static let capacity = 1024

    private(set) var line: [UInt8] = []
    private var isEnded = false

    init() { line.reserveCapacity(Self.capacity) }

    /// Takes one byte; true when `line` is complete and not empty. It stays until the next byte.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        if isEnded {
            line.removeAll(keepingCapacity: true)
            isEnded = false
        }
        if byte == UInt8(ascii: "\n") {
            isEnded = true
            return !line.isEmpty
        }
        if byte >= 0x20, byte < 0x7F, line.count < Self.capacity { line.append(byte) }
        return false
    }

    mutating func removeAll() {
        line.removeAll(keepingCapacity: true)
        isEnded = false
    }
}
