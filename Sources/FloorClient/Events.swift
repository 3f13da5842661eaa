internal import AsyncHTTPClient
public import FloorAPITypes
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

extension FloorClient {
    /// Follows the floor: every event that is committed from now on.
    ///
    /// The stream ends when the daemon stops. It throws `eventsMissed` when this program did not keep up.
    public func events() async throws(FloorClientError) -> EventStream {
        // A day: who watches longer watches again.
        let response = try await response(.GET, "/v1/events", body: nil, seconds: 86_400)
        guard response.status == .ok else { throw refusal(response.status, try await collect(response)) }
        return EventStream(body: response.body)
    }
}

/// Committed events as they arrive.
public struct EventStream: AsyncSequence, Sendable {
    public typealias Element = EventView

    let body: HTTPClientResponse.Body

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: body.makeAsyncIterator()) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: HTTPClientResponse.Body.AsyncIterator
        var parser = ServerSentEventParser()
        var waiting: ArraySlice<ServerSentEvent> = []

        @concurrent
        public mutating func next() async throws -> EventView? {
            while true {
                if let event = waiting.popFirst() { return try view(of: event) }
                let piece: ByteBuffer?
                do {
                    piece = try await pieces.next()
                } catch let error as CancellationError {
                    throw error
                } catch {
                    // A daemon that was killed ends the stream like one that has stopped.
                    return nil
                }
                guard let piece else { return nil }
                waiting = try parser.take(piece.readableBytesView)[...]
            }
        }

        private func view(of event: ServerSentEvent) throws -> EventView {
            if event.type == "missed" { throw FloorClientError.eventsMissed }
            return try FloorJSON.decoder().decode(EventView.self, from: Data(event.data.utf8))
        }
    }
}
