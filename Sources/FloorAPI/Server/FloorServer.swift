internal import Hummingbird
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOPosix
public import ServiceLifecycle

/// The daemon's HTTP: everything on a Unix socket, health and metrics on TCP where that is wanted.
///
/// One event loop thread carries all connections; what they ask for is answered from a committed copy of the
/// floor or by its gate.
public struct FloorServer: Service {
    public struct TCPAddress: Hashable, Sendable {
        public var host: String
        /// 0 takes any free port.
        public var port: Int

        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// Where it listens, once it does.
    public enum Listening: Hashable, Sendable {
        case socket(String)
        case tcp(TCPAddress)
    }

    /// One thread for all servers of the process. It is never shut down: connections that end late may still use it.
    private static let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let backend: any FloorBackend
    private let socket: UnixSocketPath
    private let tcp: TCPAddress?
    private let logger: Logger
    private let listening: @Sendable (Listening) -> Void

    /// - Parameters:
    ///   - socket: path of the Unix socket, at most 107 bytes; its directory must exist.
    ///   - listening: called once for each address, when connections are accepted there.
    public init(
        backend: any FloorBackend, socket: String, tcp: TCPAddress? = nil, logger: Logger,
        listening: @escaping @Sendable (Listening) -> Void = { _ in }
    ) {
        self.backend = backend
        self.socket = UnixSocketPath(path: socket)
        self.tcp = tcp
        self.logger = logger
        self.listening = listening
    }

    /// Serves until graceful shutdown or cancellation; requests under way are answered first.
    ///
    /// - Throws: `ServerFault` when an address cannot be had.
    public func run() async throws {
        try socket.claim()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serveSocket() }
            if let tcp { group.addTask { try await serve(tcp) } }
            // The first fault ends the other server too: half a server is none. A shutdown ends each in its own time.
            while try await group.next() != nil {}
        }
    }

    private func serveSocket() async throws {
        let (socket, listening, logger) = (socket, listening, logger)
        let application = application(
            FloorResponder(backend: backend), at: .unixDomainSocket(path: socket.path)
        ) { channel in
            do throws(ServerFault) {
                try socket.open()
                listening(.socket(socket.path))
            } catch {
                logger.error("closing the socket again", metadata: ["error": "\(error)"])
                channel.close(promise: nil)
            }
        }
        do {
            try await application.run()
        } catch let error as IOError {
            throw ServerFault.unusableSocket(socket.path, error.description)
        }
    }

    private func serve(_ tcp: TCPAddress) async throws {
        let listening = listening
        let application = application(
            PublicResponder(backend: backend), at: .hostname(tcp.host, port: tcp.port)
        ) { channel in
            listening(.tcp(TCPAddress(host: tcp.host, port: channel.localAddress?.port ?? tcp.port)))
        }
        do {
            try await application.run()
        } catch let error as IOError {
            throw ServerFault.unusableAddress("\(tcp.host):\(tcp.port)", error.description)
        }
    }

    private func application<Responder: HTTPResponder<FloorContext>>(
        _ responder: Responder, at address: BindAddress,
        ready: @escaping @Sendable (any Channel) async -> Void
    ) -> Application<Responder> {
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: ServerLimits.headerFieldBytes, maxHeaderListSize: ServerLimits.headerListBytes,
            maxHeaderFieldCount: ServerLimits.headerFields)
        return Application(
            responder: responder,
            server: .http1(
                configuration: .init(
                    idleTimeout: .seconds(ServerLimits.idleSeconds), httpDecoderConfiguration: decoder)),
            configuration: .init(
                address: address, serverName: nil, backlog: 64,
                availableConnectionsDelegate: MaximumAvailableConnections(ServerLimits.connections)),
            onServerRunning: ready, eventLoopGroupProvider: .shared(Self.loop), logger: logger)
    }
}
