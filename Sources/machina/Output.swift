internal import ArgumentParser
internal import Foundation

/// Exit codes of all verbs, after sysexits(3).
extension ExitCode {
    static let checkFailed = ExitCode(1)
    static let usage = ExitCode(64)
    static let badData = ExitCode(65)
    static let noInput = ExitCode(66)
    static let unavailable = ExitCode(69)
    static let cannotCreate = ExitCode(73)
    static let inputOutput = ExitCode(74)
    static let tryAgain = ExitCode(75)
    static let notPermitted = ExitCode(77)
    static let configuration = ExitCode(78)
    /// As a shell says that SIGPIPE ended a program.
    static let readerLeft = ExitCode(128 + SIGPIPE)
}

/// What a program reads on stdout: one JSON object a line, keys in snake_case and sorted.
/// - Throws: as `printOutput`.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var line = try encoder.encode(value)
    line.append(0x0A)
    try printOutput(line)
}

/// A result, to stdout.
/// - Throws: `.inputOutput` after it is said why stdout took not all of it; `.readerLeft`, without a word, where whoever
///   read it has enough. Most often SIGPIPE ends the program before that.
func printOutput(_ bytes: some Sequence<UInt8>) throws {
    switch writeAll(Array(bytes), to: STDOUT_FILENO) {
    case 0: return
    case EPIPE: throw ExitCode.readerLeft
    case EBADF:
        printError("stdout is closed: the result cannot be printed")
        throw ExitCode.inputOutput
    case let code:
        printError("stdout: \(String(cString: strerror(code))): the result is not printed, or not all of it")
        throw ExitCode.inputOutput
    }
}

/// What a person reads beside the result: errors, remedies and progress go to stderr.
func printError(_ text: String) { writeError(text + "\n") }

/// Writes to stderr as it is. Where that fails there is nobody left to tell.
func writeError(_ text: String) { _ = writeAll(Array(text.utf8), to: STDERR_FILENO) }

/// - Returns: 0, or the errno that ended it.
private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
        let done = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if done >= 0 {
            rest = rest.dropFirst(done)
        } else if errno == EAGAIN {
            // Whoever shares the terminal or pipe made it non-blocking.
            var waited = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&waited, 1, -1)
        } else if errno != EINTR {
            return errno
        }
    }
    return 0
}

/// Takes the places of stdin, stdout and stderr where they are closed, so that nothing can be read from or written to
/// them: else a file that is opened later gets the number of stdout, and what is printed goes into a log's journal.
/// Before anything else in the program.
func occupyClosedStandardFiles() {
    for (descriptor, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
    where fcntl(descriptor, F_GETFD) < 0 {
        // The lowest free number is this one.
        _ = open("/dev/null", flags)
    }
}
