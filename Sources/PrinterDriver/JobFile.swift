internal import Glibc

/// A G-code file that is read once or twice from its start, part by part.
final class JobFile {
    private let descriptor: Int32
    /// Read at once; a part takes about a millisecond to survey.
    private static let part = 65_536

    /// nil when it cannot be opened; errno tells why.
    init?(path: String) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return nil }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    func rewind() { _ = lseek(descriptor, 0, SEEK_SET) }

    /// The next part, empty at the end; nil on a read error.
    func read() -> [UInt8]? {
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.part) { buffer, filled in
            repeat { count = Glibc.read(descriptor, buffer.baseAddress, Self.part) } while count < 0 && errno == EINTR
            filled = max(count, 0)
        }
        return count < 0 ? nil : bytes
    }
}
