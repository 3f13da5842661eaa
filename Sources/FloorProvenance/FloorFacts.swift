public import FloorModel

/// What an event's mapping may ask of the floor, as it stands right after that event.
public protocol FloorFacts {
    func lot(_ id: LotID) -> MaterialLot?
    func operation(_ id: OperationID) -> Operation?
    func job(_ id: JobID) -> Job?
    /// The name of its type, `prusa-mk3s`.
    func machineType(_ id: MachineID) -> String?
}
