internal import Foundation
internal import Synchronization

/// One connection's thread: connects, serves, waits its back-off, and begins anew until it is stopped.
///
/// The thread owns what it uses. When it hangs where the system gives no way out (name resolution, TCP connect), it
/// is left behind by `waitUntilEnded` and ends by itself later.
final class SupervisedLoop: Sendable {
    let wakeUp = WakeUp()
    private let stopping = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    var isStopping: Bool { stopping.withLock { $0 } }

    /// Runs `body` on a thread of its own.
    func start(named name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread { [ended] in
            body()
            ended.signal()
        }
        thread.name = name
        thread.start()
    }

    /// Runs connection after connection: `connection` returns why it ended and how long it had been up, nil to end.
    func repeatConnections(
        backoff: ReconnectBackoff, connection: () -> (difficulty: MQTTDifficulty, lasted: Duration)?,
        report: (MQTTDifficulty, Duration) -> Void
    ) {
        var backoff = backoff
        while !isStopping {
            guard let end = connection() else { return }
            let delay = backoff.connectionEnded(lasted: end.lasted)
            report(end.difficulty, delay)
            let again = ContinuousClock.now + delay
            while !isStopping, ContinuousClock.now < again { wakeUp.wait(for: again - .now) }
        }
    }

    func stop() {
        stopping.withLock { $0 = true }
        wakeUp.ring()
    }

    /// Whether the thread ended before `deadline`. Waits on a thread of its own, so that no task's thread blocks.
    func waitUntilEnded(by deadline: ContinuousClock.Instant) async -> Bool {
        await withCheckedContinuation { continuation in
            let left = max(deadline - .now, .zero)
            Thread { [ended] in
                let result = ended.wait(timeout: .now() + .nanoseconds(left.wholeNanoseconds))
                if result == .success { ended.signal() }
                continuation.resume(returning: result == .success)
            }.start()
        }
    }
}
