/// Cuts a G-code file into the lines that are sent: bytes in, stripped lines out, in constant memory.
///
/// Left out: comments from `;` to the end of the line (`;@` host commands included), control bytes, blank lines,
/// spaces at both ends, and what the dialect cannot take (`:`, non-ASCII).
public struct JobLineReader: Sendable {
    public enum Step: Hashable, Sendable {
        /// `line` holds the next line.
        case line
        /// Supply more of the file first.
        case needsMore
        /// The file is over.
        case end
    }

    /// The last line read. Longer ones are cut at 256 bytes, which every dialect refuses anyway.
    public private(set) var line: [UInt8] = []
    /// Where in the file that line stands, from 1.
    public private(set) var fileLine = 0
    private let dropsColons: Bool
    private let dropsNonASCII: Bool
    private var chunk: [UInt8] = []
    private var position = 0
    /// Newlines read so far.
    private var newlines = 0
    private var isComment = false
    private var lineIsOut = true
    private var isOver = false

    public init(dialect: Dialect) {
        dropsColons = dialect.dropsColons
        dropsNonASCII = dialect.dropsNonASCII
        line.reserveCapacity(256)
    }

    /// The next part of the file; an empty one says that it is over. Only after `needsMore`.
    public mutating func supply(_ bytes: [UInt8]) {
        precondition(position == chunk.count, "the last part of the file is not used up")
        chunk = bytes
        position = 0
        if bytes.isEmpty { isOver = true }
    }

    public mutating func next() -> Step {
        if lineIsOut { begin() }
        while position < chunk.count {
            let byte = chunk[position]
            position += 1
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if byte == UInt8(ascii: "\n") { newlines += 1 }
                if finish() { return .line }
                begin()
            } else if !isComment {
                take(byte)
            }
        }
        guard isOver else { return .needsMore }
        return finish() ? .line : .end
    }

    private mutating func begin() {
        line.removeAll(keepingCapacity: true)
        isComment = false
        lineIsOut = false
        fileLine = newlines + 1
    }

    /// Ends the line at hand; false when nothing of it is left.
    private mutating func finish() -> Bool {
        while line.last == UInt8(ascii: " ") { line.removeLast() }
        guard !line.isEmpty else { return false }
        lineIsOut = true
        return true
    }

    @inline(__always)
    private mutating func take(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: ";"): isComment = true
        case UInt8(ascii: " "), 0x09:
            if !line.isEmpty, line.count < 256 { line.append(UInt8(ascii: " ")) }
        case 0..<0x20, 0x7F: break
        case UInt8(ascii: ":") where dropsColons: break
        case 0x80... where dropsNonASCII: break
        default:
            if line.count < 256 { line.append(byte) }
        }
    }
}
