internal import FloorModel

/// What the streamer remembers while an answer is doubtful or missing.
struct RecoveryState: Sendable {
    /// The `ok` that belongs to a `Resend:` is still to come; nothing is sent before it (or before `resendOkUntil`).
    var awaitsResendOk = false
    var resendOkUntil = MonotonicTime(elapsed: .zero)
    /// `ok`s to pass over, one for each `skip`.
    var okToSkip = 0
    /// When silence is acted upon.
    var retryAt: MonotonicTime?
    /// Silences in a row.
    var silences = 0
    var wantsQuestion = false
    var questionsAsked = 0
    /// The line that an answer wants, while answers to further questions may still come.
    var answer: Int?
    /// A line outside of what can be wanted, as one answer said; a second one that agrees is believed.
    var suspect: Int?
    /// `Last Line:` of the `Error:` before a `Resend:`; the two must agree.
    var lastLineOfError: Int?
    var refusedLine = 0
    var refusals = 0

    /// Requests for the same line after which it is given up.
    static let refusalLimit = 16
    /// How far behind the last acknowledged line a confirmed request may go: as many `ok`s may have been counted
    /// wrongly. Anything older means that the firmware has lost its place.
    static let reach = 16
}

/// How far the hello is.
struct GreetingState: Sendable {
    var attempts = 0
    var isBusy = false
    var readings: [SignalReading] = []
    /// A firmware that boots is silent for a few seconds: bootloaders wait 1 to 2 s, a graphical one up to 8 s.
    static let attemptLimit = 15
}

/// How far a stop is.
struct StopState: Sendable {
    var rounds = 0
    /// Answers to M105 in a row in which every target was 0.
    var coldAnswers = 0
    /// Tools that were seen with a target: `M104 T<n> S0` in the next round.
    var hotTools: [Int] = []
}
