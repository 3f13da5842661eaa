internal import Synchronization

/// A mailbox of one: a newer value takes the place of one that nobody has fetched yet.
final class LatestValue<Value: Sendable>: Sendable {
    private struct Waiting {
        var value: Value?
        var reader: CheckedContinuation<Value?, Never>?
        var isClosed = false
    }

    private let waiting = Mutex(Waiting())

    func put(_ value: Value) {
        let reader = waiting.withLock { waiting -> CheckedContinuation<Value?, Never>? in
            guard let reader = waiting.reader else {
                waiting.value = value
                return nil
            }
            waiting.reader = nil
            return reader
        }
        reader?.resume(returning: value)
    }

    func close() {
        let reader = waiting.withLock { waiting in
            waiting.isClosed = true
            defer { waiting.reader = nil }
            return waiting.reader
        }
        reader?.resume(returning: nil)
    }

    /// The value, as soon as there is one; nil once closed. One reader only.
    func next() async -> Value? {
        await withCheckedContinuation { reader in
            let ready: Value?? = waiting.withLock { waiting -> Value?? in
                if let value = waiting.value {
                    waiting.value = nil
                    return value
                }
                if waiting.isClosed { return .some(nil) }
                waiting.reader = reader
                return nil
            }
            if let ready { reader.resume(returning: ready) }
        }
    }
}
