internal import Glibc

/// The place of a Unix socket in the file system.
struct UnixSocketPath: Sendable {
    /// `sun_path` with its terminating zero, unix(7).
    static let maximumBytes = 107
    /// Owner and group may connect: who is in the group may do everything here.
    static let mode: mode_t = 0o660

    let path: String

    /// Makes sure that nobody listens here, so that a socket left behind by a dead process may be replaced.
    func claim() throws(ServerFault) {
        guard !path.isEmpty, path.utf8.count <= Self.maximumBytes else {
            throw .unusableSocket(path, "a socket's path has 1 to \(Self.maximumBytes) bytes")
        }
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw .unusableSocket(path, Self.reason(errno))
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw .unusableSocket(path, "there is something there that is not a socket")
        }
        switch probe() {
        case 0: throw .socketInUse(path)
        case ECONNREFUSED, ENOENT: return
        case let error: throw .unusableSocket(path, Self.reason(error))
        }
    }

    /// Lets the group in as well.
    func open() throws(ServerFault) {
        guard chmod(path, Self.mode) == 0 else { throw .unusableSocket(path, Self.reason(errno)) }
    }

    /// The errno of trying to connect; 0 when somebody listens.
    private func probe() -> Int32 {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return errno }
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 ? 0 : errno
    }

    private static func reason(_ error: Int32) -> String { String(cString: strerror(error)) }
}

/// Why the server cannot serve.
public enum ServerFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process listens there.
    case socketInUse(String)
    case unusableSocket(String, String)
    case unusableAddress(String, String)

    public var description: String {
        switch self {
        case .socketInUse(let path):
            "\(path): another daemon listens there; stop it first, or give this one another --socket"
        case .unusableSocket(let path, let reason):
            "\(path): \(reason); give --socket a path in a directory that exists and is writable"
        case .unusableAddress(let address, let reason):
            "\(address): \(reason); give --http an address of this machine and a port that is free"
        }
    }
}
