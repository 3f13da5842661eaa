/// The only way from outside to the floor: readers get a committed copy, requests wait for their commit.
public protocol FloorGate: Sendable {
    /// The floor as of the last commit.
    var floor: Floor { get }

    /// Puts a request to the floor and waits until its answer may be given, that is until what it caused is
    /// committed. Refused with `floorBusy` when the inbox is full. A stop leaves by its own lane before this
    /// returns and does not wait for the commit.
    func request(_ request: FloorRequest) async -> FloorReply
}
