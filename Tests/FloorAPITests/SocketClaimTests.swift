import FloorAPI
import FloorClient
import FloorControl
import FloorModel
import Foundation
import Testing

struct SocketClaimTests {
    private func fault(at socket: String) async -> ServerFault? {
        let server = FloorServer(
            backend: InMemoryBackend(SampleFloor.ready()), socket: socket, logger: RunningServer.quietLogger)
        do {
            try await server.run()
            return nil
        } catch {
            return error as? ServerFault
        }
    }

    @Test func aSecondServerIsRefusedAndTheFirstGoesOn() async throws {
        try await RunningServer.with { server in
            #expect(await self.fault(at: server.socket) == .socketInUse(server.socket))
            let machines = try await server.client.machines()
            #expect(machines.count == 2)
        }
    }

    @Test func whatIsNotASocketIsNeverRemoved() async throws {
        let directory = try RunningServer.makeDirectory()
        let file = directory.appendingPathComponent("s")
        try Data("precious".utf8).write(to: file)
        guard case .unusableSocket = await fault(at: file.path) else {
            Issue.record("a server took the place of a file")
            return
        }
        #expect(try Data(contentsOf: file) == Data("precious".utf8))
        try FileManager.default.removeItem(at: directory)
    }

    @Test func aPathThatCannotBeASocketIsSaid() async throws {
        let long = "/tmp/" + String(repeating: "x", count: 120)
        for path in ["", long, "/nowhere/at/all/s"] {
            guard case .unusableSocket(path, let reason) = await fault(at: path) else {
                Issue.record("\(path) was taken")
                continue
            }
            #expect(!reason.isEmpty)
        }
    }

    @Test func aSocketLeftBehindIsReplaced() async throws {
        let directory = try RunningServer.makeDirectory()
        let path = directory.appendingPathComponent("s").path
        try leaveSocketBehind(at: path)
        let (listening, ready) = AsyncStream.makeStream(of: FloorServer.Listening.self)
        let server = FloorServer(
            backend: InMemoryBackend(SampleFloor.ready()), socket: path, logger: RunningServer.quietLogger
        ) { ready.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            var addresses = listening.makeAsyncIterator()
            #expect(await addresses.next() == .socket(path))
            try await FloorClient.with(socket: path) { client in
                let machines = try await client.machines()
                #expect(machines.count == 2)
            }
            group.cancelAll()
            try await group.waitForAll()
        }
        try FileManager.default.removeItem(at: directory)
    }

    @Test func aDaemonThatIsNotThereIsSaidClearly() async throws {
        let directory = try RunningServer.makeDirectory()
        let path = directory.appendingPathComponent("s").path
        for leave in [false, true] {
            if leave { try leaveSocketBehind(at: path) }
            let problem = await #expect(throws: FloorClientError.self) {
                try await FloorClient.with(socket: path) { try await $0.status() }
            }
            guard case .unreachable(path, let reason) = problem else {
                Issue.record("unexpected \(String(describing: problem))")
                continue
            }
            #expect(reason == (leave ? "Connection refused" : "No such file or directory"))
            #expect(problem?.description.contains("start it with 'machinad") == true)
        }
        try FileManager.default.removeItem(at: directory)
    }

    /// What a process that was killed leaves: a bound socket that nobody listens on.
    private func leaveSocketBehind(at path: String) throws {
        let socket = Foundation.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(result == 0)
    }
}
