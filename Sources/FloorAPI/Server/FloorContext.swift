internal import Glibc
internal import Hummingbird
internal import Logging
internal import NIOCore

/// What belongs to one request: the connection that it came by.
struct FloorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who sits at the other end, by the kernel's word at the time of the connect (SO_PEERCRED, unix(7)).
    func peer() async -> Peer {
        guard let socket = channel as? any SocketOptionProvider else { return Peer(uid: nil) }
        do {
            let credentials: PeerCredentials = try await socket.unsafeGetSocketOption(
                level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
            ).get()
            return Peer(uid: credentials.uid)
        } catch {
            logger.warning("cannot read who is connected", metadata: ["error": "\(error)"])
            return Peer(uid: nil)
        }
    }
}

/// `struct ucred` of unix(7), which glibc only shows under _GNU_SOURCE.
private struct PeerCredentials: Sendable {
    var pid: Int32 = 0
    var uid: UInt32 = 0
    var gid: UInt32 = 0
}
