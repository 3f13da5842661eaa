internal import FloorAPITypes
internal import FloorControl
internal import HTTPTypes
internal import Hummingbird

/// Answers over TCP: whether the daemon is well, and its gauges. Everything else needs the Unix socket.
struct PublicResponder: HTTPResponder {
    typealias Context = FloorContext

    let backend: any FloorBackend

    func respond(to request: Request, context: FloorContext) async throws -> Response {
        let views = FloorViews(backend.floor, at: backend.now())
        switch (request.method, request.uri.path) {
        case (.get, "/healthz"): return try .health(views.health)
        case (.get, "/metrics"): return .metrics(views)
        default:
            var response = try Response.problem(
                ProblemDetails(
                    status: 401, title: "unauthorized", detail: "only /healthz and /metrics are served here",
                    remedy: "use the daemon's Unix socket"))
            // RFC 9110, 15.5.2: a 401 says how one would authenticate.
            response.headers[.wwwAuthenticate] = "Bearer realm=\"machina\""
            return response
        }
    }
}
