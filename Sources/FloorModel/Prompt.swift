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
    /// Put this much of these lots into the machine's hopper.
    case loadHopper = "load_hopper"
    /// A recipe is done: take out what came of it, weigh it, move it on.
    case collectOutput = "collect_output"
    /// A recipe was cut off: take everything out and say what it is.
    case emptyMachine = "empty_machine"
    /// The machine is held by a fault that a person must mend: a jam, a blocked nozzle.
    case clearFault = "clear_fault"

    /// The answers, the default first.
    public var choices: [String] {
        switch self {
        case .machineReady, .interrupted, .machineAsks: ["done"]
        case .plateClear: ["good", "failed", "partial"]
        case .mountSpool: ["mounted"]
        case .loadHopper: ["loaded"]
        case .collectOutput: ["good", "failed"]
        case .emptyMachine: ["weighed", "discarded"]
        case .clearFault: ["cleared", "give_up"]
        }
    }

    /// Whether a weight in grams may come with the answer.
    public var takesGrams: Bool {
        switch self {
        case .plateClear, .interrupted, .loadHopper, .collectOutput, .emptyMachine: true
        case .machineReady, .mountSpool, .machineAsks, .clearFault: false
        }
    }

    /// Whether scrap and what is left may be weighed apart from what was made.
    public var takesScrap: Bool { self == .plateClear || self == .collectOutput || self == .emptyMachine }
    public var takesLeft: Bool { self == .collectOutput || self == .emptyMachine }
}

/// A question that stands until a person answers it or the floor withdraws it.
public struct Prompt: Hashable, Sendable, Codable {
    public var id: PromptID
    public var kind: PromptKind
    public var machine: MachineID
    public var job: JobID?
    public var operation: OperationID?
    public var lot: LotID?
    /// How much of which lots is to be loaded.
    public var shares: [LotShare]?
    /// Particulars in the machine's own words, or the last acknowledged line.
    public var detail: String?
    public var raisedAt: WallClock

    public init(
        id: PromptID, kind: PromptKind, machine: MachineID, job: JobID? = nil, operation: OperationID? = nil,
        lot: LotID? = nil, shares: [LotShare]? = nil, detail: String? = nil, raisedAt: WallClock
    ) {
        self.id = id
        self.kind = kind
        self.machine = machine
        self.job = job
        self.operation = operation
        self.lot = lot
        self.shares = shares
        self.detail = detail
        self.raisedAt = raisedAt
    }
}

/// What a person found on the scale when answering a prompt.
public struct AnswerWeights: Hashable, Sendable, Codable {
    /// What was made (or loaded, for `load_hopper`).
    public var product: Milligrams?
    /// What is of no use as it is: a failed part, supports, the purge lump.
    public var scrap: Milligrams?
    /// What is as it went in, and goes back to its lot.
    public var left: Milligrams?
    /// The scale that gives `product` where nobody typed it.
    public var scale: SensorID?

    public init(
        product: Milligrams? = nil, scrap: Milligrams? = nil, left: Milligrams? = nil, scale: SensorID? = nil
    ) {
        self.product = product
        self.scrap = scrap
        self.left = left
        self.scale = scale
    }

    public var isEmpty: Bool { product == nil && scrap == nil && left == nil && scale == nil }
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
