import FloorControl
import FloorModel
import Testing

@testable import FloorAPI

struct EventFeedTests {
    private func events(_ sequences: ClosedRange<Int64>) -> [JournalledEvent] {
        sequences.map {
            JournalledEvent(sequence: $0, event: .daemonStarted(.init(version: "0.1.0")), at: SampleFloor.epoch)
        }
    }

    private func sequences(_ subscription: EventFeed.Subscription) async -> [Int64] {
        var seen: [Int64] = []
        for await event in subscription.events { seen.append(event.sequence) }
        return seen
    }

    @Test func everyWatcherSeesEveryEventInOrder() async throws {
        let feed = EventFeed()
        let first = try #require(feed.watch())
        feed.publish(events(1...3))
        let second = try #require(feed.watch())
        feed.publish(events(4...5))
        feed.leave(first)
        feed.publish(events(6...6))
        feed.finish()
        #expect(await sequences(first) == [1, 2, 3, 4, 5])
        #expect(await sequences(second) == [4, 5, 6])
        #expect(feed.watch() == nil)
    }

    @Test func aWatcherThatDoesNotKeepUpIsCutOffAndNobodyElse() async throws {
        let feed = EventFeed()
        let slow = try #require(feed.watch())
        let bound = Int64(EventFeed.bufferedEvents)
        feed.publish(events(1...bound))
        #expect(!feed.hasMissed(slow))
        let late = try #require(feed.watch())
        feed.publish(events((bound + 1)...(bound + 2)))
        #expect(feed.hasMissed(slow) && !feed.hasMissed(late))
        #expect(await sequences(slow) == Array(1...bound))
        feed.leave(late)
        #expect(await sequences(late) == [bound + 1, bound + 2])
    }

    @Test func watchersAreBounded() throws {
        let feed = EventFeed()
        let watching = try (0..<EventFeed.watchers).map { _ in try #require(feed.watch()) }
        #expect(feed.watch() == nil)
        feed.leave(watching[7])
        #expect(feed.watch() != nil)
    }
}
