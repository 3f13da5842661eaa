internal import FloorControl
internal import FloorModel
internal import Synchronization

/// What the thread of a line is asked to do, machine by machine. Safing commands are never refused and overtake
/// everything; of several, the strongest stays, and orders that wait are dropped. Orders are refused beyond
/// `capacity` for each machine.
final class LineMailbox: Sendable {
    static let capacity = 64

    private struct Slot {
        var safing: SafingCommand?
        var orders: [MachineOrder] = []
    }

    private struct State {
        var slots: [Slot]
        var isShutDown = false
    }

    let wakeup = LineWakeup()
    private let state: Mutex<State>

    init(machines: Int) {
        state = Mutex(State(slots: Array(repeating: Slot(), count: machines)))
    }

    func post(_ order: MachineOrder, machine: Int) -> Bool {
        let isTaken = state.withLock { state in
            guard state.slots[machine].orders.count < Self.capacity, !state.isShutDown else { return false }
            state.slots[machine].orders.append(order)
            return true
        }
        if isTaken { wakeup.raise() }
        return isTaken
    }

    func post(_ command: SafingCommand, machine: Int) {
        state.withLock { state in
            let waiting = state.slots[machine].safing
            state.slots[machine] = Slot(safing: max(waiting ?? command, command))
        }
        wakeup.raise()
    }

    /// No order is taken any more, and those that wait are dropped.
    func shutDown() {
        state.withLock { state in
            state.isShutDown = true
            for index in state.slots.indices { state.slots[index].orders = [] }
        }
        wakeup.raise()
    }

    var isShutDown: Bool { state.withLock { $0.isShutDown } }

    func takeSafing(machine: Int) -> SafingCommand? {
        state.withLock { state in
            defer { state.slots[machine].safing = nil }
            return state.slots[machine].safing
        }
    }

    /// The oldest order; nil as well while a safing command waits, which comes first.
    func takeOrder(machine: Int) -> MachineOrder? {
        state.withLock { state in
            guard state.slots[machine].safing == nil, !state.slots[machine].orders.isEmpty else { return nil }
            return state.slots[machine].orders.removeFirst()
        }
    }
}
