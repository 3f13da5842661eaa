internal import CPty
internal import Glibc

/// The Unix socket through which faults are ordered and the truth is asked for; mode 0600.
final class ControlServer {
    static let mostConnections = 8

    let listener: Int32
    private(set) var connections: [ControlConnection] = []
    private let path: String

    init(path: String) throws(VirtualFloorFault) {
        let descriptor = cpty_listen(path)
        if descriptor == -2 {
            throw VirtualFloorFault(
                .unavailable, "somebody listens at control socket '\(path)' already",
                remedy: "stop that virtual floor first, or choose another --control")
        }
        guard descriptor >= 0 else {
            throw .system(
                .cannotCreate, "control socket '\(path)' cannot be made",
                remedy: "choose a short path (107 bytes at most) in a directory where you may write")
        }
        // Only now: a half-made server is deinitialised too, and must not remove the socket of somebody else.
        self.path = path
        listener = descriptor
    }

    deinit {
        close(listener)
        unlink(path)
    }

    /// Takes the connections that wait; one too many is closed at once.
    func accept() {
        while true {
            let descriptor = cpty_accept(listener)
            guard descriptor >= 0 else { return }
            let connection = ControlConnection(descriptor: descriptor)
            if connections.count < Self.mostConnections { connections.append(connection) }
        }
    }

    func dropClosed() { connections.removeAll { $0.isClosed } }
}
