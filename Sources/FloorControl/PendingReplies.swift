internal import Synchronization

/// Who waits for which answer.
final class PendingReplies: Sendable {
    private struct Waiting {
        var next: UInt64 = 1
        var receivers: [UInt64: @Sendable (FloorReply) -> Void] = [:]
    }

    private let waiting = Mutex(Waiting())

    func register(_ receiver: @escaping @Sendable (FloorReply) -> Void) -> ReplyToken {
        waiting.withLock { waiting in
            defer { waiting.next += 1 }
            waiting.receivers[waiting.next] = receiver
            return ReplyToken(number: waiting.next)
        }
    }

    func resolve(_ token: ReplyToken, _ reply: FloorReply) {
        let receiver = waiting.withLock { $0.receivers.removeValue(forKey: token.number) }
        receiver?(reply)
    }

    func resolveAll(_ reply: FloorReply) {
        let receivers = waiting.withLock { waiting in
            defer { waiting.receivers = [:] }
            return waiting.receivers.sorted { $0.key < $1.key }.map(\.value)
        }
        for receiver in receivers { receiver(reply) }
    }
}
