/// Recipes that run one after the other to make a job's filament.
public struct RouteAdopted: Hashable, Sendable, Codable {
    public var job: JobID
    /// In order; each takes what the one before it makes.
    public var steps: [RouteStep]

    public init(job: JobID, steps: [RouteStep]) {
        self.job = job
        self.steps = steps
    }
}

/// One recipe of a route.
public struct RouteStep: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var recipe: String
    public var process: ProcessKind
    public var machine: MachineID
    /// What it is fed, about.
    public var mass: Milligrams
    /// Of the first step: which lots; empty for the others.
    public var inputs: [LotShare]
    public var after: OperationID?

    public init(
        operation: OperationID, recipe: String, process: ProcessKind, machine: MachineID, mass: Milligrams,
        inputs: [LotShare], after: OperationID?
    ) {
        self.operation = operation
        self.recipe = recipe
        self.process = process
        self.machine = machine
        self.mass = mass
        self.inputs = inputs
        self.after = after
    }
}

/// Steps that have not begun and will not: what they rest on is gone.
public struct RouteAbandoned: Hashable, Sendable, Codable {
    public var operations: [OperationID]
    public var reason: String

    public init(operations: [OperationID], reason: String) {
        self.operations = operations
        self.reason = reason
    }
}

/// A person has put material into a machine for an operation.
public struct HopperLoaded: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var machine: MachineID
    public var shares: [LotShare]
    public var by: PersonID?

    public init(operation: OperationID, machine: MachineID, shares: [LotShare], by: PersonID?) {
        self.operation = operation
        self.machine = machine
        self.shares = shares
        self.by = by
    }
}

/// A recipe begins (ISA-88 control recipe): which one exactly is on record from now on.
public struct ProcessStarted: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var machine: MachineID
    public var recipe: Recipe
    /// What the machine's energy meter showed, Wh; nil without a meter, or with one that could not be read.
    public var meterWattHours: Int64?

    public init(operation: OperationID, machine: MachineID, recipe: Recipe, meterWattHours: Int64? = nil) {
        self.operation = operation
        self.machine = machine
        self.recipe = recipe
        self.meterWattHours = meterWattHours
    }
}

public struct PhaseStarted: Hashable, Sendable, Codable {
    public var operation: OperationID
    /// From 0.
    public var index: Int
    public init(operation: OperationID, index: Int) {
        self.operation = operation
        self.index = index
    }
}

/// A phase has reached what it was for, and the measured values that say so.
public struct PhaseEnded: Hashable, Sendable, Codable {
    public var operation: OperationID
    public var index: Int
    public var results: [SignalReading]

    public init(operation: OperationID, index: Int, results: [SignalReading]) {
        self.operation = operation
        self.index = index
        self.results = results
    }
}
