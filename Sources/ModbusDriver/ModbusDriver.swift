public import FloorControl
public import FloorModel
internal import Synchronization

/// All process machines of one Modbus line: fills FloorControl's port for each of them with one thread that runs one
/// transaction after the other.
///
/// It opens the line by itself and again after every loss (250 ms, doubling to 5 s), reads every point by its poll
/// class, and tells what it finds; it never goes on by itself with anything. On the line a safing write goes first,
/// then the writes of orders, then fast polls that are due, then slow ones; what is long overdue counts for more.
///
/// What is confirmed, and how:
/// - `connected`: every module has answered and every fast point was read. `disconnected`: the line is gone, or none of
///   the machine's modules answers; or the hello is not over in time, and the detail names what is missing. A single
///   module that falls silent later makes its points stale, nothing more.
/// - hold, stop, abort: `held`, `stopped`, `aborted` when all conditions of the `SafeState` hold on values that were
///   asked for after its writes; until then `unconfirmed` on every change, and the writes again every 500 ms. A stop or
///   an abort outlives a lost line, and is sent first when it is back, even before `connected`; a hold does not.
/// - `write`: nothing when all its values are seen, else `failed` with `writeUnconfirmed`, and the rest of that order
///   is dropped. `linkLost` where nothing is connected. An order that comes between a safing command and its
///   confirmation is refused by `writeUnconfirmed`.
/// - `clear`: `cleared` and `connected` when the conditions of `abort` are seen, else `unconfirmed`.
/// - `print`, `resume`: ignored.
///
/// A point reads `stale` at the machine's `staleAfter`, one of the slow class at three slow polls where that is more.
public final class ModbusDriver: Sendable {
    /// One for each machine, in the order given; valid before `start` and after `stop`.
    public let ports: [any MachinePort]
    private let line: LineDescription
    private let machines: [MachineDescription]
    private let mailbox: LineMailbox
    private let report: @Sendable (MachineID, MachineReport) -> Void
    private let thread = Mutex<LineThread?>(nil)

    /// - Parameters:
    ///   - machines: process machines with all modules on this line; anything else is a programmer error.
    ///   - report: takes every report, on the line's thread. It must not block: the next transaction waits for it.
    public init(
        line: LineDescription, machines: [MachineDescription],
        report: @escaping @Sendable (MachineID, MachineReport) -> Void
    ) {
        for machine in machines {
            precondition(machine.lines == [line.id], "\(machine.id) hangs on \(machine.lines), not on \(line.id) alone")
        }
        let mailbox = LineMailbox(machines: machines.count)
        self.line = line
        self.machines = machines
        self.mailbox = mailbox
        self.report = report
        ports = machines.enumerated().map { LinePort(machine: $1.id, index: $0, mailbox: mailbox) }
    }

    deinit { stop() }

    /// Starts the thread; a second call does nothing.
    public func start() {
        thread.withLock { thread in
            guard thread == nil else { return }
            thread = LineThread { [line, machines, mailbox, report] in
                var loop = ModbusLineLoop(line: line, machines: machines, mailbox: mailbox, report: report)
                loop.run()
            }
        }
    }

    /// Brings every machine that was heard and is not seen at rest to its stop state, for `stop.within` at most, then
    /// ends the thread and waits for it. Not to be called on the line's thread. There is no way back.
    public func stop() {
        mailbox.shutDown()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }
}

/// The face of one machine.
private struct LinePort: MachinePort {
    let machine: MachineID
    let index: Int
    let mailbox: LineMailbox

    /// False when 64 orders wait already, or the driver ends.
    func perform(_ order: MachineOrder) -> Bool { mailbox.post(order, machine: index) }
    func safe(_ command: SafingCommand) { mailbox.post(command, machine: index) }
}
