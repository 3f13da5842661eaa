internal import Dispatch
internal import Foundation
internal import Synchronization

/// Work for several threads at once. Dispatch gives it as many threads as there are cores, which is too few for work
/// that waits for a disk or the net.
final class Threads: Sendable {
    private let body: Mutex<(@Sendable () -> Void)?>

    /// Runs `body` on `count` threads, and waits until it returned on all.
    static func run(_ count: Int, _ body: @escaping @Sendable () -> Void) {
        let threads = Threads(body)
        let group = DispatchGroup()
        for _ in 0..<count {
            group.enter()
            Thread {
                threads.run()
                group.leave()
            }.start()
        }
        group.wait()
        // A thread that is about to end keeps nothing alive, and with it no lock on a folder.
        threads.body.withLock { $0 = nil }
    }

    private init(_ body: @escaping @Sendable () -> Void) { self.body = Mutex(body) }

    private func run() {
        let body = body.withLock { $0 }
        body?()
    }
}
