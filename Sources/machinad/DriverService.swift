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
    private let writer: FloorWriter
    private let progress: ProgressRecorder
    private let logger: Logger

    init(
        description: FloorDescription, writer: FloorWriter, files: FileStore, telemetry: TelemetryStore, logger: Logger
    ) {
        let progress = ProgressRecorder(telemetry: telemetry, logger: logger)
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
                        if case .progress(let latest) = report { progress.note(latest) }
                        writer.post(.machine(machine.id, report))
                    }))
        }
        for driver in drivers { writer.connect(driver) }
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
    private func stopWhatRuns() async {
        let running = writer.floor.state.machines.filter(\.packML.isProducing).map(\.id)
        guard !running.isEmpty else { return }
        logger.warning("stopping what runs before the daemon ends", metadata: ["machines": "\(running)"])
        for machine in running {
            _ = await writer.request(FloorRequest(by: nil, command: .machine(machine, .stop)))
        }
        let deadline = ContinuousClock.now + Self.farewell
        while ContinuousClock.now < deadline, running.contains(where: { !isStopped($0) }) {
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return }
        }
        for machine in running where !isStopped(machine) {
            logger.error("\(machine) has not confirmed its stop; go and look at it")
        }
    }

    private func isStopped(_ machine: MachineID) -> Bool {
        let packML = writer.floor.state.machine(machine)?.packML
        return packML == .stopped || packML == .aborted
    }
}

/// Writes print progress to the telemetry file in batches; it is a hint, and a lost one harms nothing.
private final class ProgressRecorder: Sendable {
    static let period: Duration = .milliseconds(250)

    private let latest = Mutex<[OperationID: PrintProgress]>([:])
    private let telemetry: TelemetryStore
    private let logger: Logger

    init(telemetry: TelemetryStore, logger: Logger) {
        self.telemetry = telemetry
        self.logger = logger
    }

    func note(_ progress: PrintProgress) { latest.withLock { $0[progress.operation] = progress } }

    func run() async {
        while !Task.isCancelled {
            let batch = latest.withLock { latest in
                defer { latest = [:] }
                return latest.values.sorted { $0.operation < $1.operation }
            }
            if !batch.isEmpty {
                do { try telemetry.record(batch) } catch { logger.debug("\(error.detail)") }
            }
            do { try await Task.sleep(for: Self.period) } catch { return }
        }
    }
}
