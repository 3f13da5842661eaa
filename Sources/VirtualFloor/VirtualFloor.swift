internal import CPty
internal import FloorModel
internal import Glibc
internal import VirtualMachines

/// Virtual printers on ptys, all in one thread that sleeps until something happens, and recycling machines on
/// Modbus TCP, each in a thread of its own.
///
/// It shares nothing with the daemon that drives the machines, and outlives it: a port may be closed and opened
/// again, the firmware's state stays, and what it says while nobody listens is lost.
public enum VirtualFloor {
    /// Opens all ports, calls `ready` with the floor's printers, and runs in the calling thread until `stop` is
    /// raised; then symlinks and control socket are removed.
    public static func run(
        _ configuration: VirtualFloorConfiguration, until stop: StopSignal,
        ready: ([VirtualFloorMachine]) -> Void
    ) throws(VirtualFloorFault) {
        try configuration.validate()
        var loop = try FloorLoop(configuration, stop: stop)
        defer { loop.close() }
        ready(configuration.machines)
        try loop.run()
    }
}

/// The thread's loop: poll, feed, answer.
struct FloorLoop {
    /// Events of the machines that lie closer together than this are handled together.
    private static let grainNanoseconds: Int64 = 100_000

    private enum Source {
        case stop, failed, listener
        case client(Int)
        case port(Int)
        case hosts(Int)
    }

    var machines: [RunningPrinter] = []
    private(set) var processes: [RunningProcess] = []
    private(set) var scales: [RunningScale] = []
    let speed: Double
    private let control: ControlServer?
    private let stop: StopSignal
    /// Ends the threads of the processes, whatever ends this one.
    private let processStop: StopSignal
    /// Raised by a process that cannot go on.
    private let processFailed: StopSignal
    private var buffer = [UInt8](repeating: 0, count: 4096)

    init(_ configuration: VirtualFloorConfiguration, stop: StopSignal) throws(VirtualFloorFault) {
        self.stop = stop
        processStop = try StopSignal()
        processFailed = try StopSignal()
        speed = configuration.speed
        control =
            if let path = configuration.controlSocket { try ControlServer(path: path) } else { nil }
        do {
            for machine in configuration.machines {
                machines.append(try RunningPrinter(machine, of: configuration, at: Self.monotonic))
            }
            for scale in configuration.scales { scales.append(try RunningScale(scale, at: Self.monotonic)) }
            var opened: [RunningProcess] = []
            for machine in configuration.processes {
                opened.append(try RunningProcess(machine, of: configuration, until: processStop, failed: processFailed))
            }
            // Only when all have their ports, so that a refused floor leaves no thread behind.
            for process in opened { process.start() }
            processes = opened
        } catch {
            close()
            throw error
        }
    }

    static var monotonic: MonotonicTime { MonotonicTime(elapsed: .nanoseconds(cpty_monotonic_ns())) }

    mutating func run() throws(VirtualFloorFault) {
        while true {
            let (sources, ready) = try wait()
            for (source, state) in zip(sources, ready) where state != 0 {
                switch source {
                case .stop: return
                case .failed: throw processes.compactMap(\.fault).first ?? Self.unexplained
                case .listener: control?.accept()
                case .client(let index): serve(index)
                case .port(let index): machines[index].receive(into: &buffer, at: Self.monotonic)
                case .hosts(let index): machines[index].terminal?.countHosts()
                }
            }
            control?.dropClosed()
            for index in machines.indices { try machines[index].turn(at: Self.monotonic) }
            for scale in scales { scale.turn(at: Self.monotonic) }
        }
    }

    private static let unexplained = VirtualFloorFault(
        .inputOutput, "a machine's thread has ended", remedy: "start the virtual floor again")

    mutating func close() {
        processStop.raise()
        for process in processes { process.join() }
        processes.removeAll()
        scales.removeAll()
        for index in machines.indices { machines[index].unplug() }
    }

    private func wait() throws(VirtualFloorFault) -> ([Source], [UInt8]) {
        var sources = [Source.stop, .failed]
        var descriptors = [stop.descriptor, processFailed.descriptor]
        var events: [UInt8] = [1, 1]
        func add(_ source: Source, _ descriptor: Int32, _ wanted: UInt8) {
            sources.append(source)
            descriptors.append(descriptor)
            events.append(wanted)
        }
        if let control {
            add(.listener, control.listener, 1)
            for (index, connection) in control.connections.enumerated() {
                add(.client(index), connection.descriptor, connection.hasUnsent ? 2 : 1)
            }
        }
        for (index, machine) in machines.enumerated() {
            guard let terminal = machine.terminal else { continue }
            add(.port(index), terminal.master, machine.hasUnsent ? 3 : 1)
            add(.hosts(index), terminal.watch, 1)
        }
        var ready = [UInt8](repeating: 0, count: sources.count)
        guard cpty_poll(descriptors, events, &ready, sources.count, patience) >= 0 || errno == EINTR else {
            throw .system(.inputOutput, "the floor cannot wait for its ports", remedy: "raise the limit of open files")
        }
        return (sources, ready)
    }

    /// Nanoseconds until the next event of any machine; -1 when none has one.
    private var patience: Int64 {
        let now = Self.monotonic
        let wakes = machines.compactMap { $0.nextWake(after: now) } + scales.map(\.due)
        guard let wake = wakes.min() else { return -1 }
        return max(Self.grainNanoseconds, wake.wholeNanoseconds - now.wholeNanoseconds)
    }

    private mutating func serve(_ index: Int) {
        guard let control, index < control.connections.count else { return }
        let connection = control.connections[index]
        connection.flush()
        guard !connection.hasUnsent else { return }
        connection.serve { line in answer(line) }
    }
}
