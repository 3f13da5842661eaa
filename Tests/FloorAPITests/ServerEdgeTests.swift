import AsyncHTTPClient
import FloorAPI
import FloorAPITypes
import FloorClient
import FloorControl
import FloorModel
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// What a client that is not ours may do.
struct ServerEdgeTests {
    private func send(
        _ method: HTTPMethod, _ url: String, _ headers: HTTPHeaders = [:], _ body: HTTPClientRequest.Body? = nil
    ) async throws -> (status: UInt, type: String?, body: String) {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers
        request.body = body
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 1 << 20)
        return (response.status.code, response.headers.first(name: "content-type"), String(buffer: bytes))
    }

    private func url(_ server: RunningServer, _ path: String) -> String {
        let host = server.socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return "http+unix://\(host)\(path)"
    }

    @Test func whatIsUnknownIsAProblem() async throws {
        try await RunningServer.with { server in
            for (method, path, status) in [
                (HTTPMethod.GET, "/nothing", 404), (.DELETE, "/v1/jobs/1", 405), (.POST, "/v1/status", 405),
                (.GET, "/v1/jobs?limit=0", 422), (.GET, "/v1/jobs?page=1", 422),
            ] {
                let answer = try await self.send(method, self.url(server, path))
                #expect(answer.status == UInt(status) && answer.type == "application/problem+json", "\(path)")
                let problem = try FloorJSON.decoder().decode(ProblemDetails.self, from: Data(answer.body.utf8))
                #expect(problem.status == status && !problem.remedy.isEmpty)
            }
        }
    }

    @Test func aLongBodyIsRefusedWhetherItsLengthIsAnnouncedOrNot() async throws {
        try await RunningServer.with { server in
            let stop = self.url(server, "/v1/machines/stop-all")
            let long = ByteBuffer(repeating: 0x20, count: 70_000)
            let announced = try await self.send(.POST, stop, [:], .bytes(long))
            #expect(announced.status == 413)
            let chunks = AsyncStream { continuation in
                for _ in 0..<7 { continuation.yield(ByteBuffer(repeating: 0x20, count: 10_000)) }
                continuation.finish()
            }
            let chunked = try await self.send(.POST, stop, [:], .stream(chunks, length: .unknown))
            #expect(chunked.status == 413)
            #expect(server.backend.requests.isEmpty)
        }
    }

    @Test func aFileBeyondTheLimitIsRefusedBeforeItIsRead() async throws {
        try await RunningServer.with { server in
            let name = String(repeating: "0", count: 64)
            // Announced, and never sent: only an answer given before reading can arrive.
            let silence = AsyncStream<ByteBuffer> { _ in }
            let length = Int64(ServerLimits.fileBytes) + 1
            let answer = try await self.send(
                .PUT, self.url(server, "/v1/files/\(name)"), [:], .stream(silence, length: .known(length)))
            #expect(answer.status == 413)
            #expect(server.backend.memory.withLock { $0.files.isEmpty })
        }
    }

    @Test func overTCPOnlyHealthAndMetricsAnswer() async throws {
        try await RunningServer.with { server in
            let base = "http://127.0.0.1:\(server.tcp.port)"
            #expect(try await self.send(.GET, base + "/healthz").body == "{\"status\":\"ok\"}\n")
            let metrics = try await self.send(.GET, base + "/metrics")
            #expect(metrics.status == 200 && metrics.body.contains("machina_open_jobs{state=\"queued\"} 0.0"))
            for (method, path) in [
                (HTTPMethod.GET, "/v1/status"), (.POST, "/v1/machines/stop-all"), (.GET, "/"), (.POST, "/healthz"),
            ] {
                let answer = try await self.send(method, base + path)
                #expect(answer.status == 401 && answer.type == "application/problem+json")
            }
            #expect(server.backend.requests.isEmpty)
        }
    }

    @Test func theSocketIsForOwnerAndGroup() async throws {
        try await RunningServer.with { server in
            let attributes = try FileManager.default.attributesOfItem(atPath: server.socket)
            #expect(attributes[.posixPermissions] as? NSNumber == 0o660)
        }
    }
}
