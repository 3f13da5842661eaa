internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import LogStore
internal import Logging
internal import ServiceLifecycle
internal import Synchronization

/// The sequencer of the provenance log: appends what the outbox holds, in order, exactly once.
///
/// It begins when intake is open, so that a long log never keeps the floor from starting. What goes wrong is told as a
/// fault of the floor; machines carry on and entries wait in the outbox. It ends last of all services, when everything
/// that was decided is committed, and takes that along.
final class ChainService: Service {
    /// How long what still waits may take at the end; the rest is appended by the next start.
    static let farewell: Duration = .seconds(5)
    static let firstPause: Duration = .seconds(1)
    static let longestPause: Duration = .seconds(60)
    /// How often the log is held against what was recorded while it runs, and how slowly.
    static let checkPeriod: Duration = .seconds(3600)
    static let checkPause: Duration = .milliseconds(5)

    private struct State {
        var view: ChainView
        var fault: Fault?
        var pause = ChainService.firstPause
        var retryAt: ContinuousClock.Instant?
        /// nil before it was opened, and after it must be opened again.
        var log: LogStore?
        var isBegun = false
        var wasOpen = false
        var isEnding = false
    }

    private let provenance: ProvenanceLog
    private let report: @Sendable (Fault?) -> Void
    private let logger: Logger
    private let work = BlockingWork(named: "provenance log", threads: 1, atOnce: 4)
    /// Checks read for long, and must not hold up what is to be signed.
    private let checks = BlockingWork(named: "provenance log check", threads: 1, atOnce: 2)
    private let checkPeriod: Duration
    private let rings: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let state: Mutex<State>

    /// - Parameter report: told of every change of what is wrong; nil when nothing is any more.
    init(
        _ provenance: ProvenanceLog, checkEvery period: Duration = ChainService.checkPeriod, logger: Logger,
        report: @escaping @Sendable (Fault?) -> Void
    ) {
        self.provenance = provenance
        checkPeriod = period
        self.report = report
        self.logger = logger
        (rings, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state = Mutex(State(view: ChainView(origin: provenance.identity.origin)))
    }

    /// Intake is open: from now on there is time for the log.
    func begin() {
        state.withLock { $0.isBegun = true }
        wake()
    }

    /// Something may have come into the outbox.
    func wake() { bell.yield() }

    /// How the log stands; what waits is counted by the caller, who may read the outbox.
    var view: ChainView { state.withLock { $0.view } }

    func run() async throws {
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.ringAgain() }
                group.addTask { await self.checkAgain() }
                for await _ in self.rings { await self.turn() }
                group.cancelAll()
            }
            await self.finish()
        } onGracefulShutdown: {
            self.state.withLock { $0.isEnding = true }
            self.bell.finish()
        }
    }

    /// Another try after a trouble comes with time, not with the next event.
    private func ringAgain() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: .milliseconds(250)) } catch { return }
            if state.withLock({ $0.retryAt.map { $0 <= .now } ?? false }) { wake() }
        }
    }

    /// Appends all that waits, unless it is too early for another try.
    private func turn() async {
        let isDue = state.withLock { state in
            state.isBegun && state.view.state != .mismatch && state.retryAt.map { $0 <= .now } ?? true
        }
        if isDue { await append(until: nil) }
    }

    private func append(until deadline: ContinuousClock.Instant?) async {
        do {
            try await work.run { [self] in
                do throws(ChainTrouble) {
                    let log = try opened()
                    while try provenance.appendNext(to: log) {
                        note(log)
                        if let deadline, deadline <= .now { return }
                    }
                    note(log)
                } catch {
                    fail(error)
                }
            }
        } catch {
            // The only thread is this service's own, and it asks for one piece of work at a time.
            logger.error("the provenance log has no thread: \(error)")
        }
    }

    private func opened() throws(ChainTrouble) -> LogStore {
        if let log = state.withLock({ $0.log }) { return log }
        let found = provenance.condition
        let isFirst = state.withLock { state in
            state.view.vkey = found.vkey
            state.view.appended = found.signed ?? 0
            return !state.wasOpen
        }
        let log = try provenance.open()
        let key = found.vkey ?? provenance.condition.vkey
        state.withLock { state in
            state.log = log
            state.wasOpen = true
            state.view.vkey = key
        }
        if isFirst, let repair = found.repair { logger.warning("\(repair)") }
        logger.info(
            "provenance log open",
            metadata: [
                "origin": "\(provenance.identity.origin)", "entries": "\(log.extent.size)", "vkey": "\(key ?? "")",
            ])
        return log
    }

    /// It works.
    private func note(_ log: LogStore) {
        let wasAtFault = state.withLock { state in
            state.view.appended = Int64(log.extent.size)
            state.view.state = .running
            state.view.detail = nil
            state.pause = Self.firstPause
            state.retryAt = nil
            defer { state.fault = nil }
            return state.fault != nil
        }
        guard wasAtFault else { return }
        logger.notice("the provenance log can be continued again")
        report(nil)
    }

    private func fail(_ trouble: ChainTrouble) {
        let fault = trouble.fault
        let vkey = state.withLock { $0.view.vkey }
        let (log, isNew) = state.withLock { state in
            let isNew = state.fault != fault
            state.fault = fault
            state.view.detail = fault.detail
            if case .mismatch = trouble {
                state.view.state = .mismatch
                state.retryAt = nil
            } else {
                state.view.state = .unavailable
                state.retryAt = .now + state.pause
                state.pause = min(state.pause * 2, Self.longestPause)
            }
            // What is on the disk is known again only when the log is opened again.
            defer { state.log = nil }
            return (state.log, isNew)
        }
        if let log { close(log) }
        guard isNew else { return }
        logger.error("\(fault.code.name): \(fault.detail)", metadata: ["vkey": "\(vkey ?? "none yet")"])
        report(fault)
    }

    private func close(_ log: LogStore) {
        do {
            try log.close()
        } catch {
            // What was acknowledged is durable; the next opening finds the rest.
            logger.warning("the provenance log was not closed in order: \(error)")
        }
    }

    /// Everything is committed: what came last goes into the log too.
    private func finish() async {
        let isOpen = state.withLock { $0.log != nil }
        if isOpen { await append(until: .now + Self.farewell) }
        let log = state.withLock { state in
            defer { state.log = nil }
            return state.log
        }
        guard let log else { return }
        do {
            try await work.run { [self] in close(log) }
        } catch {
            logger.error("the provenance log has no thread: \(error)")
        }
    }
}

