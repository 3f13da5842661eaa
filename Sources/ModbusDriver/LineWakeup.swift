internal import FloorModel
internal import Glibc

/// Wakes the thread of a line between two transactions (a pipe). Raising it is safe from any thread and never blocks.
final class LineWakeup: Sendable {
    private let reads: Int32
    private let writes: Int32

    /// Traps when the process is out of descriptors: no line can be served then.
    init() {
        var ends: [Int32] = [-1, -1]
        let result = pipe(&ends)
        precondition(result == 0, "pipe: errno \(errno)")
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (reads, writes) = (ends[0], ends[1])
    }

    deinit {
        _ = close(reads)
        _ = close(writes)
    }

    func raise() {
        var byte: UInt8 = 1
        // A full pipe wakes as well as one more byte.
        let count = write(writes, &byte, 1)
        precondition(count == 1 || errno == EAGAIN, "write to a pipe: errno \(errno)")
    }

    /// Sleeps until raised or for `duration`, rounded up to milliseconds. What was posted before is visible then.
    func wait(_ duration: Duration) {
        var entry = pollfd(fd: reads, events: Int16(POLLIN), revents: 0)
        let (seconds, attoseconds) = min(max(duration, .zero), .seconds(60)).components
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        guard poll(&entry, 1, Int32(milliseconds)) > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { bytes in
            while read(reads, bytes.baseAddress, bytes.count) == bytes.count {}
        }
    }
}
