public import FloorControl
internal import Synchronization

/// Committed events on their way to those who watch.
///
/// Each watcher has a buffer of `bufferedEvents`. A watcher that lets it overflow is cut off and told so
/// (server-sent event `missed`): it reads the views anew and watches again. Publishing never waits.
public final class EventFeed: Sendable {
    /// What one watcher may have waiting.
    public static let bufferedEvents = 256
    /// Watchers at a time.
    public static let watchers = 32

    private struct Watchers {
        var next = 0
        var continuations: [Int: AsyncStream<JournalledEvent>.Continuation] = [:]
        /// Those who did not keep up and have not left yet.
        var cutOff: Set<Int> = []
        var isFinished = false
    }

    private let watching = Mutex(Watchers())

    public init() {}

    /// Hands committed events, in order of sequence, to everybody who watches.
    public func publish(_ events: [JournalledEvent]) {
        watching.withLock { watching in
            for (id, continuation) in watching.continuations {
                for event in events {
                    guard case .dropped = continuation.yield(event) else { continue }
                    continuation.finish()
                    watching.continuations[id] = nil
                    watching.cutOff.insert(id)
                    break
                }
            }
        }
    }

    /// Ends all watching; the daemon is stopping.
    public func finish() {
        let continuations = watching.withLock { watching in
            watching.isFinished = true
            defer { watching.continuations = [:] }
            return watching.continuations
        }
        for continuation in continuations.values { continuation.finish() }
    }

    /// Everything that is published from now on; nil when there are `watchers` already or the daemon is stopping.
    func watch() -> Subscription? {
        watching.withLock { watching in
            guard !watching.isFinished, watching.continuations.count < Self.watchers else { return nil }
            let id = watching.next
            watching.next += 1
            let (stream, continuation) = AsyncStream.makeStream(
                of: JournalledEvent.self, bufferingPolicy: .bufferingOldest(Self.bufferedEvents))
            watching.continuations[id] = continuation
            return Subscription(id: id, events: stream)
        }
    }

    /// Ends one watcher's stream after what is waiting in it.
    func leave(_ subscription: Subscription) {
        let continuation = watching.withLock { watching in
            watching.cutOff.remove(subscription.id)
            return watching.continuations.removeValue(forKey: subscription.id)
        }
        continuation?.finish()
    }

    /// Whether the watcher was cut off because it did not keep up.
    func hasMissed(_ subscription: Subscription) -> Bool {
        watching.withLock { $0.cutOff.contains(subscription.id) }
    }

    struct Subscription: Sendable {
        let id: Int
        let events: AsyncStream<JournalledEvent>
    }
}
