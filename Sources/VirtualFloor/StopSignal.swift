internal import CPty
internal import Glibc

/// Ends a running floor from another thread.
public final class StopSignal: Sendable {
    let descriptor: Int32

    /// Throws when the system has no descriptor left.
    public init() throws(VirtualFloorFault) {
        descriptor = cpty_event()
        guard descriptor >= 0 else {
            throw .system(.cannotCreate, "an event descriptor cannot be made", remedy: "raise the limit of open files")
        }
    }

    deinit { close(descriptor) }

    /// May be called at any time and more than once.
    public func raise() { cpty_raise(descriptor) }
}

extension VirtualFloorFault {
    /// A fault with the system's own reason.
    static func system(_ kind: Kind, _ what: String, remedy: String) -> Self {
        Self(kind, "\(what): \(String(cString: strerror(errno)))", remedy: remedy)
    }
}
