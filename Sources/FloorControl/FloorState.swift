public import FloorModel

/// Everything that the journal's events add up to. Only `evolve` changes it, so the same events give the same
/// state in every process.
public struct FloorState: Hashable, Sendable {
    public internal(set) var jobs = Register<JobID, Job>()
    public internal(set) var operations = Register<OperationID, Operation>()
    public internal(set) var lots = Register<LotID, MaterialLot>()
    /// What stands on the accounts that are not lots.
    public internal(set) var book = Book()
    /// Sorted by id.
    public internal(set) var machines: [MachineState] = []
    /// Prompts that nobody has answered yet, oldest first.
    public internal(set) var prompts: [Prompt] = []
    public internal(set) var promptsRaised = 0
    /// Alarms that are active or that nobody has acknowledged, oldest first.
    public internal(set) var alarms: [Alarm] = []
    public internal(set) var alarmsRaised = 0
    /// Jobs that are not over, in order of acceptance.
    public internal(set) var openJobs: [JobID] = []
    /// Operations of routes that are not over, in order of adoption.
    public internal(set) var openRoutes: [OperationID] = []
    /// The adopted plan: what each machine does next, in order.
    public internal(set) var plan: [PlannedAssignment] = []
    public internal(set) var submissions = SubmissionIndex()
    /// How often a daemon has started on this journal.
    public internal(set) var starts = 0

    public init() {}

    public func machine(_ id: MachineID) -> MachineState? { machines.first { $0.id == id } }
    public func prompt(_ id: PromptID) -> Prompt? { prompts.first { $0.id == id } }
    public func alarm(_ id: AlarmID) -> Alarm? { alarms.first { $0.id == id } }

    /// The operations of a job, in order of copy.
    public func operations(of job: Job) -> [Operation] { job.operations.compactMap { operations[$0] } }

    mutating func updateMachine(_ id: MachineID, _ change: (inout MachineState) -> Void) {
        guard let index = machines.firstIndex(where: { $0.id == id }) else {
            preconditionFailure("event for machine \(id), which was never added")
        }
        change(&machines[index])
    }
}
