/// What has happened on the floor: the journal's only content, and the only thing that changes `FloorState`.
///
/// Each case carries one payload struct whose JSON is kept for ever. A payload is never changed once it was on
/// main: it gets a new `version` and an upcaster (`FloorStore.EventCodec`).
public enum FloorEvent: Hashable, Sendable {
    case daemonStarted(DaemonStarted)
    case machineAdded(MachineAdded)
    case machineRemoved(MachineRemoved)
    case machineStateChanged(MachineStateChanged)
    case jobAccepted(JobAccepted)
    case jobHeld(JobChanged)
    case jobReleased(JobChanged)
    case jobCancelled(JobChanged)
    case jobReprinted(JobReprinted)
    case planAdopted(PlanAdopted)
    case operationStarted(OperationStarted)
    case operationFinished(OperationFinished)
    case operationInterrupted(OperationInterrupted)
    case operationEnded(OperationEnded)
    case plateCleared(PlateCleared)
    case lotReceived(LotReceived)
    case lotMounted(LotMounted)
    case lotProduced(LotProduced)
    case lotWeighed(LotWeighed)
    case lotMoved(LotMoved)
    case materialMoved(MaterialMoved)
    case filamentConsumed(FilamentConsumed)
    case machineModeChanged(MachineModeChanged)
    case routeAdopted(RouteAdopted)
    case routeAbandoned(RouteAbandoned)
    case hopperLoaded(HopperLoaded)
    case processStarted(ProcessStarted)
    case phaseStarted(PhaseStarted)
    case phaseEnded(PhaseEnded)
    case promptRaised(PromptRaised)
    case promptAnswered(PromptAnswered)
    case promptWithdrawn(PromptWithdrawn)
    case alarmRaised(AlarmRaised)
    case alarmCleared(AlarmCleared)
    case alarmAcknowledged(AlarmAcknowledged)
}

/// The daemon has started on this journal.
public struct DaemonStarted: Hashable, Sendable, Codable {
    /// The program's version, `0.1.0`.
    public var version: String
    public init(version: String) { self.version = version }
}

public struct MachineAdded: Hashable, Sendable, Codable {
    public var machine: MachineID
    public var type: String
    public init(machine: MachineID, type: String) {
        self.machine = machine
        self.type = type
    }
}

public struct MachineRemoved: Hashable, Sendable, Codable {
    public var machine: MachineID
    public init(machine: MachineID) { self.machine = machine }
}

public struct MachineStateChanged: Hashable, Sendable, Codable {
    public var machine: MachineID
    public var state: PackMLState
    /// Why, in a few words: the command, or what the machine reported.
    public var reason: String
    public var by: PersonID?
    public init(machine: MachineID, state: PackMLState, reason: String, by: PersonID? = nil) {
        self.machine = machine
        self.state = state
        self.reason = reason
        self.by = by
    }
}

public struct JobAccepted: Hashable, Sendable, Codable {
    public var job: JobID
    public var order: JobOrder
    public var operations: [OperationID]
    public init(job: JobID, order: JobOrder, operations: [OperationID]) {
        self.job = job
        self.order = order
        self.operations = operations
    }
}

public struct JobChanged: Hashable, Sendable, Codable {
    public var job: JobID
    public var by: PersonID?
    public init(job: JobID, by: PersonID?) {
        self.job = job
        self.by = by
    }
}

/// The interrupted and failed copies of a job wait for a machine again.
public struct JobReprinted: Hashable, Sendable, Codable {
    public var job: JobID
    public var operations: [OperationID]
    public var by: PersonID?
    public init(job: JobID, operations: [OperationID], by: PersonID?) {
        self.job = job
        self.operations = operations
        self.by = by
    }
}

public struct PlanAdopted: Hashable, Sendable, Codable {
    public var assignments: [PlannedAssignment]
    public init(assignments: [PlannedAssignment]) { self.assignments = assignments }
}

