internal import FloorModel

/// How long an acknowledgement takes, and from when silence is worth a question (after RFC 6298).
struct RoundTripTimer: Sendable {
    /// Never asks earlier: a scheduler's hiccup on either side is no loss.
    static let floor = Duration.milliseconds(100)
    static let ceiling = Duration.seconds(1)

    private var smoothed: Int64 = 0
    private var variation: Int64 = 0
    private var fastest: Int64 = .max
    private var samples = 0

    /// Takes the round trip of a fast command.
    mutating func observe(_ trip: Duration) {
        let sample = Self.microseconds(trip)
        if samples == 0 {
            smoothed = sample
            variation = sample / 2
        } else {
            variation += (abs(sample - smoothed) - variation) / 4
            smoothed += (sample - smoothed) / 8
        }
        fastest = min(fastest, sample)
        samples += 1
    }

    var patience: Duration {
        guard samples > 0 else { return .milliseconds(500) }
        return min(max(.microseconds(smoothed + 4 * variation), Self.floor), Self.ceiling)
    }

    /// Patience after something unreadable came in: it may have been the acknowledgement.
    var shortPatience: Duration { min(max(.microseconds(2 * smoothed + 4 * variation), .milliseconds(10)), patience) }

    /// Whether an answer came sooner than the line can have been there: then it is a second `ok` for the line before.
    /// The fastest trip must be slow enough to tell (a paced line; never on an instant pty).
    func isTooSoon(_ trip: Duration) -> Bool {
        samples >= 8 && fastest > 800 && Self.microseconds(trip) < fastest / 4
    }

    private static func microseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
