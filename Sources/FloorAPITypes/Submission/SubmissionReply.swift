public import FloorModel

/// What became of a submission.
public enum SubmissionResult: String, Hashable, Sendable, Codable, CaseIterable {
    case accepted
    /// The same id with the same body: nothing was done, `state` is the job's present one.
    case duplicate
    /// The same id with another body: nothing was done.
    case conflict
    case rejected
}

/// The daemon's answer to a submission or a cancellation; it leaves after the commit, hence `level`.
///
///     {"body_sha256":"9f86…","id":"bracket-7","job":"job-17","level":"durable","reasons":[],
///      "result":"accepted","state":"queued","v":1}
public struct SubmissionReply: Hashable, Sendable, Codable {
    public var v: Int
    /// The maker's own id; null when it could not be read.
    public var id: String?
    public var result: SubmissionResult
    public var level: String
    /// null when there is no job.
    public var job: JobID?
    public var state: JobState?
    /// SHA-256 of the payload as it arrived, 64 lower-case hexadecimal digits; null when it was not kept.
    public var bodySHA256: String?
    public var reasons: [SubmissionReason]

    public init(
        id: String?, result: SubmissionResult, job: JobID? = nil, state: JobState? = nil, bodySHA256: String?,
        reasons: [SubmissionReason] = []
    ) {
        v = 1
        self.id = id
        self.result = result
        level = "durable"
        self.job = job
        self.state = state
        self.bodySHA256 = bodySHA256
        self.reasons = reasons
    }

    /// The answer to a submission that could not be read.
    public init(_ refusal: SubmissionRefusal, bodySHA256: String?) {
        self.init(id: refusal.id, result: .rejected, bodySHA256: bodySHA256, reasons: refusal.reasons)
    }

    private enum CodingKeys: String, CodingKey {
        case v, id, result, level, job, state
        case bodySHA256 = "body_sha256"
        case reasons
    }

    /// Every key is always there, null where there is nothing to say.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(v, forKey: .v)
        try container.encode(id, forKey: .id)
        try container.encode(result, forKey: .result)
        try container.encode(level, forKey: .level)
        try container.encode(job, forKey: .job)
        try container.encode(state, forKey: .state)
        try container.encode(bodySHA256, forKey: .bodySHA256)
        try container.encode(reasons, forKey: .reasons)
    }

    /// Canonical JSON: sorted keys, no spaces.
    public func encoded() -> [UInt8] { canonicalSubmissionJSON(self) }
}
