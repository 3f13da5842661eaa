public import FloorModel

/// One operation that the adopted plan gives to a machine.
public struct PlanEntryView: Hashable, Sendable, Codable {
    public var machine: MachineID
    /// 1 is what this machine does next.
    public var position: Int
    public var operation: OperationID
    public var job: JobID
    public var copy: Int
    public var lot: LotID
    /// Whether somebody has to mount the lot first, as the machine stands now.
    public var needsMounting: Bool

    public init(
        machine: MachineID, position: Int, operation: OperationID, job: JobID, copy: Int, lot: LotID,
        needsMounting: Bool
    ) {
        self.machine = machine
        self.position = position
        self.operation = operation
        self.job = job
        self.copy = copy
        self.lot = lot
        self.needsMounting = needsMounting
    }
}

/// A job with copies that no machine was given.
public struct UnplannedView: Hashable, Sendable, Codable {
    public var job: JobID
    public var copies: Int
    public var waitingFor: String

    public init(job: JobID, copies: Int, waitingFor: String) {
        self.job = job
        self.copies = copies
        self.waitingFor = waitingFor
    }
}

/// `GET /v1/plan`.
public struct PlanView: Hashable, Sendable, Codable {
    /// By machine, and within it in the order in which it runs them.
    public var entries: [PlanEntryView]
    public var unplanned: [UnplannedView]

    public init(entries: [PlanEntryView], unplanned: [UnplannedView]) {
        self.entries = entries
        self.unplanned = unplanned
    }
}
