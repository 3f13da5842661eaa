internal import FloorAPITypes
internal import FloorModel
internal import HTTPTypes
internal import Hummingbird

/// Jobs and their files on their way in.
extension FloorResponder {
    func takeIn(_ endpoint: Endpoint, _ request: Request, _ context: FloorContext) async throws -> Response {
        switch endpoint {
        case .submit: try await submit(request, context)
        case .storeFile(let digest): try await store(digest, request)
        default: preconditionFailure("\(endpoint) takes nothing in")
        }
    }

    private func submit(_ request: Request, _ context: FloorContext) async throws -> Response {
        let body = try await request.bytes(upTo: ServerLimits.submissionBytes)
        let outcome = await backend.submit(body, from: await context.peer())
        return Response(status: outcome.result.status, type: "application/json", bytes: outcome.reply + [0x0A])
    }

    private func store(_ digest: FileDigest, _ request: Request) async throws -> Response {
        if let announced = request.announcedLength, announced > ServerLimits.fileBytes {
            throw ProblemDetails.fileTooLarge
        }
        let bytes = UploadedBytes(request.body, limit: ServerLimits.fileBytes)
        let length = try await backend.storeFile(digest, bytes: bytes)
        return try .json(FileReceipt(sha256: digest, bytes: length), status: .created)
    }
}

extension SubmissionOutcome.Result {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .accepted: .created
        case .duplicate: .ok
        case .conflict: .conflict
        case .rejected(retry: true): .serviceUnavailable
        case .rejected(retry: false): .unprocessableContent
        }
    }
}
