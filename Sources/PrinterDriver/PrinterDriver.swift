public import FloorControl
public import FloorModel
public import GCode
internal import SerialLink
internal import Synchronization

/// A 3D printer on a serial line: fills FloorControl's port with one thread that runs one streamer over one link.
///
/// It connects by itself and again after every loss, tells what it finds, and never goes on by itself with anything:
/// after a lost link, a firmware reset or a halt a print is over.
///
/// What is confirmed, and how:
/// - hold: `held` when nothing is in flight or the firmware waits for a person, at once where nothing is printed yet or
///   the print is held already. Under a stop or an abort that is not confirmed, that command's confirmation stands for
///   the hold too.
/// - stop: `stopped` when the firmware was seen without heater targets, also of an idle printer; at once of one that
///   said that it has shut itself down (`kill() called`, `system stopped`).
/// - abort: `aborted` when the firmware says that it halted or starts anew, at once when it said that it has shut itself
///   down before; `disconnected` when it says neither for ten seconds, and the hello begins again.
/// - clear: nothing until the hello is answered, however long that takes; then `cleared`, and `connected` with what was
///   found. A firmware that starts after a halt without having been asked is reported by `connected` alone, and a
///   `clear` after it is answered by both.
/// - resume: `resumed`, where the firmware had asked for a person after `personDone` and not before it has acknowledged
///   something; a firmware that blocks is sent M108.
/// - print: `started` with the first line. Refused by `failed` for good where it cannot begin at once: `linkLost` while
///   disconnected, `firmwareHalted`, otherwise `driverOverloaded`, which also ends a print that runs (`stopped` follows).
///
/// A firmware that pauses by itself is reported by `needsPerson` with its words. For `//action:pause` and `paused` the
/// driver stops feeding and `held` follows; under `busy: paused for user` the firmware itself blocks, and it does not.
/// `personDone` follows when the firmware says `//action:resumed` or acknowledges something; only `resume` feeds again.
///
/// A safing command that arrives while nothing is connected reaches nobody and is not remembered; what the machine is
/// found to be doing is reported on every connection, and the core decides anew.
public final class PrinterDriver: MachinePort {
    public let machine: MachineID
    private let configuration: PrinterConfiguration
    private let mailbox = Mailbox()
    private let board = TallyBoard()
    private let thread = Mutex<LineThread?>(nil)

    public init(_ configuration: PrinterConfiguration) {
        machine = configuration.machine
        self.configuration = configuration
    }

    deinit { shutDown() }

    /// Starts the thread; a second call does nothing.
    public func start() {
        thread.withLock { thread in
            guard thread == nil else { return }
            thread = LineThread(name: "line \(machine)") { [configuration, mailbox, board] in
                var loop = PrinterLoop(configuration, mailbox: mailbox, board: board)
                loop.run()
            }
        }
    }

    /// Ends the thread and waits for it. The machine is left as it is; a print is simply not fed any more.
    public func shutDown() {
        mailbox.shutDown()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }

    public func perform(_ order: MachineOrder) -> Bool { mailbox.post(order) }

    public func safe(_ command: SafingCommand) { mailbox.post(command) }

    /// How the present or the last print goes over the wire, at most a quarter of a second old.
    public var tally: StreamTally { board.tally }
}

/// Where the line's thread leaves the tally for others to read.
final class TallyBoard: Sendable {
    private let latest = Mutex(StreamTally())

    var tally: StreamTally { latest.withLock { $0 } }

    func post(_ tally: StreamTally) { latest.withLock { $0 = tally } }
}