/// One operation on one machine from one lot.
public struct PlannedAssignment: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var machine: MachineID
    public var lot: LotID
    public init(operation: OperationID, machine: MachineID, lot: LotID) {
        self.operation = operation
        self.machine = machine
        self.lot = lot
    }
}

public struct OperationStarted: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var machine: MachineID
    public var lot: LotID
    public init(operation: OperationID, machine: MachineID, lot: LotID) {
        self.operation = operation
        self.machine = machine
        self.lot = lot
    }
}

/// The machine has done all of it; a person has yet to look.
public struct OperationFinished: Hashable, Sendable, Codable {
    public var operation: OperationID
    /// What the machine's energy meter showed, Wh; nil without a meter, or with one that could not be read.
    public var meterWattHours: Int64?
    public init(operation: OperationID, meterWattHours: Int64? = nil) {
        self.operation = operation
        self.meterWattHours = meterWattHours
    }
}

public struct OperationInterrupted: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var acknowledgedLine: Int?
    public var reason: String
    /// What the machine's energy meter showed, Wh.
    public var meterWattHours: Int64?
    public init(operation: OperationID, acknowledgedLine: Int?, reason: String, meterWattHours: Int64? = nil) {
        self.operation = operation
        self.acknowledgedLine = acknowledgedLine
        self.reason = reason
        self.meterWattHours = meterWattHours
    }
}

public struct OperationEnded: Hashable, Sendable, Codable {
    public var operation: OperationID
    /// `completed`, `failed` or `cancelled`.
    public var outcome: OperationState
    public var by: PersonID?
    public init(operation: OperationID, outcome: OperationState, by: PersonID?) {
        self.operation = operation
        self.outcome = outcome
        self.by = by
    }
}

/// A person has taken everything off the machine.
public struct PlateCleared: Hashable, Sendable, Codable {
    public var machine: MachineID
    public var by: PersonID?
    public init(machine: MachineID, by: PersonID?) {
        self.machine = machine
        self.by = by
    }
}

public struct MachineModeChanged: Hashable, Sendable, Codable {
    public var machine: MachineID
    public var mode: PackMLMode
    public var by: PersonID?

    public init(machine: MachineID, mode: PackMLMode, by: PersonID?) {
        self.machine = machine
        self.mode = mode
        self.by = by
    }
}

public struct PromptRaised: Hashable, Sendable, Codable {
    public var prompt: Prompt
    public init(prompt: Prompt) { self.prompt = prompt }
}

public struct PromptAnswered: Hashable, Sendable, Codable {
    public var prompt: PromptID
    public var choice: String
    /// What was made, or loaded.
    public var mass: Milligrams?
    public var scrap: Milligrams?
    public var left: Milligrams?
    public var scale: SensorID?
    public var by: PersonID?
    public init(prompt: PromptID, choice: String, weights: AnswerWeights = AnswerWeights(), by: PersonID?) {
        self.prompt = prompt
        self.choice = choice
        mass = weights.product
        scrap = weights.scrap
        left = weights.left
        scale = weights.scale
        self.by = by
    }
}

public struct PromptWithdrawn: Hashable, Sendable, Codable {
    public var prompt: PromptID
    public init(prompt: PromptID) { self.prompt = prompt }
}

public struct AlarmRaised: Hashable, Sendable, Codable {
    public var alarm: AlarmID
    public var fault: Fault
    public init(alarm: AlarmID, fault: Fault) {
        self.alarm = alarm
        self.fault = fault
    }
}

/// The cause is gone.
public struct AlarmCleared: Hashable, Sendable, Codable {
    public var alarm: AlarmID
    public init(alarm: AlarmID) { self.alarm = alarm }
}

public struct AlarmAcknowledged: Hashable, Sendable, Codable {
    public var alarm: AlarmID
    public var by: PersonID?
    public init(alarm: AlarmID, by: PersonID?) {
        self.alarm = alarm
        self.by = by
    }
}
