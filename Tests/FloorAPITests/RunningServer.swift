import FloorAPI
import FloorAPITypes
import FloorClient
import FloorControl
import FloorModel
import Foundation
import Logging
import ServiceLifecycle
import Testing

/// A real server on a socket of its own in a directory that goes away with it.
struct RunningServer {
    let backend: InMemoryBackend
    let socket: String
    let client: FloorClient
    /// Bound to a free port of the loopback interface.
    let tcp: FloorServer.TCPAddress
    let stop: @Sendable () async -> Void

    static func with(
        _ floor: Floor = SampleFloor.ready(), _ body: @Sendable (RunningServer) async throws -> Void
    ) async throws {
        let directory = try makeDirectory()
        let backend = InMemoryBackend(floor)
        let socket = directory.appendingPathComponent("s").path
        let (listening, ready) = AsyncStream.makeStream(of: FloorServer.Listening.self)
        let server = FloorServer(
            backend: backend, socket: socket, tcp: .init(host: "127.0.0.1", port: 0), logger: quietLogger
        ) { ready.yield($0) }
        let group = ServiceGroup(configuration: .init(services: [server], logger: quietLogger))
        let outcome = await withTaskGroup(of: Void.self, returning: Result<Void, any Error>.self) { tasks in
            tasks.addTask {
                do { try await group.run() } catch { Issue.record(error, "the server ended") }
                ready.finish()
            }
            let outcome: Result<Void, any Error>
            do {
                var tcp: FloorServer.TCPAddress?
                var addresses = 0
                for await address in listening {
                    if case .tcp(let bound) = address { tcp = bound }
                    addresses += 1
                    if addresses == 2 { break }
                }
                let bound = try #require(tcp)
                try await FloorClient.with(socket: socket) { client in
                    try await body(
                        RunningServer(backend: backend, socket: socket, client: client, tcp: bound) {
                            await group.triggerGracefulShutdown()
                        })
                }
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            await tasks.waitForAll()
            return outcome
        }
        try FileManager.default.removeItem(at: directory)
        try outcome.get()
    }

    /// Short, because a socket's path has at most 107 bytes.
    static func makeDirectory() throws -> URL {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "m\(UInt32.random(in: 0...UInt32.max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        return directory
    }

    static var quietLogger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}

/// The problem that a call was refused with.
func refusal<Value>(
    _ call: () async throws(FloorClientError) -> Value, sourceLocation: SourceLocation = #_sourceLocation
) async -> ProblemDetails? {
    do throws(FloorClientError) {
        _ = try await call()
        Issue.record("the call was not refused", sourceLocation: sourceLocation)
        return nil
    } catch {
        if case .refused(let problem) = error { return problem }
        Issue.record(error, sourceLocation: sourceLocation)
        return nil
    }
}
