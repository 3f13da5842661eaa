/// Who waits for which commit, without I/O: entries that are handed over while a commit runs go together in the next
/// one, and any of those who wait may run it for all.
struct GroupCommit: Sendable {
    /// Entries, and bytes with their length prefixes, that may be handed over at once.
    static let entryLimit = 65_536
    static let byteLimit = 16 << 20
    /// Bytes that go into one commit; one hand-over always fits.
    static let groupLimit = byteLimit
    /// Bytes that may wait; what would go over is refused.
    static let waitingLimit = 8 * byteLimit

    typealias Number = UInt64

    private enum State {
        case idle(LogWriter)
        case committing
        /// Nothing more can be appended.
        case ended(LogStoreError)
    }

    enum Action {
        case done(Result<AppendedBatch, LogStoreError>)
        /// Commit these with the writer, then report with `settle` and give the writer back with `give`.
        case commit(LogWriter, EntryRun, [Member])
        /// Wait for the signal, then ask again.
        case sleep
        /// It was already answered, or never handed over.
        case unknown
    }

    /// One hand-over in a commit.
    struct Member: Sendable {
        var number: Number
        var count: Int
    }

    private var state: State
    private var waiting: [(number: Number, run: EntryRun)] = []
    private var waitingBytes = 0
    private var underway: Set<Number> = []
    private var results: [Number: Result<AppendedBatch, LogStoreError>] = [:]
    private var next: Number = 0
    private var isClosing = false

    init(_ writer: LogWriter) { state = .idle(writer) }

    /// Puts entries in line.
    mutating func reserve(_ run: EntryRun) throws(LogStoreError) -> Number {
        if case .ended(let error) = state { throw error }
        if isClosing { throw .closed }
        let bytes = run.encoded.count
        guard run.count <= Self.entryLimit, bytes <= Self.byteLimit, waitingBytes + bytes <= Self.waitingLimit else {
            throw .tooMuchAtOnce(entries: run.count, bytes: waitingBytes + bytes)
        }
        next += 1
        waiting.append((next, run))
        waitingBytes += bytes
        return next
    }

    /// What the one who waits for `number` does now.
    mutating func step(_ number: Number) -> Action {
        if let result = results.removeValue(forKey: number) { return .done(result) }
        if underway.contains(number) { return .sleep }
        guard waiting.contains(where: { $0.number == number }) else { return .unknown }
        switch state {
        case .committing: return .sleep
        case .ended(let error):
            waiting.removeAll { $0.number == number }
            return .done(.failure(error))
        case .idle(let writer):
            // The state lets go of the writer, so that it is changed in place.
            state = .committing
            let (run, members) = takeGroup()
            return .commit(writer, run, members)
        }
    }

    private mutating func takeGroup() -> (EntryRun, [Member]) {
        var group = waiting.removeFirst()
        var members = [Member(number: group.number, count: group.run.count)]
        while let follower = waiting.first,
            group.run.encoded.count + follower.run.encoded.count <= Self.groupLimit
        {
            group.run.append(follower.run)
            members.append(Member(number: follower.number, count: follower.run.count))
            waiting.removeFirst()
        }
        waitingBytes -= group.run.encoded.count
        underway = Set(members.map(\.number))
        return (group.run, members)
    }

    /// How the commit ended for its members.
    mutating func settle(_ members: [Member], _ outcome: Result<AppendedBatch, LogStoreError>) {
        underway = []
        var offset: UInt64 = 0
        for member in members {
            results[member.number] = outcome.map { batch in
                AppendedBatch(first: batch.first + offset, count: member.count, size: batch.size)
            }
            offset += UInt64(member.count)
        }
    }

    /// The writer comes back, or does not.
    mutating func give(_ writer: Result<LogWriter, LogStoreError>) {
        switch writer {
        case .success(let writer): state = .idle(writer)
        case .failure(let error): state = .ended(error)
        }
    }

    /// What the one who closes the store does now.
    enum Closing {
        /// The last that the writer does, then `give` the error `.closed`; nil where there is none any more.
        case end(LogWriter?)
        case commit(LogWriter, EntryRun, [Member])
        /// Wait for the signal, then ask again.
        case sleep
    }

    /// Nothing more is taken; what is in line is still committed, by the closer where nobody waits for it.
    mutating func close() -> Closing {
        isClosing = true
        switch state {
        case .committing: return .sleep
        case .ended: return .end(nil)
        case .idle(let writer):
            guard waiting.isEmpty else {
                state = .committing
                let (run, members) = takeGroup()
                return .commit(writer, run, members)
            }
            state = .committing
            return .end(writer)
        }
    }
}
