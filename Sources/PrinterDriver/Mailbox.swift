internal import FloorControl
internal import SerialLink
internal import Synchronization

/// What the thread of a serial line is asked to do. Safing commands overtake everything and are never refused;
/// of several, the strongest stays. Orders are refused beyond `capacity`.
final class Mailbox: Sendable {
    static let capacity = 8

    struct Mail {
        var safing: SafingCommand?
        var letters: [Letter] = []
        var isShutDown = false
    }

    struct Letter: Hashable {
        var order: MachineOrder
        /// A hold came after it, while it was waiting.
        var isHeld = false
    }

    let wakeup = Wakeup()
    private let mail = Mutex(Mail())

    func post(_ order: MachineOrder) -> Bool {
        let isTaken = mail.withLock { mail in
            guard mail.letters.count < Self.capacity, !mail.isShutDown else { return false }
            mail.letters.append(Letter(order: order))
            return true
        }
        if isTaken { wakeup.raise() }
        return isTaken
    }

    /// Nothing that was asked for before a safing command weakens it: a stop or an abort withdraws the orders that
    /// wait, a hold withdraws a `resume` and lets a print begin held.
    func post(_ command: SafingCommand) {
        mail.withLock { mail in
            mail.safing = max(mail.safing ?? command, command)
            if command > .hold {
                mail.letters.removeAll()
            } else {
                mail.letters.removeAll { $0.order == .resume }
                for index in mail.letters.indices { mail.letters[index].isHeld = true }
            }
        }
        wakeup.raise()
    }

    func shutDown() {
        mail.withLock { $0.isShutDown = true }
        wakeup.raise()
    }

    /// Takes everything. Call after the wake-up was lowered.
    func take() -> Mail {
        mail.withLock { mail in
            defer { mail = Mail(isShutDown: mail.isShutDown) }
            return mail
        }
    }
}
