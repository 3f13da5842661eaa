public import FloorModel

/// What the streamer tells the one who runs it.
public enum StreamNotice: Hashable, Sendable {
    /// The firmware has answered the hello; `isBusy` when it said that it is occupied, `readings` with its targets.
    case ready(FirmwareIdentity, readings: [SignalReading], isBusy: Bool)
    /// Before the hello was answered the firmware showed that it is at work: `echo:busy: processing`, or temperatures
    /// with a target. It may be blocked for minutes; a stop is heard all the same. Once for each hello.
    case active(String)
    /// Hello, or polls while idle, stayed without an answer.
    case unanswered
    /// The first line of the file is on its way.
    case started
    /// Nothing is sent, and nothing of the file is in flight that the firmware works on: all is acknowledged, or the
    /// firmware waits for a person. Also the answer to a hold where nothing is printed.
    case held
    /// The print goes on. After a pause of the firmware's own: it has acknowledged something since.
    case resumed
    /// Every line is accepted, proven by the firmware's own line number, and executed (M400).
    case completed
    /// The stop was acknowledged and every heater's target is 0, or the firmware stands halted.
    case stopped
    /// The firmware halted, or answered an abort by starting anew; its first words. Again for every further abort.
    case halted(String)
    /// The firmware started anew; a print that ran is lost.
    case restarted(duringPrint: Bool)
    /// The print cannot go on; nothing more of it is sent.
    case failed(FaultCode, String)
    case signals([SignalReading])
    /// The firmware waits for a person, in its own words: `//action:pause`, `//action:paused …`,
    /// `echo:busy: paused for user`. Once until `personDone`.
    case needsPerson(String)
    /// It said `//action:resumed`, or acknowledged something since.
    case personDone
}

/// How a print went over the wire.
public struct StreamTally: Hashable, Sendable {
    /// Highest line accepted by the firmware; lines are counted from 1.
    public var acknowledged = 0
    /// Requests to send lines again that were followed.
    public var resends = 0
    /// Silences that a question had to end.
    public var timeouts = 0
    /// Acknowledgements beyond those owed.
    public var surplusAcknowledgements = 0
    /// Longest time between two acknowledged lines.
    public var longestGap = Duration.zero
    public var firstLineAt: MonotonicTime?
    public var lastAcknowledgedAt: MonotonicTime?

    public init() {}

    mutating func acknowledge(_ number: Int, at now: MonotonicTime) {
        guard number > acknowledged else { return }
        acknowledged = number
        if let previous = lastAcknowledgedAt ?? firstLineAt { longestGap = max(longestGap, now - previous) }
        lastAcknowledgedAt = now
    }
}
