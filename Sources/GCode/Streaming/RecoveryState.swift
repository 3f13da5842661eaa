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

/// Whether the print pauses, and who has to do something about it.
struct PauseState: Sendable {
    /// Nothing more of the file is fed.
    var isHolding = false
    var heldIsReported = false
    /// `needsPerson` was told, and `personDone` was not.
    var personIsAsked = false
    /// The firmware blocks until somebody answers it: `echo:busy: paused for user`.
    var firmwareWaits = false
    /// `resumed` follows when the firmware goes on.
    var owesResumed = false
}

/// How far the hello is.
struct GreetingState: Sendable {
    var attempts = 0
    var isBusy = false
    /// That it is at work was told before it had answered.
    var isToldActive = false
    var readings: [SignalReading] = []
    /// A firmware that boots is silent for a few seconds: bootloaders wait 1 to 2 s, a graphical one up to 8 s.
    static let attemptLimit = 15
    /// Between two hellos to a firmware that is known to have halted, once `attemptLimit` of them went unanswered.
    static let haltedPatience = Duration.seconds(5)
}

/// How far a stop is.
struct StopState: Sendable {
    var rounds = 0
    /// Answers to M105 in a row in which every target was 0.
    var coldAnswers = 0
    /// Tools that were seen with a target: `M104 T<n> S0` in the next round.
    var hotTools: [Int] = []
    /// M112 is said so often, a second apart, before a firmware that does not answer to it is given up.
    static let haltLimit = 10
}
