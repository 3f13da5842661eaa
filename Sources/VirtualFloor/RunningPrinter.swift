internal import FloorModel
internal import VirtualMachines

/// One virtual printer on its pty.
struct RunningPrinter {
    /// Answers that the host is slow to read; what comes after is lost and counted, as on a port without handshake.
    static let mostUnsentBytes = 65_536

    let machine: VirtualFloorMachine
    let log: ExecutedLog
    var printer: VirtualPrinter
    /// nil while it is unplugged.
    private(set) var terminal: PseudoTerminal?
    private(set) var repliesLostBytes = 0
    private let link: PortLink
    private var unsent: [UInt8] = []

    init(
        _ machine: VirtualFloorMachine, of configuration: VirtualFloorConfiguration, at now: MonotonicTime
    ) throws(VirtualFloorFault) {
        self.machine = machine
        log = try ExecutedLog(machine: machine.id.name, directory: configuration.logDirectory)
        printer = VirtualPrinter(configuration.printer(machine), poweredOnAt: now)
        // The words of its start are said to nobody.
        _ = printer.advance(to: now)
        link = try PortLink(path: machine.port)
        try plugIn()
    }

    var hasUnsent: Bool { !unsent.isEmpty }

    /// When it has something to do without input.
    func nextWake(after now: MonotonicTime) -> MonotonicTime? {
        [printer.nextWake, printer.unplugged(at: now), log.due].compactMap { $0 }.min()
    }

    mutating func receive(into buffer: inout [UInt8], at now: MonotonicTime) {
        guard let terminal else { return }
        let count = terminal.read(into: &buffer)
        guard count > 0 else { return }
        printer.receive(buffer[..<count], at: now)
    }

    /// Lets time pass: what the firmware says goes out, what it executed goes into the log.
    mutating func turn(at now: MonotonicTime) throws(VirtualFloorFault) {
        let said = printer.advance(to: now)
        log.append(printer.takeExecuted(), at: now)
        if printer.unplugged(at: now) != nil {
            unplug()
        } else if terminal == nil {
            try plugIn()
        }
        guard let terminal, !said.isEmpty || !unsent.isEmpty else { return }
        if terminal.hosts == 0 { terminal.countHosts() }
        guard terminal.hosts > 0 else {
            unsent.removeAll()
            return
        }
        if unsent.count + said.count <= Self.mostUnsentBytes {
            unsent += said
        } else {
            repliesLostBytes += said.count
        }
        if !unsent.isEmpty { unsent.removeFirst(terminal.write(unsent[...])) }
    }

    /// Takes the port away; idempotent.
    mutating func unplug() {
        guard let terminal else { return }
        link.remove(from: terminal.name)
        self.terminal = nil
        unsent.removeAll()
    }

    private mutating func plugIn() throws(VirtualFloorFault) {
        let fresh = try PseudoTerminal()
        try link.place(to: fresh.name)
        terminal = fresh
    }
}
