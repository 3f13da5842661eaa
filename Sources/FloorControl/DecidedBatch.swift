internal import FloorModel

/// Inputs that were decided and are not committed yet, with what follows from them.
struct DecidedBatch {
    var inputs: [FloorInput] = []
    var commit = CommitBatch()
    var permissive: [PermissiveEffect] = []

    /// How many inputs were decided, those too that came to nothing.
    private(set) var decided = 0

    var isEmpty: Bool { decided == 0 }

    mutating func add(_ input: FloorInput, _ decision: Decision, at time: WallClock) {
        decided += 1
        // What came to nothing need not be decided again should the commit fail.
        if !(decision == Decision() && input.isFleeting) { inputs.append(input) }
        commit.events += decision.events.map { TimedEvent($0, at: time) }
        commit.records += decision.records
        permissive += decision.permissive
    }

    mutating func dropOrders(of id: MachineID) {
        permissive.removeAll { if case .order(id, _) = $0 { true } else { false } }
    }

    mutating func add(_ later: DecidedBatch) {
        decided += later.decided
        inputs += later.inputs
        commit.events += later.commit.events
        commit.records += later.commit.records
        permissive += later.permissive
    }
}

extension FloorInput {
    /// Soon followed by another of its kind.
    fileprivate var isFleeting: Bool {
        switch self {
        case .tick, .machine(_, .progress), .machine(_, .signals): true
        default: false
        }
    }
}
