internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Answers over TCP: whether the daemon is well, its gauges, and what everybody may check: the provenance log and
/// passports. Everything else needs the Unix socket.
struct PublicResponder: HTTPResponder {
    typealias Context = FloorContext

    let backend: any FloorBackend

    func respond(to request: Request, context: FloorContext) async throws -> Response {
        do {
            return try await answer(try Endpoint.find(request.method, path: request.uri.path))
        } catch let problem as ProblemDetails where Self.isOpen(request.uri.path) {
            return try .problem(problem)
        } catch is ProblemDetails {
            return try unauthorized()
        } catch let refusal as Refusal {
            return try .problem(ProblemDetails(refusal))
        } catch {
            context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return try .problem(.internalError)
        }
    }

    private func answer(_ endpoint: Endpoint) async throws -> Response {
        let views = FloorViews(backend.floor, at: backend.now())
        switch endpoint {
        case .health: return try .health(views.health)
        case .metrics: return .metrics(views, await backend.chain())
        case .chainFile(let file): return try await backend.serve(file)
        case .passport(let lot): return try await backend.servePassport(of: lot)
        default: return try unauthorized()
        }
    }

    /// Whether a mistake below this path is told; of the rest of the house nothing is, not even what there is.
    private static func isOpen(_ path: String) -> Bool {
        ["/chain/", "/passport/", "/obj/", "/class/"].contains { path.hasPrefix($0) }
    }

    private func unauthorized() throws -> Response {
        var response = try Response.problem(
            ProblemDetails(
                status: 401, title: "unauthorized",
                detail: "only /healthz, /metrics, /chain, /passport, /obj and /class are served here",
                remedy: "use the daemon's Unix socket"))
        // RFC 9110, 15.5.2: a 401 says how one would authenticate.
        response.headers[.wwwAuthenticate] = "Bearer realm=\"machina\""
        return response
    }
}

extension ProblemDetails {
    static var internalError: ProblemDetails {
        ProblemDetails(
            status: 500, title: "internal error", detail: "the daemon could not answer this request",
            remedy: "look at the daemon's log, then try again")
    }
}
