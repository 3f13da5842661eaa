public import FloorModel

/// A machine as the journal knows it. Whether that still holds is an observation (`MachineObservation`).
public struct MachineState: Hashable, Sendable, Codable {
    public var id: MachineID
    public var type: String
    public var packML: PackMLState
    public var mode: PackMLMode
    /// Why it is in this state, in a few words.
    public var reason: String
    public var since: WallClock
    /// The operation that it runs, or whose part is still on its plate.
    public var operation: OperationID?
    /// Something is on the plate, or may be.
    public var isPlateOccupied: Bool
    public var spool: LotID?
    /// No machine of this name is in the floor file any more.
    public var isRemoved: Bool

    public init(id: MachineID, type: String, since: WallClock) {
        self.id = id
        self.type = type
        self.since = since
        packML = .stopped
        mode = .production
        reason = "new on this floor"
        isPlateOccupied = false
        isRemoved = false
    }
}
