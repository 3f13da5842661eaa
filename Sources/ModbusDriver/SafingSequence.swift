internal import FloorControl
internal import FloorModel
internal import RegisterMap

/// A safing command on its way: the writes of its `SafeState` pass after pass, until its conditions are seen.
///
/// In a pass each write is tried once, in the order of the machine's file, whatever became of the one before; those
/// to modules that do not answer come last, because each of them costs its time-out.
struct SafingSequence {
    struct Write {
        let request: ModbusRequest
        let module: Int
    }

    let command: SafingCommand
    let state: SafeState
    let number: Int
    let writes: [Write]
    /// Writes that no register can take; the machine's file is wrong, and the sequence is never confirmed.
    let refusals: [String]
    /// Not tried in this pass.
    private(set) var waiting: [Int]
    private(set) var isRepeat = false
    /// A module was tried that did not answer: from now on such writes leave the line to overdue polls in between, or
    /// a dead machine would make the values of all others stale.
    private(set) var hasWaited = false
    /// Since when the next write is due.
    private(set) var dueAt: MonotonicTime
    /// When the latest write was over, whatever became of it: only what is asked for afterwards confirms.
    private(set) var writtenAt: MonotonicTime
    /// What was reported as unconfirmed.
    var reported: [String]?

    static let repeatsAfter = Duration.milliseconds(500)

    init(
        _ command: SafingCommand, state: SafeState, number: Int, writes: [Write], refusals: [String],
        at now: MonotonicTime
    ) {
        self.command = command
        self.state = state
        self.number = number
        self.writes = writes
        self.refusals = refusals
        waiting = Array(writes.indices)
        dueAt = now
        writtenAt = now
    }

    /// Every write of this pass was tried.
    var isWritten: Bool { waiting.isEmpty }

    /// When the next pass is due, if nothing confirms this one.
    var repeatAt: MonotonicTime { writtenAt + Self.repeatsAfter }

    /// What is to be written next: the first whose module answers, else the first of all.
    func next(isSilent: (Int) -> Bool) -> Int? {
        waiting.first { !isSilent(writes[$0].module) } ?? waiting.first
    }

    mutating func tried(_ write: Int, isSilent: Bool, at now: MonotonicTime) {
        waiting.removeAll { $0 == write }
        writtenAt = now
        guard isSilent else { return }
        hasWaited = true
        dueAt = now
    }

    /// Begins the next pass.
    mutating func repeatPass(at now: MonotonicTime) {
        isRepeat = true
        waiting = Array(writes.indices)
        dueAt = now
    }

    /// The line was opened again: everything is sent anew, and first.
    mutating func restart(at now: MonotonicTime) {
        isRepeat = false
        hasWaited = false
        waiting = Array(writes.indices)
        dueAt = now
        writtenAt = now
        reported = nil
    }
}
