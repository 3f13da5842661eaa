internal import Glibc

/// A log in a folder, for reading: takes no lock, so a writer may be at work.
public struct LogDirectory: LogSource {
    let root: String

    public init(_ path: String) { root = path }

    public func file(_ path: String) throws(LogStoreError) -> [UInt8]? {
        guard LogFile.isServed(path) else { return nil }
        let file: Descriptor
        // Without O_NONBLOCK a pipe in a file's place would hold the reader for ever.
        do { file = try Descriptor("\(root)/\(path)", O_RDONLY | O_NONBLOCK) } catch {
            guard error.errno == ENOENT || error.errno == ENOTDIR else { throw error }
            return nil
        }
        guard try file.status().st_mode & S_IFMT == S_IFREG else { return nil }
        return try file.read(upTo: LogFile.limit(path) + 1)
    }
}
