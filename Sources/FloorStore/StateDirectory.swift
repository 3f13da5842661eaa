internal import Foundation

/// The directory that holds everything a daemon must not lose, owned by one process at a time.
///
/// `machina.sqlite` (journal and people), `telemetry.sqlite` (may be lost), `files/<sha256>`, `lock`.
public final class StateDirectory: Sendable {
    public let path: String
    private let lock: Int32

    public var journalPath: String { path + "/machina.sqlite" }
    public var telemetryPath: String { path + "/telemetry.sqlite" }
    public var filesPath: String { path + "/files" }

    /// Creates the directory where it is missing (0700) and locks it; `flock` dies with the process, so a crash
    /// leaves nothing to clean up.
    public init(_ path: String) throws(StoreError) {
        self.path = path
        for directory in [path, path + "/files"] {
            do {
                try FileManager.default.createDirectory(
                    atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw StoreError(
                    .notWritable, path: directory, what: "cannot be created (\(error.localizedDescription))",
                    remedy: "choose a state directory that this user may write, with --state")
            }
        }
        lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else {
            throw StoreError(
                .notWritable, path: path + "/lock", what: "cannot be opened (\(String(cString: strerror(errno))))",
                remedy: "check that this user may write the state directory and that the disk is not read-only")
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw StoreError(
                .inUse, path: path, what: "another machinad works with this state",
                remedy: "stop that one first, or give this one its own directory with --state")
        }
    }

    deinit { close(lock) }
}
