public import FloorModel
internal import Foundation

/// Where a maker's job stands: retained on `jobs/<id>/state`.
///
///     {"estimated_finish":"2026-11-28T17:00:00Z","id":"bracket-7","job":"job-17","progress":0.25,
///      "state":"running","v":1,"why_waiting":null}
public struct SubmissionStateMessage: Hashable, Sendable, Codable {
    public var v: Int
    public var id: String
    public var job: JobID
    public var state: JobState
    /// 0 to 1 over all copies; null before the first one began.
    public var progress: Double?
    /// RFC 3339 in UTC; null while no plan knows.
    public var estimatedFinish: String?
    /// For people; null when it does not wait.
    public var whyWaiting: String?

    /// `progress` outside 0…1 is bounded, and cut to thousandths: a new message for less is not worth sending.
    public init(
        id: String, job: JobID, state: JobState, progress: Double? = nil, estimatedFinish: WallClock? = nil,
        whyWaiting: String? = nil
    ) {
        v = 1
        self.id = id
        self.job = job
        self.state = state
        self.progress = progress.flatMap { value in
            value.isFinite ? (min(max(value, 0), 1) * 1000).rounded(.down) / 1000 : nil
        }
        self.estimatedFinish = estimatedFinish.map(SubmissionDate.format)
        self.whyWaiting = whyWaiting
    }

    private enum CodingKeys: String, CodingKey {
        case v, id, job, state, progress
        case estimatedFinish = "estimated_finish"
        case whyWaiting = "why_waiting"
    }

    /// Every key is always there, null where there is nothing to say.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(v, forKey: .v)
        try container.encode(id, forKey: .id)
        try container.encode(job, forKey: .job)
        try container.encode(state, forKey: .state)
        try container.encode(progress, forKey: .progress)
        try container.encode(estimatedFinish, forKey: .estimatedFinish)
        try container.encode(whyWaiting, forKey: .whyWaiting)
    }

    /// Canonical JSON: sorted keys, no spaces.
    public func encoded() -> [UInt8] { canonicalSubmissionJSON(self) }
}

/// JSON with sorted keys and no spaces, so that equal values are equal bytes.
func canonicalSubmissionJSON(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
        return Array(try encoder.encode(value))
    } catch {
        preconditionFailure("a reply of strings and bounded numbers is always JSON: \(error)")
    }
}
