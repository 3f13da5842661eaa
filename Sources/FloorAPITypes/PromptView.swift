public import FloorModel

/// What the floor asks of a person, in plain words.
public struct PromptView: Hashable, Sendable, Codable {
    public var id: PromptID
    public var kind: PromptKind
    public var machine: MachineID
    public var job: JobID?
    public var lot: LotID?
    public var question: String
    /// The answers, the default first.
    public var choices: [String]
    /// Whether a weight in grams may come with the answer.
    public var takesGrams: Bool
    /// What to do and type.
    public var remedy: String
    /// The machine's own words, or the last acknowledged line.
    public var detail: String?
    public var raisedAt: UTCTime

    public init(
        id: PromptID, kind: PromptKind, machine: MachineID, job: JobID?, lot: LotID?, question: String,
        choices: [String], takesGrams: Bool, remedy: String, detail: String?, raisedAt: UTCTime
    ) {
        self.id = id
        self.kind = kind
        self.machine = machine
        self.job = job
        self.lot = lot
        self.question = question
        self.choices = choices
        self.takesGrams = takesGrams
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
