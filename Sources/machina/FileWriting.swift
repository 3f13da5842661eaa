internal import ArgumentParser
internal import Foundation
internal import Glibc

/// Writes a file: a regular one whole or not at all, and one of that name is replaced. Anything else of that name (a
/// device, a pipe, a link) stays what it is, and is written through.
/// - Throws: 73 where it cannot be opened or made, 74 where it does not take all; after it is said what is in the way.
func writeFile(_ bytes: some Sequence<UInt8>, to path: String) throws {
    do throws(WritingFault) {
        try FileWriting(path).write(Array(bytes))
    } catch {
        printError("machina: \(path): \(error.step): \(String(cString: strerror(error.code)))\n\(error.remedy)")
        throw error.isFull ? ExitCode.inputOutput : .cannotCreate
    }
}

/// Makes a folder with those above it; one that is there already is fine.
/// - Throws: 73, after it is said what is in the way.
func makeFolder(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
        made += part
        guard mkdir(made, 0o777) == 0 || errno == EEXIST else { break }
        made += "/"
    }
    var status = stat()
    let code = stat(path, &status) == 0 ? ENOTDIR : errno
    guard status.st_mode & S_IFMT == S_IFDIR else {
        printError("machina: \(path) cannot be made: \(String(cString: strerror(code)))\nname another folder")
        throw ExitCode.cannotCreate
    }
}

/// Which step of writing failed, and why.
private struct WritingFault: Error {
    var step: String
    /// Of errno.
    var code: Int32
    /// It was opened, and does not take what is written.
    var isFull = false

    var remedy: String { isFull ? "make room, or name another file" : "name another file" }
}

private struct FileWriting {
    let path: String

    init(_ path: String) { self.path = path }

    func write(_ bytes: [UInt8]) throws(WritingFault) {
        var status = stat()
        let isThere = lstat(path, &status) == 0
        if isThere && status.st_mode & S_IFMT != S_IFREG { return try writeThrough(bytes) }
        try replace(bytes, mode: isThere ? status.st_mode & 0o777 : nil)
    }

    private func writeThrough(_ bytes: [UInt8]) throws(WritingFault) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw WritingFault(step: "open", code: errno) }
        try fill(file, bytes)
    }

    /// Beside the old file first, so that no crash and no full disk leaves half of one.
    private func replace(_ bytes: [UInt8], mode: mode_t?) throws(WritingFault) {
        let draft = "\(path).\(getpid()).part"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw WritingFault(step: "make a file beside it", code: errno) }
        if let mode { fchmod(file, mode) }
        do throws(WritingFault) {
            try fill(file, bytes)
            guard rename(draft, path) == 0 else { throw WritingFault(step: "replace", code: errno) }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Writes all and closes: some file systems tell only then that there was no room.
    private func fill(_ file: Int32, _ bytes: [UInt8]) throws(WritingFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                let code = errno
                close(file)
                throw WritingFault(step: "write", code: code, isFull: true)
            }
            rest = rest.dropFirst(count)
        }
        guard close(file) == 0 else { throw WritingFault(step: "close", code: errno, isFull: true) }
    }
}
