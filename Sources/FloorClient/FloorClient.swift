internal import AsyncHTTPClient
internal import FloorAPITypes
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// The daemon's API over its Unix socket, typed. One value serves many requests at a time.
public struct FloorClient: Sendable {
    /// What an answer may be long; a page of jobs stays far below.
    static let answerBytes = 32 * 1024 * 1024

    let http: HTTPClient
    let socket: String

    /// Connects on the first request, gives the client to `body`, and closes all connections when it returns.
    public static func with<Value: Sendable>(
        socket: String, _ body: (FloorClient) async throws -> Value
    ) async throws -> Value {
        var configuration = HTTPClient.Configuration(
            timeout: .init(connect: .seconds(5), read: .seconds(60)))
        // A daemon that is not there is said at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(FloorClient(http: http, socket: socket)))
        } catch {
            outcome = .failure(error)
        }
        try await http.shutdown()
        return try outcome.get()
    }

    /// One request; its answer as bytes once the status says that it was taken.
    func send(
        _ method: HTTPMethod, _ path: String, body: HTTPClientRequest.Body? = nil, seconds: Int64 = 60
    ) async throws(FloorClientError) -> [UInt8] {
        let response = try await response(method, path, body: body, seconds: seconds)
        let bytes = try await collect(response)
        guard (200..<300).contains(response.status.code) else { throw refusal(response.status, bytes) }
        return bytes
    }

    func response(
        _ method: HTTPMethod, _ path: String, body: HTTPClientRequest.Body?, seconds: Int64
    ) async throws(FloorClientError) -> HTTPClientResponse {
        let host = socket.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? socket
        var request = HTTPClientRequest(url: "http+unix://\(host)\(path)")
        request.method = method
        request.body = body
        if body != nil { request.headers.add(name: "content-type", value: "application/json") }
        do {
            return try await http.execute(request, timeout: .seconds(seconds))
        } catch {
            throw connectionFault(error)
        }
    }

    func collect(_ response: HTTPClientResponse) async throws(FloorClientError) -> [UInt8] {
        do {
            return Array(try await response.body.collect(upTo: Self.answerBytes).readableBytesView)
        } catch {
            throw .unintelligible("\(error)")
        }
    }

    func refusal(_ status: HTTPResponseStatus, _ bytes: [UInt8]) -> FloorClientError {
        do {
            return .refused(try FloorJSON.decoder().decode(ProblemDetails.self, from: Data(bytes)))
        } catch {
            return .unintelligible("\(status.code) \(status.reasonPhrase)")
        }
    }

    private func connectionFault(_ error: any Error) -> FloorClientError {
        if let error = error as? IOError {
            if error.errnoCode == EACCES || error.errnoCode == EPERM { return .notPermitted(socket: socket) }
            return .unreachable(socket: socket, reason: String(cString: strerror(error.errnoCode)))
        }
        return .unreachable(socket: socket, reason: "\(error)")
    }
}

extension FloorClient {
    /// A request with a JSON answer.
    func get<Answer: Decodable>(_ path: String) async throws(FloorClientError) -> Answer {
        try decode(try await send(.GET, path))
    }

    func post<Answer: Decodable>(_ path: String, _ body: some Encodable) async throws(FloorClientError) -> Answer {
        try decode(try await send(.POST, path, body: .bytes(try encode(body))))
    }

    func post<Answer: Decodable>(_ path: String) async throws(FloorClientError) -> Answer {
        try decode(try await send(.POST, path))
    }

    func decode<Answer: Decodable>(_ bytes: [UInt8]) throws(FloorClientError) -> Answer {
        do {
            return try FloorJSON.decoder().decode(Answer.self, from: Data(bytes))
        } catch {
            throw .unintelligible("\(error)")
        }
    }

    private func encode(_ body: some Encodable) throws(FloorClientError) -> [UInt8] {
        do {
            return Array(try FloorJSON.encoder().encode(body))
        } catch {
            throw .unintelligible("\(error)")
        }
    }
}
