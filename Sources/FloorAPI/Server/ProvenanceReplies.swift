internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import HTTPTypes
internal import Hummingbird

/// What everybody may read, on the Unix socket and on TCP alike: the provenance log as static files, and passports.
extension FloorBackend {
    func serve(_ file: ChainPath) async throws -> Response {
        guard let bytes = try await chainFile(file) else {
            throw ProblemDetails(
                .notFound, status: 404, detail: "the provenance log has no \(file.path)",
                remedy: "read the checkpoint first: its size says which tiles there are")
        }
        // C2SP tlog-tiles, "Parameters" and "Merkle Tree": what a tile holds never changes, a checkpoint is not kept.
        if file.isCheckpoint { return Response(status: .ok, type: "text/plain; charset=utf-8", bytes: bytes) }
        var response = Response(status: .ok, type: "application/octet-stream", bytes: bytes)
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }

    func servePassport(of lot: LotID) async throws -> Response {
        Response(status: .ok, type: "application/json", bytes: try await passport(of: lot))
    }
}

/// People, as they are kept beside the journal.
extension FloorResponder {
    func erase(_ user: String) async throws -> Response {
        let erasure = try await backend.erase(user: user)
        if let person = erasure.person { people.forget(person) }
        return try .json(erasure.view)
    }
}
