public import FloorModel

/// What the core asks of a machine and may be refused or delayed: it starts, heats or moves something.
/// It leaves only after the events that it rests on are committed.
public enum MachineOrder: Hashable, Sendable {
    /// Print this file from its first line.
    case print(PrintOrder)
    /// Go on after a hold (PackML `unhold`).
    case resume
    /// Say hello again after a halt: is the firmware back? (PackML `clear`)
    case clear
    /// Write these values, in this order, each confirmed before the next; a process machine only.
    case write([PointWrite])
}

/// One print, as the driver needs it.
public struct PrintOrder: Hashable, Sendable {
    public var operation: OperationID
    public var file: FileDigest
    /// Lines that will be sent, for progress.
    public var lines: Int

    public init(operation: OperationID, file: FileDigest, lines: Int) {
        self.operation = operation
        self.file = file
        self.lines = lines
    }
}

/// What makes a machine safer. It leaves the moment it is decided, whatever the journal does, overtakes
/// everything in the driver's mailbox, may be repeated without harm and is never refused.
public enum SafingCommand: Int, Hashable, Comparable, Sendable {
    /// Stop feeding, keep the place: the print can go on. A process machine does what its file says under `hold`.
    case hold = 1
    /// End what runs, heaters off. Orders that still wait in the driver's mailbox are dropped.
    case stop = 2
    /// At once: M112 for a printer.
    case abort = 3

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The port that a machine's driver fills. Calls never block.
public protocol MachinePort: Sendable {
    var machine: MachineID { get }
    /// False when the mailbox is full; nothing was taken then.
    func perform(_ order: MachineOrder) -> Bool
    func safe(_ command: SafingCommand)
}

/// What a machine is found to be doing when its driver has said hello.
public enum FoundCondition: Hashable, Sendable {
    /// Nothing moves and no heater has a target.
    case atRest
    /// Something is hot or moves and nobody here asked for it.
    case active(detail: String)
}

/// What a driver tells the core. Everything is a fact about the machine, not a wish.
public enum MachineReport: Hashable, Sendable {
    /// The link is open and the firmware has answered.
    case connected(firmware: String, found: FoundCondition)
    /// Before it has answered the hello the machine shows that it is at work, though nobody here asked for it; it may
    /// be blocked for minutes. `connected` follows when it answers.
    case active(detail: String)
    /// The link is gone or never came up; `lastAcknowledgedLine` of the print that was cut off.
    case disconnected(Fault, lastAcknowledgedLine: Int?)
    /// The first line of the operation is on its way.
    case started(OperationID)
    /// Nothing is fed any more, because of a hold or because the firmware paused by itself. Of a process machine: what
    /// its file asks for under `hold` is seen.
    case held
    case resumed
    /// Every line of the file is acknowledged and executed.
    case completed(OperationID)
    /// The stop is confirmed: nothing is fed, heaters have no target.
    case stopped(lastAcknowledgedLine: Int?)
    /// The abort is confirmed (the firmware said that it halted, or answered after its reset).
    case aborted(lastAcknowledgedLine: Int?)
    /// The firmware is back after a halt; `connected` follows with what it is found to be doing.
    case cleared
    /// The print ended by a fault; nothing is fed any more.
    case failed(Fault, lastAcknowledgedLine: Int?)
    case progress(PrintProgress)
    case signals([SignalReading])
    /// The firmware waits for a person, in its own words.
    case needsPerson(String)
    /// The firmware goes on after it had asked for a person.
    case personDone
    /// The safing command was sent, and this is what the machine does not show yet, in words: `drive_state is 3, not
    /// 0`; reported whenever it changes, until `stopped`, `aborted` or `held`.
    case unconfirmed([String])
}

/// How far a print has come. Kept in the telemetry file, which may be lost.
public struct PrintProgress: Hashable, Sendable {
    public var operation: OperationID
    public var acknowledgedLine: Int
    public var lines: Int

    public init(operation: OperationID, acknowledgedLine: Int, lines: Int) {
        self.operation = operation
        self.acknowledgedLine = acknowledgedLine
        self.lines = lines
    }
}
