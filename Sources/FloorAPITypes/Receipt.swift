public import FloorModel

/// The answer to a request that was taken.
public struct Receipt: Hashable, Sendable, Codable {
    public enum Result: String, Sendable, Codable {
        /// It is committed.
        case done
        /// It is on its way to the machines; look at their state for the confirmation.
        case requested
    }

    public var result: Result
    /// The lot that came into being.
    public var lot: LotID?
    /// The machines that a stop is on its way to.
    public var machines: [MachineID]?

    public init(_ result: Result, lot: LotID? = nil, machines: [MachineID]? = nil) {
        self.result = result
        self.lot = lot
        self.machines = machines
    }
}

/// The answer to `PUT /v1/files/<sha256>`.
public struct FileReceipt: Hashable, Sendable, Codable {
    public var sha256: FileDigest
    public var bytes: Int

    public init(sha256: FileDigest, bytes: Int) {
        self.sha256 = sha256
        self.bytes = bytes
    }
}
