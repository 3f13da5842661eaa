public import FloorModel

/// What the simulator counts, for the tests of those who stream to it.
public struct VirtualPrinterCounters: Hashable, Sendable {
    /// Lines that went into the command queue, numbered or not.
    public var linesAccepted = 0
    /// Commands whose execution began.
    public var commandsExecuted = 0
    /// G0 to G3 that were planned.
    public var moves = 0
    /// Moves thrown away in the second after a quick stop.
    public var movesDropped = 0
    /// `Resend:` lines said.
    public var resendsAsked = 0
    /// Repeated lines that were dropped without a word.
    public var duplicates = 0
    /// Commands answered with `echo:Unknown command`.
    public var unknownCommands = 0
    /// Received bytes that found no room.
    public var receiveOverflowBytes = 0
    /// Bytes of answers that were lost because nobody took them in time.
    public var replyOverflowBytes = 0
    /// Times that the planner ran dry within a row of moves.
    public var plannerStarvations = 0
    /// Moves whose filament stayed where it was, below EXTRUDE_MINTEMP.
    public var coldExtrusionsPrevented = 0
    /// Stop-like commands on the wire: M112, M410, M104 S0, M140 S0.
    public var stopsReceived = 0
    /// Calls of `inject`.
    public var faultsInjected = 0
    /// Executed lines that left the log before anybody took them.
    public var executedLinesForgotten = 0

    /// All zero.
    public init() {}
}

/// A stop-like command, when its last byte arrived.
public struct StopReceived: Hashable, Sendable {
    /// `M112`, `M410`, `M104 S0` or `M140 S0`.
    public var command: String
    /// On the caller's clock.
    public var at: MonotonicTime
}

/// The true state of the machine, which the firmware need not know.
public struct VirtualPrinterState: Hashable, Sendable {
    /// Halted by kill(): answers nothing until it is reset.
    public var isHalted: Bool
    /// Does nothing and says nothing for a while.
    public var isStalled: Bool
    /// The adapter hides the port; the printer stays powered.
    public var isUnplugged: Bool
    /// Whether the motors hold the axes.
    public var areSteppersOn: Bool
    /// What it does: `idle`, `executing`, `heating`, `dwelling`, `homing`, `paused`, `halted`, `stalled`.
    public var activity: String
    /// True temperature of the nozzle.
    public var nozzleCelsius: Double
    /// 0 is off.
    public var nozzleTargetCelsius: Double
    /// True temperature of the bed.
    public var bedCelsius: Double
    /// 0 is off.
    public var bedTargetCelsius: Double
    /// 0 to 255.
    public var fan: Int
    /// Where the head truly is, mm from the switches: x, y, z.
    public var position: SIMD3<Double>
    /// What M114 tells: x, y, z, e.
    public var reportedPosition: SIMD4<Double>
    /// Filament pushed minus drawn back, mm, since power-on.
    public var extrudedMillimetres: Double
    /// The last accepted line number.
    public var lastLineNumber: Int
    /// Commands that wait behind the one that is executed.
    public var queuedCommands: Int
    /// Moves in the planner, the one under way included.
    public var plannedMoves: Int
    /// The last stop-like command on the wire; nil before the first.
    public var lastStop: StopReceived?
}
