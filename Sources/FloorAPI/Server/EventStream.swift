internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import ServiceLifecycle

/// `GET /v1/events`: committed events as server-sent events (WHATWG HTML, 9.2), one each:
///
///     id: 41
///     event: job_held
///     data: {"at":"2026-03-01T09:30:00Z","payload":{"job":"job-17"},"sequence":41,"type":"job_held"}
extension FloorResponder {
    func watchEvents(_ request: Request) throws -> Response {
        let feed = backend.events
        guard let subscription = feed.watch() else {
            throw ProblemDetails(
                .floorBusy, status: 503, detail: "\(EventFeed.watchers) clients watch already, or the daemon stops",
                retry: true)
        }
        let body = ResponseBody { writer in
            defer { feed.leave(subscription) }
            // A comment: the headers leave now, and the client knows that from here on it misses nothing.
            try await writer.write(ByteBuffer(string: ": watching\n\n"))
            let hasMissed = try await request.body.consumeWithInboundCloseHandler { _ in
                for await event in subscription.events.cancelOnGracefulShutdown() {
                    try await writer.write(ByteBuffer(bytes: try EventView(event).serverSentEvent))
                }
                return feed.hasMissed(subscription)
            } onInboundClosed: {
                feed.leave(subscription)
            }
            if hasMissed { try await writer.write(ByteBuffer(string: EventStream.missed)) }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }
}

enum EventStream {
    /// Tells a client that was too slow to read the views anew and to watch again.
    static let missed = "event: missed\ndata: {}\n\n"
}

extension EventView {
    var serverSentEvent: Data {
        get throws {
            var text = Data("id: \(sequence)\nevent: \(type)\ndata: ".utf8)
            text.append(try FloorJSON.encoder().encode(self))
            text.append(contentsOf: [0x0A, 0x0A])
            return text
        }
    }
}
