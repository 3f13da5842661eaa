/// What a recycling machine does to material.
public enum ProcessKind: String, CaseIterable, Sendable, Codable {
    case shred, dry, extrude
}

/// One device on the bus that a machine is made of.
public struct ModuleDescription: Hashable, Sendable, Codable {
    /// `drive`
    public var name: String
    /// For people: `Delta MS300 frequency converter`.
    public var title: String
    /// Most registers that one read may ask for.
    public var maximumRegisters: Int
    /// It refuses reads of an odd number of registers.
    public var isEvenOnly: Bool
    /// How long it may take to answer.
    public var timeout: Duration
    /// Pause that it needs between two requests.
    public var gap: Duration

    public init(
        name: String, title: String, maximumRegisters: Int = 125, isEvenOnly: Bool = false,
        timeout: Duration = .milliseconds(300), gap: Duration = .zero
    ) {
        self.name = name
        self.title = title
        self.maximumRegisters = maximumRegisters
        self.isEvenOnly = isEvenOnly
        self.timeout = timeout
        self.gap = gap
    }
}

/// A motor and how it is commanded: by one point that takes a word for each direction, or a contactor's coil.
public struct DriveDescription: Hashable, Sendable, Codable {
    /// `main`, `screw`, `puller`, `blower`; guarded by interlocks under this name.
    public var name: String
    public var command: String
    /// What is written to `command`.
    public var forward: Double
    public var reverse: Double?
    public var stop: Double
    /// Holds while it turns.
    public var running: Condition
    /// Point of the speed set-point, in its own unit; nil for a motor with one speed.
    public var speed: String?
    /// Speeds that may be asked for, in the unit of `speed`.
    public var speedLimits: Limits?
    /// Point of the motor current.
    public var current: String?
    public var ratedCurrentAmpere: Double?
    /// Written before a start when the drive has latched a fault (its reset command).
    public var faultReset: PointWrite?

    public init(
        name: String, command: String, forward: Double, reverse: Double? = nil, stop: Double, running: Condition,
        speed: String? = nil, speedLimits: Limits? = nil, current: String? = nil, ratedCurrentAmpere: Double? = nil,
        faultReset: PointWrite? = nil
    ) {
        self.name = name
        self.command = command
        self.forward = forward
        self.reverse = reverse
        self.stop = stop
        self.running = running
        self.speed = speed
        self.speedLimits = speedLimits
        self.current = current
        self.ratedCurrentAmpere = ratedCurrentAmpere
        self.faultReset = faultReset
    }
}

/// A heated zone under a temperature controller of its own.
public struct HeaterDescription: Hashable, Sendable, Codable {
    /// `nozzle`; recipes give temperatures under this name.
    public var name: String
    public var temperature: String
    public var setpoint: String
    /// No set-point above it is ever written.
    public var maximumCelsius: Double
    /// Coil that lets heat flow at all, and that falls when nobody talks to it; nil where there is none.
    public var contactor: String?

    public init(
        name: String, temperature: String, setpoint: String, maximumCelsius: Double, contactor: String? = nil
    ) {
        self.name = name
        self.temperature = temperature
        self.setpoint = setpoint
        self.maximumCelsius = maximumCelsius
        self.contactor = contactor
    }
}

/// What a machine does when an interlock is violated while something that it guards is on.
public enum TripAction: String, CaseIterable, Sendable, Codable {
    case hold, stop, abort
}

/// A condition without which something must not run. Its hard-wired twin does the protecting; this one knows why.
public struct Interlock: Hashable, Sendable, Codable {
    /// For people: `lid closed`.
    public var name: String
    /// All of them must hold; a value that is not good does not.
    public var conditions: [Condition]
    /// Drives and heaters that must not be on without it; nothing of them starts while it is violated.
    public var guards: [String]
    /// How long it may be violated before it trips.
    public var after: Duration
    public var trip: TripAction
    /// What a person does about it.
    public var remedy: String

    public init(
        name: String, conditions: [Condition], guards: [String], after: Duration = .zero, trip: TripAction,
        remedy: String
    ) {
        self.name = name
        self.conditions = conditions
        self.guards = guards
        self.after = after
        self.trip = trip
        self.remedy = remedy
    }
}

/// How a machine is brought to a safe state, and how one sees that it is there.
public struct SafeState: Hashable, Sendable, Codable {
    /// Written in this order; each is tried whatever became of the one before.
    public var writes: [PointWrite]
    /// All of them must be seen, on values read after the writes.
    public var confirmedBy: [Condition]
    /// Until when; then `notSafe` is raised and names what is not confirmed.
    public var within: Duration

    public init(writes: [PointWrite], confirmedBy: [Condition], within: Duration) {
        self.writes = writes
        self.confirmedBy = confirmedBy
        self.within = within
    }
}

/// Points that phases look at by what they mean.
public enum PointRole: String, CaseIterable, Sendable, Codable {
    case dewPoint = "dew_point"
    case hopperLevel = "hopper_level"
    /// 1 while there is material over the screw.
    case hopperFilled = "hopper_filled"
    case meltPressure = "melt_pressure"
    case filamentDiameter = "filament_diameter"
    case spoolLength = "spool_length"
    /// Written 1 then 0 to begin a new spool.
    case spoolLengthReset = "spool_length_reset"
    case power
    case energy
}

/// A recycling machine of this type, from `Machines/<type>/machine.yaml`.
public struct ProcessMachineDescription: Hashable, Sendable, Codable {
    public var process: ProcessKind
    /// Names of the materials that it takes.
    public var materials: [String]
    /// Most that goes in at once.
    public var capacity: Milligrams
    public var modules: [ModuleDescription]
    /// Sorted by name.
    public var points: [PointDescription]
    public var drives: [DriveDescription]
    public var heaters: [HeaterDescription]
    public var interlocks: [Interlock]
    public var roles: [PointRole: String]
    /// Stop feeding, keep the place: a screw stands, its barrel stays hot.
    public var hold: SafeState
    public var stop: SafeState
    public var abort: SafeState
    /// Longest that it may stand held (hot melt degrades and plugs); then it is stopped.
    public var maximumHold: Duration
    /// Age at which a value is stale.
    public var staleAfter: Duration
    /// Time between two reads of the fast points.
    public var fastPoll: Duration
    public var slowPoll: Duration

    public init(
        process: ProcessKind, materials: [String], capacity: Milligrams, modules: [ModuleDescription],
        points: [PointDescription], drives: [DriveDescription], heaters: [HeaterDescription],
        interlocks: [Interlock], roles: [PointRole: String], hold: SafeState, stop: SafeState, abort: SafeState,
        maximumHold: Duration, staleAfter: Duration, fastPoll: Duration, slowPoll: Duration
    ) {
        self.process = process
        self.materials = materials
        self.capacity = capacity
        self.modules = modules
        self.points = points.sorted { $0.name < $1.name }
        self.drives = drives
        self.heaters = heaters
        self.interlocks = interlocks
        self.roles = roles
        self.hold = hold
        self.stop = stop
        self.abort = abort
        self.maximumHold = maximumHold
        self.staleAfter = staleAfter
        self.fastPoll = fastPoll
        self.slowPoll = slowPoll
    }

    public func point(_ name: String) -> PointDescription? { points.first { $0.name == name } }
    public func module(_ name: String) -> ModuleDescription? { modules.first { $0.name == name } }
    public func drive(_ name: String) -> DriveDescription? { drives.first { $0.name == name } }
    public func heater(_ name: String) -> HeaterDescription? { heaters.first { $0.name == name } }
}
