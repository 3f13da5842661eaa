internal import FloorControl
internal import SerialLink
internal import Synchronization

/// What the thread of a serial line is asked to do. Safing commands overtake everything and are never refused;
/// of several, the strongest stays. Orders are refused beyond `capacity`.
final class Mailbox: Sendable {
    static let capacity = 8

    struct Mail {
        var safing: SafingCommand?
        var orders: [MachineOrder] = []
        var isShutDown = false
    }

    let wakeup = Wakeup()
    private let mail = Mutex(Mail())

    func post(_ order: MachineOrder) -> Bool {
        let isTaken = mail.withLock { mail in
            guard mail.orders.count < Self.capacity, !mail.isShutDown else { return false }
            mail.orders.append(order)
            return true
        }
        if isTaken { wakeup.raise() }
        return isTaken
    }

    /// A stop or an abort also withdraws the orders that wait: nothing starts after it that was asked for before.
    func post(_ command: SafingCommand) {
        mail.withLock { mail in
            mail.safing = max(mail.safing ?? command, command)
            if command > .hold { mail.orders.removeAll() }
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
