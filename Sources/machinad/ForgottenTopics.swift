internal import Synchronization

/// Retained topics of people who were erased, until the broker was told to drop them and has said that it did.
///
/// The publisher takes them: it tells the broker in its own order, so that nothing that it was about to publish comes
/// after.
final class ForgottenTopics: Sendable {
    private struct State {
        var waiting: [String] = []
        var untold: Set<String> = []
        var awaited: Set<String> = []
    }

    private let state = Mutex(State())

    /// Each once, however often it is added.
    func add(_ topics: [String]) {
        state.withLock { state in
            for topic in topics where state.untold.insert(topic).inserted { state.waiting.append(topic) }
        }
    }

    /// What the broker is to be told next.
    func take() -> [String] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// The broker has emptied these.
    /// - Returns: whether somebody waits for one of them.
    func finish(_ topics: [String]) -> Bool {
        state.withLock { state in
            state.untold.subtract(topics)
            return !state.awaited.isDisjoint(with: topics)
        }
    }

    /// Waits until the broker has emptied these, or the time is up.
    func areGone(_ topics: [String], within patience: Duration) async -> Bool {
        state.withLock { $0.awaited.formUnion(topics) }
        defer { state.withLock { $0.awaited.subtract(topics) } }
        let deadline = ContinuousClock.now + patience
        while !state.withLock({ $0.untold.isDisjoint(with: topics) }) {
            guard ContinuousClock.now < deadline else { return false }
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return false }
        }
        return true
    }
}

/// How the broker stands with what it was told.
struct Deliveries: Hashable, Sendable {
    /// It has acknowledged everything.
    var areDone: Bool
    /// What it has refused so far.
    var refused: Int
}
