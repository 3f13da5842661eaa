public import FloorModel

/// A printer with Marlin-2.1-like firmware and without I/O: bytes and times in, bytes out.
///
/// It shares no code with the streamer that it judges. The same configuration and the same calls give the same
/// bytes; how often `advance` is called in between makes no difference to what the firmware does, only to when its
/// words are handed out. Times that go back are taken as the present.
///
/// `receive("N1 M105*36\n")` and `advance` give `ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0\n`.
public struct VirtualPrinter: Sendable {
    /// What it was built with.
    public let configuration: VirtualPrinterConfiguration
    /// Since power-on; a reset of the firmware leaves them.
    public internal(set) var counters = VirtualPrinterCounters()

    // The serial port and the queue.
    var receiveBuffer: ReceiveBuffer
    var assembler = LineAssembler()
    var numbering = LineNumbering()
    var emergency = EmergencyParser()
    var emergencyCommands = EmergencyCommands()
    var wire = WireTap()
    var queue: [FirmwareCommand] = []
    var outgoing: [UInt8] = []

    // What is executed.
    var executing: FirmwareCommand?
    var steps: [Step] = []
    var isHalted = false
    var executedLog: [String] = []

    // The machine.
    var planner: MotionPlanner
    var motion = MotionState()
    var nozzle: Heater
    var bed: Heater
    var nozzleGuard = HeaterProtection(.nozzle)
    var bedGuard = HeaterProtection(.bed)
    var fan = 0

    // Time, all on the caller's clock.
    let poweredOn: Nanoseconds
    var now: Nanoseconds
    var heaterStepsDone: Int64 = 0
    var nextBusy: Nanoseconds?
    var nextHeatingReport: Nanoseconds?
    var nextAutoReport: Nanoseconds?
    var autoReportInterval: Nanoseconds = 0
    var nextGuard: Nanoseconds?

    // Faults.
    var faults = FaultSchedule()
    var chance: SplitMix64
    var stalledUntil: Nanoseconds?
    var unpluggedUntil: Nanoseconds?
    var heatersStuckUntil: Nanoseconds?
    var runoutUntil: Nanoseconds?

    /// Powers the printer on; its first words wait in `advance`.
    public init(_ configuration: VirtualPrinterConfiguration, poweredOnAt time: MonotonicTime) {
        precondition(configuration.speed >= 1 && configuration.speed <= 100_000, "speed is 1 to 100000")
        precondition(configuration.commandQueueLength > 0, "the command queue holds at least one command")
        self.configuration = configuration
        receiveBuffer = ReceiveBuffer(size: configuration.receiveBufferBytes)
        planner = MotionPlanner(blocks: configuration.plannerBlocks)
        nozzle = Heater(configuration.nozzle)
        bed = Heater(configuration.bed)
        chance = SplitMix64(seed: configuration.seed)
        poweredOn = time.nanoseconds
        now = time.nanoseconds
        motion.offset = SIMD4(configuration.travel / 2, 0)
        sayBanner()
    }

    /// Bytes from the host. They arrive at once, and the firmware looks at them afterwards: what does not fit the
    /// receive buffer while the queue is full is lost and counted.
    public mutating func receive(_ bytes: some Sequence<UInt8>, at time: MonotonicTime) {
        run(to: time.nanoseconds)
        for byte in bytes {
            noteOnWire(byte)
            if receiveBuffer.isFull { runFirmware() }
            receiveBuffer.append(byte)
            counters.receiveOverflowBytes = receiveBuffer.lost
        }
        runFirmware()
    }

    /// Lets time pass and hands out what the firmware has said since the last call.
    public mutating func advance(to time: MonotonicTime) -> [UInt8] {
        run(to: time.nanoseconds)
        defer { outgoing.removeAll(keepingCapacity: true) }
        return outgoing
    }

    /// When something will happen by itself; nil when nothing will until bytes or faults come in.
    public var nextWake: MonotonicTime? {
        if !outgoing.isEmpty { return MonotonicTime(nanoseconds: now) }
        return nextEvent.map(MonotonicTime.init(nanoseconds:))
    }

    /// The executed lines since the last call, oldest first; a line that starts with `!` is a mark, not a command.
    public mutating func takeExecuted() -> [String] {
        defer { executedLog.removeAll(keepingCapacity: true) }
        return executedLog
    }
}

/// What the emergency parser asked for and the main loop has not yet done.
struct EmergencyCommands {
    var kill = false
    var quickStop = false
    var continueAfterWait = false

    mutating func note(_ command: EmergencyParser.Command) {
        switch command {
        case .kill: kill = true
        case .quickStop: quickStop = true
        case .continueAfterWait: continueAfterWait = true
        }
    }
}

/// What the firmware believes about its axes.
struct MotionState {
    /// Where the accepted moves end, in the firmware's own coordinates.
    var planned: Place = .zero
    /// Logical minus own coordinates (G92).
    var shift: Place = .zero
    /// True place minus own coordinates: what homing finds out.
    var offset: Place = .zero
    var isRelative = false
    var isExtruderRelative = false
    /// mm/s.
    var feedRate = 25.0
    var areSteppersOn = false
    /// Moves in a row without a wait between them.
    var movesInRow = 0
    var allowsColdExtrusion = false
    /// Moves are thrown away until then (planner.cpp, `cleaning_buffer_counter`).
    var droppingUntil: Nanoseconds = .min
}
