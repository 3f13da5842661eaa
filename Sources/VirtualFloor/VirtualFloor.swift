internal import CPty
internal import FloorModel
internal import Glibc
internal import VirtualMachines

/// Virtual printers on ptys, all in one thread that sleeps until something happens.
///
/// It shares nothing with the daemon that drives the machines, and outlives it: a port may be closed and opened
/// again, the firmware's state stays, and what it says while nobody listens is lost.
public enum VirtualFloor {
    /// Opens all ports, calls `ready` with the floor's machines, and runs in the calling thread until `stop` is
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
private struct FloorLoop {
    /// Events of the machines that lie closer together than this are handled together.
    private static let grainNanoseconds: Int64 = 100_000

    private enum Source {
        case stop, listener
        case client(Int)
        case port(Int)
        case hosts(Int)
    }

    private var machines: [RunningPrinter] = []
    private let control: ControlServer?
    private let stop: StopSignal
    private let speed: Double
    private var buffer = [UInt8](repeating: 0, count: 4096)

    init(_ configuration: VirtualFloorConfiguration, stop: StopSignal) throws(VirtualFloorFault) {
        self.stop = stop
        speed = configuration.speed
        control =
            if let path = configuration.controlSocket { try ControlServer(path: path) } else { nil }
        do {
            for machine in configuration.machines {
                machines.append(try RunningPrinter(machine, of: configuration, at: Self.monotonic))
            }
        } catch {
            close()
            throw error
        }
    }

    private static var monotonic: MonotonicTime { MonotonicTime(elapsed: .nanoseconds(cpty_monotonic_ns())) }

    mutating func run() throws(VirtualFloorFault) {
        while true {
            let (sources, ready) = try wait()
            for (source, state) in zip(sources, ready) where state != 0 {
                switch source {
                case .stop: return
                case .listener: control?.accept()
                case .client(let index): serve(index)
                case .port(let index): machines[index].receive(into: &buffer, at: Self.monotonic)
                case .hosts(let index): machines[index].terminal?.countHosts()
                }
            }
            control?.dropClosed()
            for index in machines.indices { try machines[index].turn(at: Self.monotonic) }
        }
    }

    mutating func close() {
        for index in machines.indices { machines[index].unplug() }
    }

    private func wait() throws(VirtualFloorFault) -> ([Source], [UInt8]) {
        var sources = [Source.stop]
        var descriptors = [stop.descriptor]
        var events: [UInt8] = [1]
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
        let wakes = machines.compactMap { $0.nextWake(after: now) }
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

    private mutating func answer(_ line: [UInt8]) -> [UInt8] {
        do {
            let request = try ControlRequest.read(line)
            return try answer(request)
        } catch let fault as VirtualFloorFault {
            return ControlReply.encode(ControlReply.Refused(error: fault.what, remedy: fault.remedy))
        } catch {
            return ControlReply.encode(
                ControlReply.Refused(
                    error: "the line is not a request: \(Self.reason(error))",
                    remedy: #"send {"state":true}, {"executed":MACHINE} or {"fault":KIND,"machine":MACHINE}"#))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.dataCorrupted(let context): context.debugDescription
        case DecodingError.typeMismatch(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) has the wrong type"
        default: "it is not one JSON object"
        }
    }

    private mutating func answer(_ request: ControlRequest) throws(VirtualFloorFault) -> [UInt8] {
        switch (request.fault, request.state, request.executed) {
        case (let kind?, nil, nil):
            try inject(kind, request)
            return ControlReply.encode(ControlReply.Done())
        case (nil, true, nil):
            let now = Self.monotonic
            for index in machines.indices { try machines[index].turn(at: now) }
            return ControlReply.encode(
                ControlReply.State(
                    monotonicNs: now.wholeNanoseconds, speed: speed, machines: machines.map(MachineReply.init)))
        case (nil, nil, let id?):
            let running = machines[try index(of: id)]
            running.log.flush()
            return ControlReply.encode(
                ControlReply.Executed(
                    machine: id, path: running.log.path, lines: running.log.path == nil ? running.log.lastLines : nil))
        default:
            throw VirtualFloorFault(
                .configuration, "the request asks for nothing or for more than one thing",
                remedy: "send one of fault, state and executed")
        }
    }

    private mutating func inject(_ name: String, _ request: ControlRequest) throws(VirtualFloorFault) {
        let kinds = VirtualFaultKind.allCases.map(\.rawValue).joined(separator: ", ")
        guard let kind = VirtualFaultKind(rawValue: name) else {
            throw VirtualFloorFault(.configuration, "there is no fault '\(name)'", remedy: "use one of \(kinds)")
        }
        guard let id = request.machine else {
            throw VirtualFloorFault(.configuration, "the fault names no machine", remedy: "say which with \"machine\"")
        }
        if let seconds = request.seconds {
            guard kind.takesDuration else {
                throw VirtualFloorFault(
                    .configuration, "'\(name)' happens once and takes no duration", remedy: "leave the seconds out")
            }
            guard seconds.isFinite, seconds >= 0.001, seconds <= 86_400 else {
                throw VirtualFloorFault(
                    .configuration, "\(seconds) s is out of bounds", remedy: "use 0.001 to 86400 seconds")
            }
        }
        let index = try index(of: id)
        machines[index].printer.inject(kind, for: request.seconds.map { .seconds($0) }, at: Self.monotonic)
        try machines[index].turn(at: Self.monotonic)
    }

    private func index(of id: String) throws(VirtualFloorFault) -> Int {
        guard let index = machines.firstIndex(where: { $0.machine.id.name == id }) else {
            throw VirtualFloorFault(
                .configuration, "there is no machine '\(id)' on this virtual floor",
                remedy: "use one of \(machines.map(\.machine.id.name).joined(separator: ", "))")
        }
        return index
    }
}
