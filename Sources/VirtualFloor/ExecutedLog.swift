internal import FloorModel
internal import Glibc

/// The executed lines of one machine: in a file, at most 20 ms behind, or the last ones in memory.
final class ExecutedLog {
    static let mostLinesInMemory = 1000
    private static let delay = Duration.milliseconds(20)
    private static let mostPendingBytes = 16_384

    let path: String?
    /// When what is pending has to be written.
    private(set) var due: MonotonicTime?
    private let descriptor: Int32
    private var pending: [UInt8] = []
    private(set) var lastLines: [String] = []
    /// Lines that could not be written (disk full).
    private(set) var linesLost = 0

    /// Writes to `<machine>.exec.log` in `directory`, from its beginning.
    init(machine: String, directory: String?) throws(VirtualFloorFault) {
        guard let directory else {
            path = nil
            descriptor = -1
            return
        }
        let file = directory + "/\(machine).exec.log"
        path = file
        descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .system(.cannotCreate, "'\(file)' cannot be written", remedy: "make the directory of --log first")
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        flush()
        close(descriptor)
    }

    func append(_ lines: [String], at now: MonotonicTime) {
        if let due, now >= due { flush() }
        guard !lines.isEmpty else { return }
        guard path != nil else {
            lastLines += lines
            if lastLines.count > Self.mostLinesInMemory {
                lastLines.removeFirst(lastLines.count - Self.mostLinesInMemory)
            }
            return
        }
        for line in lines {
            pending += line.utf8
            pending.append(UInt8(ascii: "\n"))
        }
        due = due ?? now + Self.delay
        if pending.count >= Self.mostPendingBytes { flush() }
    }

    /// Writes what is pending; what the disk does not take is lost and counted.
    func flush() {
        due = nil
        guard !pending.isEmpty else { return }
        let written = max(0, pending.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) })
        linesLost += pending[min(written, pending.count)...].count { $0 == UInt8(ascii: "\n") }
        pending.removeAll(keepingCapacity: true)
    }
}
