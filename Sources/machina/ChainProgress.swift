internal import Foundation
internal import LogStore
internal import Synchronization

/// How far the reading of a log is, on stderr when that is a terminal, once it takes longer than a second.
final class ChainProgress: Sendable {
    private let began = ContinuousClock.now
    private let lastShown = Mutex<ContinuousClock.Instant?>(nil)
    private let isTerminal = isatty(STDERR_FILENO) == 1

    func show(_ progress: LogAuditRun.Progress) {
        guard isTerminal, progress.size > 0 else { return }
        let now = ContinuousClock.now
        guard now - began > .seconds(1) else { return }
        lastShown.withLock { last in
            if let last, now - last < .milliseconds(200) { return }
            last = now
            writeError("\r\(progress.entries * 100 / progress.size) % of \(progress.size) entries checked")
        }
    }

    /// Takes the line away.
    func end() {
        lastShown.withLock { last in
            guard last != nil else { return }
            last = nil
            writeError("\r\u{1B}[K")
        }
    }
}
