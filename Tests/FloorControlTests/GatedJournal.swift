import FloorControl
import FloorModel
import Synchronization

/// A journal whose commits wait until the test lets them through, or fail.
final class GatedJournal: Journal {
    private struct Gate {
        var committed: [FloorEvent] = []
        var isOpen = true
        var fault: JournalFault?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let gate = Mutex(Gate())

    var committed: [FloorEvent] { gate.withLock { $0.committed } }
    var waitingCommits: Int { gate.withLock { $0.waiting.count } }
    func fail(_ fault: JournalFault?) { gate.withLock { $0.fault = fault } }
    func shut() { gate.withLock { $0.isOpen = false } }

    func open() {
        let waiting = gate.withLock { gate in
            gate.isOpen = true
            defer { gate.waiting = [] }
            return gate.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func commit(_ batch: CommitBatch) async throws(JournalFault) -> Int64 {
        await withCheckedContinuation { continuation in
            let goOn = gate.withLock { gate in
                if !gate.isOpen { gate.waiting.append(continuation) }
                return gate.isOpen
            }
            if goOn { continuation.resume() }
        }
        if let fault = gate.withLock({ $0.fault }) { throw fault }
        return gate.withLock { gate in
            gate.committed += batch.events.map(\.event)
            return Int64(gate.committed.count)
        }
    }
}
