internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird

extension Response {
    /// A JSON value, with a line end for those who read it in a terminal.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        var body = try FloorJSON.encoder().encode(value)
        body.append(0x0A)
        return Response(status: status, type: "application/json", bytes: body)
    }

    static func problem(_ problem: ProblemDetails) throws -> Response {
        var response = Response(
            status: HTTPResponse.Status(code: problem.status), type: ProblemDetails.mediaType,
            bytes: try FloorJSON.encoder().encode(problem))
        if problem.retry { response.headers[.retryAfter] = "2" }
        return response
    }

    static func text(_ text: String, type: String) -> Response {
        Response(status: .ok, type: type, bytes: Data(text.utf8))
    }

    init(status: HTTPResponse.Status, type: String, bytes: some Collection<UInt8>) {
        self.init(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension ProblemDetails {
    /// What the floor refused, the first reason in front.
    init(_ refusals: [Refusal]) {
        guard let first = refusals.first else {
            preconditionFailure("the floor refuses with a reason")
        }
        self.init(first)
        if refusals.count > 1 { others = refusals.dropFirst().map { ProblemDetails($0) } }
    }

    init(_ refusal: Refusal) {
        self.init(
            refusal.code, status: refusal.code.httpStatus, detail: refusal.message, field: refusal.field,
            remedy: refusal.remedy, retry: refusal.retry)
    }
}
