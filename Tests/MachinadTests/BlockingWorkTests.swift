import Dispatch
import FloorControl
import FloorModel
import Foundation
import Synchronization
import Testing

@testable import machinad

@Suite(.timeLimit(.minutes(10))) struct BlockingWorkTests {
    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func increment() { value.withLock { $0 += 1 } }
    }

    /// Blocks its thread as a sync on a bad disk does.
    private static func block(on disk: DispatchSemaphore) { disk.wait() }

    @Test("Blocked threads hold up nobody else, and what is above the bound is refused at once")
    func blocked() async throws {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let work = BlockingWork(named: "test", threads: cores, atOnce: 2 * cores)
        let disk = DispatchSemaphore(value: 0)
        let begun = Counter()
        await withTaskGroup(of: Refusal?.self) { group in
            for _ in 0...(2 * cores) {
                group.addTask {
                    do {
                        try await work.run {
                            // After a suspension, too, the work is on its own threads.
                            await Task.yield()
                            begun.increment()
                            Self.block(on: disk)
                        }
                        return nil
                    } catch {
                        return error as? Refusal
                    }
                }
            }
            let first = await group.next()
            #expect(first??.code == .floorBusy && first??.retry == true)
            // As many as there are cores are stuck then; without threads of their own nothing would run here.
            await Bench.until { begun.count == cores }
            for _ in 0..<(2 * cores) { disk.signal() }
            let others = await group.reduce(into: []) { $0.append($1) }
            #expect(others == Array(repeating: nil, count: 2 * cores))
        }
        let answer = try await work.run { 42 }
        #expect(answer == 42)
    }
}
