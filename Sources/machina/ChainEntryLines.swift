internal import Glibc

/// Cuts a stream of bytes into entries, one a line.
struct EntryLines {
    /// A line that is longer than an entry may be; lines are counted from 1.
    struct TooLong: Error, Equatable {
        var line: Int
    }

    /// Bytes that an entry may have.
    static let limit = 65_535

    private var buffer: [UInt8] = []
    /// Where the line begins that was not taken yet.
    private var start = 0
    /// Up to where there is no newline from `start` on.
    private var searched = 0
    private var taken = 0
    private var isEnded = false

    /// Takes bytes as they come.
    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        if start > 0 {
            buffer.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// No more bytes will come: what has no newline is a line too, unless it is nothing.
    mutating func end() { isEnded = true }

    /// The next line, nil where more bytes are needed, or none will come.
    mutating func next() throws(TooLong) -> [UInt8]? {
        guard let end = newline() ?? (isEnded && start < buffer.count ? buffer.count : nil) else {
            guard buffer.count - start <= Self.limit else { throw TooLong(line: taken + 1) }
            return nil
        }
        guard end - start <= Self.limit else { throw TooLong(line: taken + 1) }
        let line = Array(buffer[start..<end])
        start = min(end + 1, buffer.count)
        searched = start
        taken += 1
        return line
    }

    private mutating func newline() -> Int? {
        let place = buffer.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, searched < bytes.count,
                let found = memchr(base + searched, 0x0A, bytes.count - searched)
            else { return nil }
            return base.distance(to: UnsafeRawPointer(found))
        }
        searched = place ?? buffer.count
        return place
    }
}
