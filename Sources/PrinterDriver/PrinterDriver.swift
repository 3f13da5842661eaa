public import FloorControl
public import FloorModel
public import GCode
internal import SerialLink
internal import Synchronization

/// A 3D printer on a serial line: fills FloorControl's port with one thread that runs one streamer over one link.
///
/// It connects by itself and again after every loss, tells what it finds, and never goes on by itself with anything:
/// after a lost link, a firmware reset or a halt a print is over.
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
