/// How long to wait before the next attempt to connect: doubling from `minimum` to `maximum`.
///
/// Only a connection that lasted `stableAfter` starts the row anew. libmosquitto's own delay starts anew with every
/// CONNACK, so a broker that accepts and drops would be asked at the shortest delay for ever.
public struct ReconnectBackoff: Hashable, Sendable {
    public let minimum: Duration
    public let maximum: Duration
    public let stableAfter: Duration
    private var next: Duration

    public init(
        minimum: Duration = .milliseconds(250), maximum: Duration = .seconds(30), stableAfter: Duration = .seconds(10)
    ) {
        precondition(minimum > .zero && maximum >= minimum, "a back-off needs 0 < minimum <= maximum")
        self.minimum = minimum
        self.maximum = maximum
        self.stableAfter = stableAfter
        next = minimum
    }

    /// A connection ended after `lasted` since its CONNACK, zero when it never came up: how long to wait now.
    public mutating func connectionEnded(lasted: Duration) -> Duration {
        if lasted >= stableAfter { next = minimum }
        defer { next = min(next * 2, maximum) }
        return next
    }
}
