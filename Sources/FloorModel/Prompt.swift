/// What the floor asks of a person.
public enum PromptKind: String, CaseIterable, Sendable, Codable {
    /// After a start or a lost link: is the machine free and safe to use?
    case machineReady = "machine_ready"
    /// A print was cut off: clear the plate, then confirm.
    case interrupted
    /// A print is done: take the part off and say how it came out.
    case plateClear = "plate_clear"
    /// Mount this lot on this machine.
    case mountSpool = "mount_spool"
    /// The firmware itself asks for somebody.
    case machineAsks = "machine_asks"

    /// The answers, the default first.
    public var choices: [String] {
        switch self {
        case .machineReady, .interrupted, .machineAsks: ["done"]
        case .plateClear: ["good", "failed"]
        case .mountSpool: ["mounted"]
        }
    }

    /// Whether a weight in grams may come with the answer.
    public var takesGrams: Bool { self == .plateClear || self == .interrupted }
}

/// A question that stands until a person answers it or the floor withdraws it.
public struct Prompt: Hashable, Sendable, Codable {
    public var id: PromptID
    public var kind: PromptKind
    public var machine: MachineID
    public var job: JobID?
    public var operation: OperationID?
    public var lot: LotID?
    /// Particulars in the machine's own words, or the last acknowledged line.
    public var detail: String?
    public var raisedAt: WallClock

    public init(
        id: PromptID, kind: PromptKind, machine: MachineID, job: JobID? = nil, operation: OperationID? = nil,
        lot: LotID? = nil, detail: String? = nil, raisedAt: WallClock
    ) {
        self.id = id
        self.kind = kind
        self.machine = machine
        self.job = job
        self.operation = operation
        self.lot = lot
        self.detail = detail
        self.raisedAt = raisedAt
    }
}

/// A fault that stands until its cause is gone and somebody has acknowledged it.
public struct Alarm: Hashable, Sendable, Codable {
    public var id: AlarmID
    public var fault: Fault
    public var isActive: Bool
    public var acknowledgedBy: PersonID?
    public var raisedAt: WallClock

    public init(id: AlarmID, fault: Fault, raisedAt: WallClock) {
        self.id = id
        self.fault = fault
        self.raisedAt = raisedAt
        isActive = true
    }
}
