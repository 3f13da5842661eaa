internal import Crypto
public import FloorModel
internal import Foundation

/// Files to print, by the SHA-256 of their content: `files/<sha256>`. A file is there whole and durable, or not
/// at all.
public struct FileStore: Sendable {
    public let directory: String
    /// Larger files are refused.
    public let maximumBytes: Int

    public init(_ directory: StateDirectory, maximumBytes: Int = 200 << 20) {
        self.directory = directory.filesPath
        self.maximumBytes = maximumBytes
    }

    public func path(of digest: FileDigest) -> String {
        precondition(digest.isWellFormed, "not a SHA-256: \(digest)")
        return directory + "/" + digest.name
    }

    public func contains(_ digest: FileDigest) -> Bool {
        digest.isWellFormed && FileManager.default.isReadableFile(atPath: path(of: digest))
    }

    /// Stores a whole file; storing the same content again changes nothing.
    public func store(_ content: [UInt8]) throws(FileStoreError) -> FileDigest {
        var upload = try FileUpload(into: self)
        try upload.write(content)
        return try upload.finish(expecting: nil)
    }

    /// Removes what uploads left behind that were cut off by a crash.
    public func removeUnfinished() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) where name.hasPrefix(".upload-") {
            try FileManager.default.removeItem(atPath: directory + "/" + name)
        }
    }

    /// Removes stored files that nobody needs: those not in `needed` that were stored before `time`. A file is
    /// uploaded before its job exists, so that a young one without a job may still get one.
    ///
    /// - Returns: how many were removed.
    public func removeFiles(except needed: Set<FileDigest>, storedBefore time: WallClock) throws -> Int {
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
            let digest = FileDigest(name)
            guard digest.isWellFormed, !needed.contains(digest) else { continue }
            var status = stat()
            guard lstat(path(of: digest), &status) == 0 else { continue }
            let stored = Int64(status.st_mtim.tv_sec) * 1000
            guard stored < time.milliseconds else { continue }
            try FileManager.default.removeItem(atPath: path(of: digest))
            count += 1
        }
        return count
    }

    /// Removes these files; one that is not there is gone already.
    public func remove(_ digests: some Sequence<FileDigest>) throws(FileStoreError) {
        for digest in digests where digest.isWellFormed {
            guard unlink(path(of: digest)) == 0 || errno == ENOENT else {
                throw .inputOutput("\(path(of: digest)): \(String(cString: strerror(errno)))")
            }
        }
    }
}

extension FileDigest {
    /// The digest under which this content is stored.
    public init(ofContent content: [UInt8]) { self.init(hexadecimal(SHA256.hash(data: content))) }
}

/// Why a file was not stored.
public enum FileStoreError: Error, Hashable, Sendable {
    case tooLarge(maximumBytes: Int)
    /// The content has another digest than it was announced under.
    case digestMismatch(actual: FileDigest)
    case inputOutput(String)
}

/// A file on its way into the store, written as it comes in.
public struct FileUpload: ~Copyable {
    private let store: FileStore
    private let temporaryPath: String
    private let file: Int32
    private var digest = SHA256()
    private var size = 0
    private var isFinished = false

    public init(into store: FileStore) throws(FileStoreError) {
        self.store = store
        temporaryPath = store.directory + "/.upload-" + UUID().uuidString
        file = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .inputOutput("\(store.directory): \(String(cString: strerror(errno)))") }
    }

    deinit {
        close(file)
        if !isFinished { unlink(temporaryPath) }
    }

    public mutating func write(_ bytes: some Sequence<UInt8>) throws(FileStoreError) {
        let bytes = Array(bytes)
        size += bytes.count
        guard size <= store.maximumBytes else { throw .tooLarge(maximumBytes: store.maximumBytes) }
        digest.update(data: bytes)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .inputOutput("\(temporaryPath): \(String(cString: strerror(errno)))") }
            written += count
        }
    }

    /// Syncs the file and gives it its name; durable when this returns.
    public mutating func finish(expecting expected: FileDigest?) throws(FileStoreError) -> FileDigest {
        let actual = FileDigest(hexadecimal(digest.finalize()))
        if let expected, expected != actual { throw .digestMismatch(actual: actual) }
        guard fsync(file) == 0, rename(temporaryPath, store.path(of: actual)) == 0 else {
            throw .inputOutput("\(temporaryPath): \(String(cString: strerror(errno)))")
        }
        isFinished = true
        let directory = open(store.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        guard directory >= 0, fsync(directory) == 0 else {
            throw .inputOutput("\(store.directory): \(String(cString: strerror(errno)))")
        }
        return actual
    }
}

extension FileStore {
    /// Reads a stored file from the beginning, a mebibyte at a time.
    public func read(_ digest: FileDigest, _ take: (Span<UInt8>) -> Void) throws(FileStoreError) {
        let path = path(of: digest)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .inputOutput("\(path): \(String(cString: strerror(errno)))") }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .inputOutput("\(path): \(String(cString: strerror(errno)))") }
            if count == 0 { return }
            take(buffer.span.extracting(first: count))
        }
    }
}
