internal import FloorModel
internal import Synchronization

/// What waits for the writer. Requests are refused when it is full; a machine's telemetry replaces what is
/// still waiting of the same kind; a machine's other reports are few and always taken.
final class FloorInbox: Sendable {
    enum Message: Sendable {
        case input(FloorInput)
        case committed(Result<Int64, JournalFault>)
        case closed
    }

    fileprivate struct Waiting {
        var messages: [Message] = []
        /// Where in `messages` a machine's latest progress and signals wait.
        var progress: [MachineID: Int] = [:]
        var signals: [MachineID: Int] = [:]
        var reader: CheckedContinuation<[Message], Never>?
        var isClosed = false
    }

    private let waiting = Mutex(Waiting())
    private let bound: Int

    init(bound: Int) { self.bound = bound }

    /// False when the inbox is full or closed; the request was not taken then.
    func offer(_ input: FloorInput) -> Bool {
        put { waiting in
            guard !waiting.isClosed, waiting.messages.count < bound else { return false }
            waiting.messages.append(.input(input))
            return true
        }
    }

    func post(_ message: Message) {
        _ = put { waiting in
            if case .input(.machine(let machine, let report)) = message, waiting.replace(report, of: machine) {
                return true
            }
            waiting.messages.append(message)
            return true
        }
    }

    func close() {
        _ = put { waiting in
            guard !waiting.isClosed else { return false }
            waiting.isClosed = true
            waiting.messages.append(.closed)
            return true
        }
    }

    /// Everything that waits, in order; suspends until there is something. One reader only.
    func next() async -> [Message] {
        await withCheckedContinuation { reader in
            let ready: [Message]? = waiting.withLock { waiting -> [Message]? in
                if waiting.messages.isEmpty {
                    precondition(waiting.reader == nil, "the inbox has one reader")
                    waiting.reader = reader
                    return nil
                }
                return waiting.take()
            }
            if let ready { reader.resume(returning: ready) }
        }
    }

    private func put(_ change: (inout sending Waiting) -> Bool) -> Bool {
        let (taken, wake) = waiting.withLock { waiting -> (Bool, (CheckedContinuation<[Message], Never>, [Message])?) in
            guard change(&waiting) else { return (false, nil) }
            guard let reader = waiting.reader else { return (true, nil) }
            waiting.reader = nil
            return (true, (reader, waiting.take()))
        }
        if let (reader, messages) = wake { reader.resume(returning: messages) }
        return taken
    }
}

extension FloorInbox.Waiting {
    fileprivate mutating func take() -> [FloorInbox.Message] {
        let taken = messages
        messages = []
        progress = [:]
        signals = [:]
        return taken
    }

    /// Whether the report took the place of an older one of its kind.
    fileprivate mutating func replace(_ report: MachineReport, of machine: MachineID) -> Bool {
        switch report {
        case .progress:
            if let index = progress[machine] {
                messages[index] = .input(.machine(machine, report))
                return true
            }
            progress[machine] = messages.count
        case .signals(let newer):
            guard let index = signals[machine] else {
                signals[machine] = messages.count
                return false
            }
            guard case .input(.machine(_, .signals(let older))) = messages[index] else { return false }
            let kept = older.filter { reading in !newer.contains { $0.name == reading.name } }
            messages[index] = .input(.machine(machine, .signals(kept + newer)))
            return true
        default:
            // Telemetry keeps its place among the machine's other reports: none jumps ahead of them.
            progress[machine] = nil
            signals[machine] = nil
        }
        return false
    }
}
