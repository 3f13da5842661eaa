internal import CPty
internal import Dispatch
internal import FloorModel
internal import Foundation
internal import Synchronization
internal import VirtualMachines

/// One recycling machine in a thread of its own, which answers its line and steps its physics every 20 ms.
final class RunningProcess: Sendable {
    private static let stepNanoseconds: Int64 = 20_000_000

    let machine: VirtualProcessMachine
    private let process: Mutex<VirtualProcess>
    private let server: Mutex<ModbusServer>
    private let stop: StopSignal
    private let failed: StopSignal
    private let ended = DispatchSemaphore(value: 0)
    private let failure = Mutex<VirtualFloorFault?>(nil)

    /// Listens already; nobody is answered before `start`. Raises `failed` when it cannot go on.
    init(
        _ machine: VirtualProcessMachine, of configuration: VirtualFloorConfiguration, until stop: StopSignal,
        failed: StopSignal
    ) throws(VirtualFloorFault) {
        self.machine = machine
        self.stop = stop
        self.failed = failed
        process = Mutex(VirtualProcess(configuration.process(machine), poweredOnAt: Self.now))
        server = Mutex(try ModbusServer(host: machine.host, port: machine.port))
    }

    static var now: MonotonicTime { MonotonicTime(elapsed: .nanoseconds(cpty_monotonic_ns())) }

    /// Begins the thread; it ends when the signal is raised.
    func start() {
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        thread.name = machine.id.name
        thread.start()
    }

    /// Waits for the end of the thread; once, after `start`.
    func join() { ended.wait() }

    /// Why the thread has ended before its time; nil while it runs.
    var fault: VirtualFloorFault? { failure.withLock { $0 } }

    private func run() {
        do {
            var goesOn = true
            while goesOn {
                goesOn = try server.withLock { server throws(VirtualFloorFault) in
                    try server.turn(until: stop.descriptor, atMost: Self.stepNanoseconds) { unit, request in
                        process.withLock { $0.answer(request, unit: unit, at: Self.now) }
                    }
                }
                process.withLock { $0.advance(to: Self.now) }
            }
        } catch {
            failure.withLock { $0 = error }
            failed.raise()
        }
    }

    // MARK: - Hands and questions, from another thread

    /// Does something at the machine, now.
    func act<Result>(
        _ body: (inout sending VirtualProcess, MonotonicTime) throws(VirtualProcessRefusal) -> sending Result
    ) throws(VirtualFloorFault) -> sending Result {
        do {
            return try process.withLock { process throws(VirtualProcessRefusal) in try body(&process, Self.now) }
        } catch {
            throw VirtualFloorFault(.configuration, "\(machine.id): \(error.what)", remedy: error.remedy)
        }
    }

    /// The machine as it truly is now.
    var state: VirtualProcessState {
        process.withLock {
            $0.advance(to: Self.now)
            return $0.state
        }
    }
}
