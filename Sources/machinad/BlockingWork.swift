internal import FloorControl
internal import FloorModel
internal import Foundation
internal import Synchronization

/// Threads of their own for work that waits for a disk or computes for long.
///
/// The cooperative pool has one thread a core: two syncs that do not come back would hold up every task of the
/// daemon, a stop among them. What runs here is bounded, and so is what waits; one piece more is refused.
final class BlockingWork: TaskExecutor {
    private let threads = OperationQueue()
    private let atOnce: Int
    private let underWay = Mutex(0)

    /// - Parameter atOnce: pieces of work that run or wait; further ones are refused with `floorBusy`.
    init(named name: String, threads count: Int, atOnce: Int) {
        threads.name = name
        threads.maxConcurrentOperationCount = count
        self.atOnce = atOnce
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        threads.addOperation { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs `work` on these threads; between its suspensions it may block them.
    ///
    /// - Throws: a `Refusal` of code `floorBusy` when too much is under way, or what `work` throws.
    func run<Value: Sendable>(_ work: @concurrent @Sendable () async throws -> Value) async throws -> Value {
        try begin()
        defer { underWay.withLock { $0 -= 1 } }
        return try await withTaskExecutorPreference(self) { try await work() }
    }

    private func begin() throws(Refusal) {
        let isAdmitted = underWay.withLock { count in
            guard count < atOnce else { return false }
            count += 1
            return true
        }
        guard isAdmitted else {
            throw Refusal(
                .floorBusy, message: "\(atOnce) of these are under way already (\(threads.name ?? ""))", retry: true)
        }
    }
}
