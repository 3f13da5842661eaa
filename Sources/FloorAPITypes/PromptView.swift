public import FloorModel

/// What the floor asks of a person, in plain words.
public struct PromptView: Hashable, Sendable, Codable {
    public var id: PromptID
    public var kind: PromptKind
    public var machine: MachineID
    public var job: JobID?
    public var operation: OperationID?
    public var lot: LotID?
    /// How much of which lots is to be loaded.
    public var shares: [LotShareView]?
    public var question: String
    /// The answers, the default first.
    public var choices: [String]
    /// Whether a weight in grams may come with the answer.
    public var takesGrams: Bool
    /// Whether scrap, and what is left as it went in, may be weighed apart.
    public var takesScrap: Bool
    public var takesLeft: Bool
    /// What to do and type.
    public var remedy: String
    /// The machine's own words, or the last acknowledged line.
    public var detail: String?
    public var raisedAt: UTCTime

    public init(
        id: PromptID, kind: PromptKind, machine: MachineID, job: JobID?, operation: OperationID? = nil, lot: LotID?,
        shares: [LotShareView]? = nil, question: String, remedy: String, detail: String?, raisedAt: UTCTime
    ) {
        self.id = id
        self.kind = kind
        self.machine = machine
        self.job = job
        self.operation = operation
        self.lot = lot
        self.shares = shares
        self.question = question
        choices = kind.choices
        takesGrams = kind.takesGrams
        takesScrap = kind.takesScrap
        takesLeft = kind.takesLeft
        self.remedy = remedy
        self.detail = detail
        self.raisedAt = raisedAt
    }
}

/// `GET /v1/prompts`, oldest first.
public struct PromptList: Hashable, Sendable, Codable {
    public var prompts: [PromptView]
    public init(prompts: [PromptView]) { self.prompts = prompts }
}
