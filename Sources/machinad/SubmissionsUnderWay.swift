internal import FloorControl
internal import FloorModel
internal import Synchronization

/// Who is having a job taken at the moment: one delivery of a submission at a time.
///
/// A broker brings a message again that was not answered in time. The repetition waits for the first delivery and
/// finds what became of it, instead of storing the same file beside it on a disk that is slow already.
final class SubmissionsUnderWay: Sendable {
    struct Submission: Hashable, Sendable {
        var user: String
        var id: String
    }

    /// Different submissions of one maker at once.
    static let perMaker = 8
    /// Repetitions that wait for the same submission.
    static let repetitions = 4

    private struct State {
        var underWay: [Submission: [CheckedContinuation<Bool, Never>]] = [:]
        /// Makers who are being erased: nothing of theirs is taken in meanwhile.
        var shut: Set<String> = []
    }

    private let state = Mutex(State())

    /// Runs `work` once no other delivery of this submission is under way.
    ///
    /// - Throws: a `Refusal` of code `floorBusy` above either bound, or what `work` throws.
    func alone<Value>(_ submission: Submission, _ work: () async throws -> Value) async throws -> Value {
        let isAdmitted = await withCheckedContinuation { turn in
            if let answer = admit(submission, turn) { turn.resume(returning: answer) }
        }
        guard isAdmitted else {
            throw Refusal(.floorBusy, message: "too much of \(submission.user) is being taken in already", retry: true)
        }
        defer { end(submission) }
        return try await work()
    }

    /// nil when the turn comes later.
    private func admit(_ submission: Submission, _ turn: CheckedContinuation<Bool, Never>) -> Bool? {
        state.withLock { state in
            guard !state.shut.contains(submission.user) else { return false }
            if let waiting = state.underWay[submission] {
                guard waiting.count < Self.repetitions else { return false }
                state.underWay[submission] = waiting + [turn]
                return nil
            }
            guard state.underWay.keys.count(where: { $0.user == submission.user }) < Self.perMaker else {
                return false
            }
            state.underWay[submission] = []
            return true
        }
    }

    private func end(_ submission: Submission) {
        let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            guard let waiting = state.underWay[submission], let first = waiting.first else {
                state.underWay[submission] = nil
                return nil
            }
            state.underWay[submission] = Array(waiting.dropFirst())
            return first
        }
        next?.resume(returning: true)
    }

    /// Takes nothing more in of this maker, until `reopen`.
    ///
    /// - Returns: false, and nothing is changed, while something of theirs is under way.
    func shut(_ user: String) -> Bool {
        state.withLock { state in
            guard !state.underWay.keys.contains(where: { $0.user == user }) else { return false }
            return state.shut.insert(user).inserted
        }
    }

    func reopen(_ user: String) { _ = state.withLock { $0.shut.remove(user) } }
}
