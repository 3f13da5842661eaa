internal import Glibc
internal import LogStore
internal import TransparencyLog

/// What the key was last about to sign, in a file beside it: written before each checkpoint, so that whatever becomes of
/// database and log, the key never signs anything that is not an extension of it (C2SP tlog-checkpoint: a log must not
/// sign a checkpoint inconsistent with any that it signed before).
///
/// The file holds the text of a checkpoint, without signatures.
struct SignedRecord: Sendable {
    let path: String
    let origin: String

    /// nil before anything was signed.
    func read() throws(ChainTrouble) -> SignedExtent? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw trouble("open")
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw trouble("read") }
        do {
            let checkpoint = try Checkpoint(parsing: bytes.prefix(count))
            guard checkpoint.origin == origin else {
                throw ChainTrouble.mismatch(
                    "\(path) is of the log \(checkpoint.origin), this state's is \(origin); put keys/ back as it was")
            }
            return SignedExtent(size: checkpoint.size, root: checkpoint.root)
        } catch let trouble as ChainTrouble {
            throw trouble
        } catch {
            throw .mismatch("\(path) cannot be read (\(error)); put it back from a backup as new as the key was used")
        }
    }

    /// Durable when this returns.
    func write(_ extent: SignedExtent) throws(ChainTrouble) {
        let text = Checkpoint(origin: origin, size: extent.size, root: extent.root).text
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw trouble("create") }
        defer { close(file) }
        guard text.withUnsafeBytes({ Glibc.write(file, $0.baseAddress, $0.count) }) == text.count, fsync(file) == 0,
            rename(temporary, path) == 0
        else { throw trouble("write") }
        let folder = open(
            String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        guard folder >= 0, fsync(folder) == 0 else { throw trouble("sync the folder of") }
    }

    private func trouble(_ operation: String) -> ChainTrouble {
        .unavailable("cannot \(operation) \(path): \(String(cString: strerror(errno)))")
    }
}
