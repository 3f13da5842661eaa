public import FloorModel

/// What is known of a machine's link in this process.
public enum LinkCondition: Hashable, Sendable {
    /// Its driver has not reported since the daemon started.
    case unknown
    case connected(firmware: String)
    case disconnected(Fault)

    public var isConnected: Bool {
        if case .connected = self { true } else { false }
    }
}

/// A safing command on its way, and until when the machine must have confirmed it.
public struct PendingSafing: Hashable, Sendable {
    public var command: SafingCommand
    public var deadline: MonotonicTime

    public init(command: SafingCommand, deadline: MonotonicTime) {
        self.command = command
        self.deadline = deadline
    }
}

/// The latest that is known of one machine. Never journalled; all unknown after a start.
public struct MachineObservation: Hashable, Sendable {
    public var link: LinkCondition = .unknown
    /// Sorted by name.
    public var signals: [SignalReading] = []
    public var signalsAt: MonotonicTime?
    public var progress: PrintProgress?
    /// A person has said in this process that the machine is free and safe to use.
    public var isReleasedByPerson = false
    /// The driver has said since it connected that nothing moves and nothing is hot.
    public var isAtRest = false
    /// The stop or abort that was sent to it and that it has not confirmed.
    public var pendingSafing: PendingSafing?
    /// What the machine does not show yet of the safe state that it was sent to.
    public var unconfirmed: [String] = []
    /// What a process machine is doing.
    public internal(set) var run: ProcessRun?

    public init() {}
}

/// The latest of one sensor. Each value has an age of its own: some sensors report only what has changed.
public struct SensorObservation: Hashable, Sendable {
    public struct Value: Hashable, Sendable {
        public var reading: SignalReading
        public var at: MonotonicTime
    }

    /// In order of first report.
    public internal(set) var values: [Value] = []

    public init() {}

    mutating func markStale() {
        for index in values.indices where values[index].reading.quality == .good {
            values[index].reading.quality = .stale
        }
    }

    mutating func record(_ readings: [SignalReading], at time: MonotonicTime) {
        for reading in readings {
            if let index = values.firstIndex(where: { $0.reading.name == reading.name }) {
                values[index] = Value(reading: reading, at: time)
            } else {
                values.append(Value(reading: reading, at: time))
            }
        }
    }
}

/// What the daemon sees but does not journal.
public struct Observations: Hashable, Sendable {
    /// In the order of `FloorDescription.machines`.
    public internal(set) var machines: [MachineObservation]
    /// In the order of `FloorDescription.sensors`.
    public internal(set) var sensors: [SensorObservation]
    /// Why the journal cannot be written at the moment.
    public internal(set) var journalFault: Fault?
    /// Why the planner finds no way to make filament for a print; looked up, never iterated.
    var routeObstacles: [OperationID: String] = [:]
    /// Something that a plan rests on has changed since the last problem was handed out.
    var planIsDue = false
    var planIsUnderWay = false
    /// The daemon is ending: nothing is begun any more.
    var isClosing = false

    /// Without the broker no sensor is heard: what they said last is history.
    mutating func loseSensors() {
        for index in sensors.indices { sensors[index].markStale() }
    }

    init(machineCount: Int, sensorCount: Int) {
        sensors = Array(repeating: SensorObservation(), count: sensorCount)
        machines = Array(repeating: MachineObservation(), count: machineCount)
    }
}
