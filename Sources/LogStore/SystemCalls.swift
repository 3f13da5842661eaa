internal import Glibc

/// A file descriptor that closes itself.
final class Descriptor: Sendable {
    let number: Int32
    /// Path in messages.
    let path: String

    /// - Parameter mode: of a file that is made; the umask does not widen it.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0o644, operation: String = "open") throws(LogStoreError) {
        self.path = path
        number = try retrying(operation, path) { Glibc.open(path, flags | O_CLOEXEC, mode) }
    }

    deinit { close(number) }

    func status() throws(LogStoreError) -> stat {
        var status = stat()
        _ = try retrying("look at", path) { fstat(number, &status) }
        return status
    }

    /// Writes all bytes at `offset`, or throws; then an unknown part of them is written.
    func write(_ bytes: [UInt8], at offset: Int) throws(LogStoreError) {
        var done = 0
        while done < bytes.count {
            done += try retrying("write", path) {
                bytes.withUnsafeBytes { pwrite(number, $0.baseAddress! + done, $0.count - done, offset + done) }
            }
        }
    }

    /// The file, or so many bytes of it.
    func read(upTo limit: Int) throws(LogStoreError) -> [UInt8] {
        let length = min(Int(try status().st_size), limit)
        var done = 0
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            while done < length {
                let got = pread(number, buffer.baseAddress! + done, length - done, done)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { code = errno }
                if got <= 0 { break }
                done += got
            }
            count = done
        }
        guard code == 0 else { throw .io(operation: "read", path: path, errno: code) }
        return bytes
    }

    /// Data and what is needed to find it.
    func syncData() throws(LogStoreError) { _ = try retrying("sync", path) { fdatasync(number) } }

    func sync() throws(LogStoreError) { _ = try retrying("sync", path) { fsync(number) } }

    /// Everything on the file system of this file, with the write errors since it was opened (Linux 5.8 and later).
    func syncFileSystem() throws(LogStoreError) {
        guard let syncfs else {
            // Where the C library has none: all is written, and what could not be is not told.
            Glibc.sync()
            return
        }
        _ = try retrying("sync the file system", path) { syncfs(number) }
    }

    func cut(to length: Int) throws(LogStoreError) { _ = try retrying("cut", path) { ftruncate(number, length) } }
}

/// syncfs(2), which glibc's headers show only to those who define _GNU_SOURCE.
private let syncfs = dlsym(nil, "syncfs").map {
    unsafeBitCast($0, to: (@convention(c) (Int32) -> Int32).self)
}

/// A system call that is made again when a signal came in between.
/// - Throws: `.full` where there is no room, else `.io`.
@discardableResult
func retrying<Result: FixedWidthInteger & SignedInteger>(
    _ operation: String, _ path: String, _ call: () -> Result
) throws(LogStoreError) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        switch errno {
        case EINTR: continue
        // A file that must not grow further (RLIMIT_FSIZE, a quota) is a full disk to us.
        case ENOSPC, EDQUOT, EFBIG: throw .full(operation: operation, path: path, errno: errno)
        default: throw .io(operation: operation, path: path, errno: errno)
        }
    }
}

extension LogStoreError {
    var errno: Int32? {
        switch self {
        case .io(_, _, let code), .full(_, _, let code): code
        default: nil
        }
    }
}
