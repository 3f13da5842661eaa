internal import FloorControl
internal import FloorModel
internal import RegisterMap

/// The protocol of one process machine on its line, without any I/O: it takes commands and the results of
/// transactions, says which transaction it wants next, and what there is to report.
///
/// - Hello: when every module has answered and every fast point was read, `connected` tells what the machine is found
///   to be doing. Until then orders are refused; safing commands are not.
/// - Safing: sent before everything else, repeated every half second until values that were asked for after the
///   writes show the safe state. A stop or an abort outlives a lost line. Orders are dropped when one arrives, and
///   refused until it is confirmed.
/// - Orders: each write is confirmed before the next, or the order fails.
struct MachineSession {
    enum Link {
        case closed
        /// Open; what is seen since then makes the hello.
        case greeting(since: MonotonicTime)
        case ready
    }

    let machine: MachineID
    let process: ProcessMachineDescription
    /// How late a fast poll may become before it counts as much as a write.
    let fastPatience: Duration
    var modules: [ModuleWatch]
    var board: PointBoard
    var schedule: ReadSchedule
    var link = Link.closed
    var openedAt = MonotonicTime(elapsed: .zero)
    /// When the latest transaction of an order was over: what was seen before says nothing about it.
    var wroteAt = MonotonicTime(elapsed: .zero)
    var safing: SafingSequence?
    var order: OrderProgress?
    /// A `clear` that waits for values since then.
    var clearing: MonotonicTime?
    var number = 0
    /// When it was first heard during this hello.
    var heardAt: MonotonicTime?
    /// Since when the hello is waited for in vain: its begin, what was first heard, or the last look at it.
    var waitsSince = MonotonicTime(elapsed: .zero)
    /// It has answered at least once since the driver began.
    var wasHeard = false
    /// Told as the reason of the present disconnection.
    var lastFault: Fault?
    /// What was found at work before the hello was over.
    var activeDetail: String?
    private var reports: [MachineReport] = []

    /// - Parameters:
    ///   - machine: a process machine whose modules are all bound to one line (a programmer error otherwise).
    ///   - lateBound: how long a reply may be late on its line; zero where a late one cannot be mistaken.
    init(_ machine: MachineDescription, lateBound: Duration = .zero) {
        guard let process = machine.process, case .modbus(let bindings) = machine.connection else {
            preconditionFailure("\(machine.id) is not a process machine on a Modbus line")
        }
        self.machine = machine.id
        self.process = process
        fastPatience = process.staleAfter / 4
        let units = Dictionary(bindings.map { ($0.module, $0.unit) }, uniquingKeysWith: { first, _ in first })
        modules = process.modules.map { module in
            guard let unit = units[module.name] else {
                preconditionFailure("\(machine.id): module \(module.name) is not bound to a unit identifier")
            }
            return ModuleWatch(module, unit: unit, lateBound: lateBound)
        }
        board = PointBoard(process)
        schedule = ReadSchedule(process, units: units, board: board)
    }

    var isReady: Bool { if case .ready = link { true } else { false } }
    var isOpen: Bool { if case .closed = link { false } else { true } }
    /// It can take an order, or refuse it at once.
    var wantsOrder: Bool { order == nil && clearing == nil }

    /// Whether everything that its file asks of a stopped machine is seen now, and nothing is under way.
    func isAtRest(at now: MonotonicTime) -> Bool {
        isOpen && safing == nil && order == nil
            && doubts(process.stop, since: max(openedAt, wroteAt), at: now).isEmpty
    }

    mutating func takeReports() -> [MachineReport] {
        defer { reports = [] }
        return reports
    }

    /// Reports values first: a confirmation never overtakes what it rests on.
    mutating func report(_ report: MachineReport, at now: MonotonicTime) {
        flush(all: true, at: now)
        reports.append(report)
    }

    mutating func flush(all: Bool, at now: MonotonicTime) {
        let readings = board.flush(all: all, at: now)
        if !readings.isEmpty { reports.append(.signals(readings)) }
    }

    func doubts(_ state: SafeState, since: MonotonicTime, at now: MonotonicTime) -> [String] {
        // A state that nothing shows cannot be confirmed.
        state.confirmedBy.isEmpty
            ? ["the machine's file names no condition to see it by"]
            : board.doubts(state.confirmedBy, since: since, at: now)
    }

    /// Drops the order at hand and tells why.
    mutating func fail(_ code: FaultCode, _ detail: String, at now: MonotonicTime) {
        order = nil
        watch()
        report(.failed(Fault(code, machine: machine, detail: detail), lastAcknowledgedLine: nil), at: now)
    }
}

// Commands
extension MachineSession {
    /// Takes a safing command; a lower one than what is under way changes nothing, and neither does the same again:
    /// it is being repeated already.
    mutating func safe(_ command: SafingCommand, at now: MonotonicTime) {
        order = nil
        clearing = nil
        if let safing, command <= safing.command { return watch() }
        let state = safeState(command)
        var writes: [SafingSequence.Write] = []
        var refusals: [String] = []
        for write in state.writes {
            do throws(PointRefusal) {
                let (request, module, _) = try encode(write)
                writes.append(SafingSequence.Write(request: request, module: module))
            } catch {
                refusals.append(error.description)
            }
        }
        number += 1
        safing = SafingSequence(
            command, state: state, number: number, writes: writes, refusals: refusals, at: now)
        watch()
    }

    private func safeState(_ command: SafingCommand) -> SafeState {
        switch command {
        case .hold: process.hold
        case .stop: process.stop
        case .abort: process.abort
        }
    }

    func encode(_ write: PointWrite) throws(PointRefusal) -> (ModbusRequest, module: Int, point: Int) {
        guard let index = board.index(write.point) else { throw .notWritable(point: write.point) }
        let point = board.point(index)
        guard let module = process.modules.firstIndex(where: { $0.name == point.module }) else {
            throw .notWritable(point: write.point)
        }
        return (try ModbusRequest(writing: write.value, to: point, unit: modules[module].unit), module, index)
    }

    /// Takes an order while `wantsOrder`. `print` and `resume` are a printer's.
    mutating func perform(_ given: MachineOrder, at now: MonotonicTime) {
        precondition(wantsOrder, "\(machine): an order was given while another is under way")
        switch given {
        case .print, .resume: return
        case .clear:
            guard isReady else { return report(.unconfirmed(["the machine does not answer"]), at: now) }
            clearing = now
            watch()
        case .write(let writes):
            guard isReady else { return fail(.linkLost, "an order was given and the machine does not answer", at: now) }
            guard safing == nil else {
                return fail(.writeUnconfirmed, "an order was given before the machine was seen at rest", at: now)
            }
            number += 1
            order = OrderProgress(writes, number: number, at: now)
            beginWrite(at: now)
        }
    }
}
