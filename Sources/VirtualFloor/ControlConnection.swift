internal import CPty
internal import Glibc

/// One client of the control socket: lines in, one answer each, in order.
final class ControlConnection {
    static let longestLineBytes = 4096

    let descriptor: Int32
    private(set) var isClosed = false
    private var received: [UInt8] = []
    private var unsent: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Nothing more is read before the last answer is gone.
    var hasUnsent: Bool { !unsent.isEmpty }

    /// Reads what waits and answers each whole line; a line that is too long is answered and ends the connection.
    func serve(_ answer: ([UInt8]) -> [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: Self.longestLineBytes)
        let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 || (count < 0 && errno != EAGAIN) { isClosed = true }
        guard count > 0 else { return }
        received += buffer[..<count]
        while let end = received.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(received[..<end])
            received.removeFirst(end + 1)
            reply(answer(line))
        }
        if received.count >= Self.longestLineBytes {
            reply(
                ControlReply.encode(
                    ControlReply.Refused(
                        error: "the line is longer than \(Self.longestLineBytes) bytes",
                        remedy: "send one short JSON object a line")))
            isClosed = true
        }
    }

    /// Sends what could not be sent before.
    func flush() {
        guard !unsent.isEmpty else { return }
        let sent = unsent.withUnsafeBytes { cpty_send(descriptor, $0.baseAddress, $0.count) }
        if sent > 0 { unsent.removeFirst(sent) } else if errno != EAGAIN { isClosed = true }
    }

    private func reply(_ bytes: [UInt8]) {
        unsent += bytes
        flush()
    }
}
