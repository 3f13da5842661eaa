internal import ArgumentParser
internal import Glibc
internal import LogStore
internal import Synchronization

/// Lines of stdin for several producers: one after the other takes what is there.
final class EntryInput: Sendable {
    /// What ended the input before its end.
    enum Fault: Error, CustomStringConvertible {
        case tooLong(EntryLines.TooLong)
        case unreadable(Int32)

        var description: String {
            switch self {
            case .tooLong(let fault):
                "line \(fault.line): longer than \(EntryLines.limit) bytes; the lines before it are in the log; store big "
                    + "things as files and log their SHA-256"
            case .unreadable(EBADF): "stdin is closed; give the lines on it"
            case .unreadable(let code): "stdin: \(String(cString: strerror(code)))"
            }
        }

        var exitCode: ExitCode {
            switch self {
            case .tooLong: .badData
            case .unreadable: .inputOutput
            }
        }
    }

    private struct State {
        var lines = EntryLines()
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        /// The last line may still be to be taken.
        var isAtEnd = false
        var isOver = false
        var fault: Fault?
    }

    /// Bytes that one producer takes at once, besides the last line.
    private static let batchBytes = 4 << 20

    private let state = Mutex(State())
    private let isEnding = Atomic(false)
    private let descriptor: Int32
    /// Its reading end becomes readable when the input is to end.
    private let ending: (read: Int32, write: Int32)

    init(_ descriptor: Int32 = STDIN_FILENO) throws {
        self.descriptor = descriptor
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Fault.unreadable(errno) }
        ending = (ends[0], ends[1])
    }

    deinit {
        close(ending.read)
        close(ending.write)
    }

    var fault: Fault? { state.withLock { $0.fault } }

    /// No more lines are taken, not even those that were read already; safe on any thread.
    func end() {
        isEnding.store(true, ordering: .relaxed)
        var byte: UInt8 = 0
        // A full pipe says the same already.
        _ = write(ending.write, &byte, 1)
    }

    /// Waits for a line, takes those that are there, and hands them over before anybody else takes any.
    /// - Returns: nil at the end of the input.
    func next<Value, Failure: Error>(
        upTo count: Int, _ handOver: ([[UInt8]]) throws(Failure) -> sending Value
    ) throws(Failure) -> sending Value? {
        try state.withLock { (state) throws(Failure) in
            let lines = take(upTo: count, &state)
            return lines.isEmpty ? nil : try handOver(lines)
        }
    }

    private func take(upTo count: Int, _ state: inout State) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var bytes = 0
        while !state.isOver, !isEnding.load(ordering: .relaxed), lines.count < count, bytes < Self.batchBytes {
            do throws(EntryLines.TooLong) {
                if let line = try state.lines.next() {
                    bytes += line.count
                    lines.append(line)
                } else if !read(&state, waits: lines.isEmpty) {
                    break
                }
            } catch {
                state.fault = .tooLong(error)
                state.isOver = true
            }
        }
        return lines
    }

    /// - Parameter waits: whether to wait until there is something.
    /// - Returns: whether there may be another line now.
    private func read(_ state: inout State, waits: Bool) -> Bool {
        var polled = [
            pollfd(fd: ending.read, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        let ready = poll(&polled, 2, waits ? -1 : 0)
        if ready < 0 { return errno == EINTR && waits }
        if polled[0].revents != 0 {
            state.isOver = true
            return false
        }
        guard polled[1].revents != 0 else { return false }
        let got = state.chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if got < 0 {
            if errno == EINTR || errno == EAGAIN { return waits }
            state.fault = .unreadable(errno)
            state.isOver = true
            return false
        }
        if got == 0 { return endOfInput(&state) }
        state.chunk.withUnsafeBytes { state.lines.feed(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
        return true
    }

    private func endOfInput(_ state: inout State) -> Bool {
        if state.isAtEnd {
            state.isOver = true
            return false
        }
        state.isAtEnd = true
        state.lines.end()
        return true
    }
}
