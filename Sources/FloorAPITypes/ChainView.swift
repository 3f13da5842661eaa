public import FloorModel

/// `GET /v1/chain`: the provenance log of this floor.
public struct ChainView: Hashable, Sendable, Codable {
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Not read yet; entries wait.
        case opening
        case running
        /// It cannot be written at the moment; entries wait, and it is tried again.
        case unavailable
        /// It is not what was recorded; nothing is signed until somebody has looked.
        case mismatch
    }

    /// The first line of its checkpoints.
    public var origin: String
    /// The key to verify them with, as C2SP signed-note writes it; nil before there is one.
    public var vkey: String?
    public var state: State
    /// Entries under the published checkpoint.
    public var appended: Int64
    /// Entries that wait.
    public var pending: Int64
    /// Why it does not run.
    public var detail: String?
    /// When all its entries and files were last held against what was recorded, and nothing differed.
    public var checkedAt: UTCTime?

    public init(
        origin: String, vkey: String? = nil, state: State = .opening, appended: Int64 = 0, pending: Int64 = 0,
        detail: String? = nil, checkedAt: UTCTime? = nil
    ) {
        self.origin = origin
        self.vkey = vkey
        self.state = state
        self.appended = appended
        self.pending = pending
        self.detail = detail
        self.checkedAt = checkedAt
    }
}

/// One of `GET /v1/makers`: somebody whom the floor knows by name.
public struct MakerView: Hashable, Sendable, Codable {
    public var user: String
    /// All that are on record.
    public var jobs: Int
    /// Those that are not over.
    public var openJobs: [JobID]

    public init(user: String, jobs: Int, openJobs: [JobID]) {
        self.user = user
        self.jobs = jobs
        self.openJobs = openJobs
    }
}

/// `GET /v1/makers`.
public struct MakerList: Hashable, Sendable, Codable {
    public var makers: [MakerView]
    public init(makers: [MakerView]) { self.makers = makers }
}

/// The answer to `POST /v1/makers/<user>/erase`.
public struct ErasureView: Hashable, Sendable, Codable {
    /// Jobs that nobody's name stands behind any more.
    public var jobs: Int
    /// Stored files that went with them.
    public var files: Int
    /// Whether the bytes are gone from all files too.
    public var complete: Bool
    /// What to do where they are not.
    public var remedy: String?

    public init(jobs: Int, files: Int, complete: Bool, remedy: String? = nil) {
        self.jobs = jobs
        self.files = files
        self.complete = complete
        self.remedy = remedy
    }
}
