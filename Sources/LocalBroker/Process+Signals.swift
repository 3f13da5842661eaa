public import Foundation
internal import Glibc
internal import Synchronization

/// One start at a time. Foundation learns of a child's end from a socket that a child which is started in the same
/// instant would inherit and keep open: waiting for the one would be waiting for the other.
private let starting = Mutex(())

extension Process {
    /// Runs the process with no signal blocked.
    ///
    /// A child inherits the signal mask of the thread that starts it, and the worker threads of Dispatch, on which
    /// tasks run, block most signals: a child started there hears neither SIGTERM nor SIGALRM.
    public func runWithSignalsUnblocked() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try starting.withLock { _ in try run() }
    }
}