/// Looking at the log while it runs.
extension ChainService {
    /// Holds the log against what was recorded, now, and says how it stands after that.
    ///
    /// - Throws: a `Refusal` when two checks are under way already.
    func check() async throws(Refusal) -> ChainView {
        try await check(pause: .zero)
        return view
    }

    private func checkAgain() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: checkPeriod) } catch { return }
            do throws(Refusal) { try await check(pause: Self.checkPause) } catch {
                logger.debug("the provenance log is being checked already")
            }
        }
    }

    /// What is found while others append is looked at again while nobody does: then it is no file that was just being
    /// replaced.
    private func check(pause: Duration) async throws(Refusal) {
        let view = view
        guard view.state == .running else { return }
        do {
            let isGood = try await checks.run { [self] in
                do throws(ChainTrouble) {
                    try provenance.check(signed: view.appended, pause: pause, until: { self.isEnding })
                    return true
                } catch {
                    return false
                }
            }
            if isGood { noteChecked() } else { try await work.run { [self] in confirm() } }
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.chainUnavailable, message: "\(error)", retry: true)
        }
    }

    private func confirm() {
        guard let log = state.withLock({ $0.log }) else { return }
        do throws(ChainTrouble) {
            try provenance.check(signed: Int64(log.extent.size), pause: .zero, until: { self.isEnding })
            noteChecked()
        } catch {
            if !isEnding { fail(error) }
        }
    }

    private var isEnding: Bool { state.withLock { $0.isEnding } }

    private func noteChecked() {
        let now = UTCTime(SystemClock.now().wallClock)
        state.withLock { $0.view.checkedAt = now }
    }
}
