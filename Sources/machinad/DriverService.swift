internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import Foundation
internal import GCode
internal import Logging
internal import ModbusDriver
internal import PrinterDriver
internal import ServiceLifecycle
internal import Synchronization

/// The drivers of all machines: one thread for each serial machine and for each Modbus line.
struct DriverService: Service {
    /// How long machines have to confirm their stop when the daemon ends.
    static let farewell: Duration = .seconds(5)

    private let printers: [PrinterDriver]
    private let lines: [ModbusDriver]
    private let ports: [WatchedPort]
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
        let report = { @Sendable (machine: MachineID, report: MachineReport) in
            activity.note(report, machine)
            if case .progress(let latest) = report { progress.note(latest, in: writer.floor.state) }
            writer.post(.machine(machine, report))
        }
        let printers = Self.printers(description, files, report)
        let lines = Self.lines(description, report)
        self.printers = printers
        self.lines = lines
        let ports: [any MachinePort] = printers + lines.flatMap(\.ports)
        self.ports = ports.map { WatchedPort(port: $0, activity: activity) }
        for port in self.ports { writer.connect(port) }
    }

    private static func printers(
        _ description: FloorDescription, _ files: FileStore,
        _ report: @escaping @Sendable (MachineID, MachineReport) -> Void
    ) -> [PrinterDriver] {
        description.machines.compactMap { machine in
            guard let printer = machine.printer, case .serial(let port, let baud) = machine.connection else {
                return nil
            }
            return PrinterDriver(
                PrinterConfiguration(
                    machine: machine.id, port: port, baud: baud ?? printer.baud,
                    dialect: Dialect.named(printer.dialect), staleAfter: printer.staleAfter,
                    files: { files.contains($0) ? files.path(of: $0) : nil },
                    report: { report(machine.id, $0) }))
        }
    }

    private static func lines(
        _ description: FloorDescription, _ report: @escaping @Sendable (MachineID, MachineReport) -> Void
    ) -> [ModbusDriver] {
        description.lines.compactMap { line in
            let machines = description.machines.filter { $0.lines == [line.id] }
            return machines.isEmpty ? nil : ModbusDriver(line: line, machines: machines, report: report)
        }
    }

    func run() async throws {
        for printer in printers { printer.start() }
        for line in lines { line.start() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await progress.run() }
            do { try await gracefulShutdown() } catch is CancellationError { logger.debug("cancelled") }
            await stopWhatRuns()
            for printer in printers { printer.shutDown() }
            await stopLines()
            group.cancelAll()
        }
    }

    /// Each line has its own farewell to its machines; none waits for another's.
    private func stopLines() async {
        guard !lines.isEmpty else { return }
        let work = BlockingWork(named: "lines", threads: lines.count, atOnce: lines.count)
        await withTaskGroup(of: Void.self) { group in
            for line in lines {
                group.addTask {
                    do { try await work.run { line.stop() } } catch { logger.error("a line was not stopped: \(error)") }
                }
            }
        }
    }

    /// No machine is left hot or turning without an owner: who ends the daemon stops what runs.
    ///
    /// The drivers themselves say what runs and when it has ended, so that neither a start on its way to the journal
    /// nor a disk that is full hides anything. From here on no order reaches a driver any more.
    private func stopWhatRuns() async {
        let running = activity.close()
        writer.post(.closing)
        guard !running.isEmpty else { return }
        logger.warning("stopping what runs before the daemon ends", metadata: ["machines": "\(running)"])
        // The core stops what it knows of; this is for the rest, and a stop may be repeated.
        for port in ports where running.contains(port.machine) { port.safe(.stop) }
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
