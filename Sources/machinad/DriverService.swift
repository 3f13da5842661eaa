internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import Foundation
internal import GCode
internal import Logging
internal import PrinterDriver
internal import ServiceLifecycle
internal import Synchronization

/// The drivers of all machines, one thread each.
struct DriverService: Service {
    /// How long machines have to confirm their stop when the daemon ends.
    static let farewell: Duration = .seconds(5)

    private let drivers: [PrinterDriver]
    private let activity = MachineActivity()
    private let writer: FloorWriter
    private let progress: ProgressRecorder
    private let logger: Logger

    init(
        description: FloorDescription, writer: FloorWriter, files: FileStore, telemetry: TelemetryStore, logger: Logger
    ) {
        let progress = ProgressRecorder(telemetry: telemetry, logger: logger)
        let activity = activity
        self.writer = writer
        self.progress = progress
        self.logger = logger
        drivers = description.machines.compactMap { machine in
            guard let printer = machine.printer else { return nil }
            return PrinterDriver(
                PrinterConfiguration(
                    machine: machine.id, port: machine.port, baud: machine.baud ?? printer.baud,
                    dialect: Dialect.named(printer.dialect), staleAfter: printer.staleAfter,
                    files: { files.contains($0) ? files.path(of: $0) : nil },
                    report: { report in
                        activity.note(report, machine.id)
                        if case .progress(let latest) = report { progress.note(latest, in: writer.floor.state) }
                        writer.post(.machine(machine.id, report))
                    }))
        }
        for driver in drivers { writer.connect(WatchedPort(port: driver, activity: activity)) }
    }

    func run() async throws {
        for driver in drivers { driver.start() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await progress.run() }
            do { try await gracefulShutdown() } catch is CancellationError { logger.debug("cancelled") }
            await stopWhatRuns()
            for driver in drivers { driver.shutDown() }
            group.cancelAll()
        }
    }

    /// A printer is not left hot without an owner: who ends the daemon in the middle of a print stops the print.
    ///
    /// The drivers themselves say what runs and when it has ended, so that neither a start on its way to the journal
    /// nor a disk that is full hides anything. From here on no order reaches a driver any more.
    private func stopWhatRuns() async {
        let running = activity.close()
        writer.post(.closing)
        guard !running.isEmpty else { return }
        logger.warning("stopping what runs before the daemon ends", metadata: ["machines": "\(running)"])
        // The core stops what it knows of; this is for the rest, and a stop may be repeated.
        for driver in drivers where running.contains(driver.machine) { driver.safe(.stop) }
        let deadline = ContinuousClock.now + Self.farewell
        while ContinuousClock.now < deadline, !activity.running.isEmpty {
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
        }
        for machine in activity.running {
            logger.error("\(machine) has not confirmed its stop; go and look at it")
        }
    }
}

/// Writes print progress to the telemetry file in batches; it is a hint, and a lost one harms nothing.
private final class ProgressRecorder: Sendable {
    static let period: Duration = .milliseconds(250)

    private let latest = Mutex<[OperationID: AttemptProgress]>([:])
    private let work = BlockingWork(named: "telemetry", threads: 1, atOnce: 1)
    private let telemetry: TelemetryStore
    private let logger: Logger

    init(telemetry: TelemetryStore, logger: Logger) {
        self.telemetry = telemetry
        self.logger = logger
    }

    /// - Parameter state: as committed; a print is ordered after its start was, so that its attempt is counted there.
    func note(_ progress: PrintProgress, in state: FloorState) {
        guard let attempt = state.operations[progress.operation]?.attempts else { return }
        latest.withLock { $0[progress.operation] = AttemptProgress(attempt: attempt, progress: progress) }
    }

    func run() async {
        while !Task.isCancelled {
            let batch = latest.withLock { latest in
                defer { latest = [:] }
                return latest.values.sorted { $0.progress.operation < $1.progress.operation }
            }
            do {
                if !batch.isEmpty { try await work.run { [telemetry] in try telemetry.record(batch) } }
            } catch {
                logger.debug("print progress is not recorded: \(error)")
            }
            do { try await Task.sleep(for: Self.period) } catch { return }
        }
    }
}
