internal import FloorControl
internal import FloorModel
internal import Synchronization

/// Which machines work for the floor, by what their drivers were given and have said: known without the journal.
final class MachineActivity: Sendable {
    private struct Known {
        var running: Set<MachineID> = []
        var isClosed = false
    }

    private let known = Mutex(Known())

    /// Machines that may move or be hot on the floor's behalf, sorted.
    var running: [MachineID] { known.withLock { $0.running.sorted() } }

    /// From now on no order is let through; the machines that run, sorted. An order is either counted here or refused.
    func close() -> [MachineID] {
        known.withLock { known in
            known.isClosed = true
            return known.running.sorted()
        }
    }

    /// Whether the order may go to the driver; one that starts something counts from now on.
    func admit(_ order: MachineOrder, _ machine: MachineID) -> Bool {
        known.withLock { known in
            guard !known.isClosed else { return false }
            switch order {
            case .print, .resume, .write: known.running.insert(machine)
            case .clear: break
            }
            return true
        }
    }

    func note(_ report: MachineReport, _ machine: MachineID) {
        known.withLock { known in
            switch report {
            // A process machine is connected with nothing on, or found active; a hold keeps its heat.
            case .started, .held, .resumed, .active, .connected(_, found: .active): known.running.insert(machine)
            // Out of reach: there is nothing to wait for.
            case .disconnected, .connected(_, found: .atRest), .completed, .stopped, .aborted:
                known.running.remove(machine)
            // A print that failed is not fed any more; that its heaters are off is still to be confirmed.
            case .failed, .cleared, .progress, .signals, .needsPerson, .personDone, .unconfirmed: break
            }
        }
    }
}

/// A driver's port that keeps `MachineActivity` up to date.
struct WatchedPort: MachinePort {
    let port: any MachinePort
    let activity: MachineActivity

    var machine: MachineID { port.machine }

    func perform(_ order: MachineOrder) -> Bool { activity.admit(order, machine) && port.perform(order) }

    func safe(_ command: SafingCommand) { port.safe(command) }
}
