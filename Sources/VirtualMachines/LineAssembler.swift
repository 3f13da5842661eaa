/// Bytes to lines (Marlin queue.cpp, `process_stream_char` and `process_line_done`).
///
/// `N5 G1 X1 ; wall\n` gives `N5 G1 X1 `: a comment ends at the end of the line, `\` takes the next byte as it is,
/// backspace takes one back, and what is longer than MAX_CMD_SIZE - 1 = 95 bytes is cut without a word.
struct LineAssembler {
    static let longestLine = 95

    private enum State { case normal, escaped, ignoringRest }

    private var state = State.normal
    private var line: [UInt8] = []

    /// The finished line when `byte` ends one that is not empty; empty lines are passed over without an answer.
    mutating func take(_ byte: UInt8) -> [UInt8]? {
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
            state = .normal
            guard !line.isEmpty else { return nil }
            defer { line.removeAll(keepingCapacity: true) }
            return line
        }
        switch (state, byte) {
        case (.ignoringRest, _): return nil
        case (.normal, UInt8(ascii: "\\")):
            state = .escaped
            return nil
        case (.normal, UInt8(ascii: ";")):
            state = .ignoringRest
            return nil
        default: state = .normal
        }
        if byte == 0x08 {
            if !line.isEmpty { line.removeLast() }
        } else {
            line.append(byte)
            if line.count >= Self.longestLine { state = .ignoringRest }
        }
        return nil
    }

    /// Forgets the line that has begun (`serial.count = 0`).
    mutating func drop() { line.removeAll(keepingCapacity: true) }

    /// As after a reset.
    mutating func reset() { self = LineAssembler() }
}
