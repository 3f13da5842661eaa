internal import Glibc
public import TransparencyLog

/// The file of the log's signing key: one line as `golang.org/x/mod/sumdb/note` writes it, mode 0600, never below the
/// folder that is served.
///
/// `PRIVATE+KEY+chain.example/floor+530d903a+AQ…=`
public enum LogKeyFile {
    private static let limit = 4096

    /// Makes a new random key and its file, which is on the disk when this returns.
    /// - Parameters:
    ///   - name: the log's origin.
    ///   - directory: of the log; it need not be there yet.
    /// - Throws: `.keyInsideLog`, `.exists`, `.badKey` for a name that is none, `.io`.
    public static func create(at path: String, name: String, outside directory: String) throws(LogStoreError)
        -> SigningKey
    {
        try check(path, isOutside: directory)
        guard isKeyName(name) else {
            throw .badKey(
                path: path, .malformed(.signingKey, reason: "the name '\(name)' is empty or holds a space or a plus"))
        }
        let key = SigningKey(name: name)
        let file: Descriptor
        do {
            file = try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600, operation: LogStoreError.create)
        } catch {
            throw error.errno == EEXIST ? .exists(path: path) : error
        }
        do {
            try file.write(Array((key.secretText + "\n").utf8), at: 0)
            try file.sync()
            try Descriptor(PosixDisk.parent(path), O_RDONLY | O_DIRECTORY).sync()
        } catch {
            // Half a key is of no use to anybody, and would be in the way of the next attempt.
            unlink(path)
            throw error
        }
        return key
    }

    /// Reads a key.
    /// - Parameter directory: of the log, in which the key must not be.
    /// - Throws: `.keyExposed` where group or others may read the file, `.keyInsideLog`, `.badKey`, `.io`.
    public static func read(_ path: String, outside directory: String? = nil) throws(LogStoreError) -> SigningKey {
        if let directory { try check(path, isOutside: directory) }
        let file = try Descriptor(path, O_RDONLY | O_NONBLOCK, operation: LogStoreError.readKey)
        let mode = try file.status().st_mode & 0o7777
        guard mode & 0o077 == 0 else { throw .keyExposed(path: path, mode: mode) }
        var bytes = try file.read(upTo: limit)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        do { return try SigningKey(secretText: String(decoding: bytes, as: UTF8.self)) } catch {
            throw .badKey(path: path, error)
        }
    }

    /// C2SP signed-note, "Format".
    private static func isKeyName(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "+" && !$0.properties.isWhitespace }
    }

    private static func check(_ path: String, isOutside directory: String) throws(LogStoreError) {
        let inside = resolved(directory)
        var folder = resolved(PosixDisk.parent(path))
        // The file itself may be a link into the folder.
        if let target = realPath(path) { folder = PosixDisk.parent(target) }
        guard folder != inside, !folder.hasPrefix(inside == "/" ? "/" : inside + "/") else {
            throw .keyInsideLog(path: path, directory: directory)
        }
    }

    /// The path without links, as far as it is there; the rest as it is written.
    private static func resolved(_ path: String) -> String {
        if let real = realPath(path) { return real }
        guard path.contains("/"), path != "/" else { return resolved(".") + "/" + path }
        let name = path.split(separator: "/").last ?? ""
        let above = resolved(PosixDisk.parent(path))
        return above == "/" ? "/\(name)" : "\(above)/\(name)"
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
