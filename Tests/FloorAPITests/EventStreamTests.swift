import FloorAPI
import FloorAPITypes
import FloorClient
import FloorControl
import FloorModel
import Testing

struct EventStreamTests {
    private func events(_ sequences: ClosedRange<Int64>) -> [JournalledEvent] {
        sequences.map {
            JournalledEvent(
                sequence: $0, event: .jobHeld(.init(job: JobID(number: 17), by: nil)), at: SampleFloor.epoch)
        }
    }

    @Test func whoWatchesSeesEveryEventFromThenOn() async throws {
        try await RunningServer.with { server in
            server.backend.events.publish(self.events(1...5))
            let stream = try await server.client.events()
            server.backend.events.publish(self.events(6...105))
            var iterator = stream.makeAsyncIterator()
            for sequence in Int64(6)...105 {
                let event = try #require(try await iterator.next())
                #expect(event.sequence == sequence && event.type == "job_held")
                #expect(event.payload.job == JobID(number: 17))
            }
        }
    }

    @Test func whoIsTooSlowIsToldToReadAnew() async throws {
        try await RunningServer.with { server in
            let stream = try await server.client.events()
            // Far more than the watcher's buffer and the socket's hold, at once and unread.
            for batch in Int64(0)..<400 {
                server.backend.events.publish(self.events((batch * 256 + 1)...(batch * 256 + 256)))
            }
            var seen: Int64 = 0
            await #expect(throws: FloorClientError.eventsMissed) {
                for try await event in stream {
                    #expect(event.sequence == seen + 1)
                    seen = event.sequence
                }
            }
            #expect(seen >= Int64(EventFeed.bufferedEvents) && seen < 400 * 256)
        }
    }

    @Test func watchingEndsWithTheServer() async throws {
        try await RunningServer.with { server in
            let stream = try await server.client.events()
            await server.stop()
            var iterator = stream.makeAsyncIterator()
            let end = try await iterator.next()
            #expect(end == nil)
        }
    }
}
