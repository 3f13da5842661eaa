internal import FloorModel

/// Inputs that were decided and are not committed yet, with what follows from them.
struct DecidedBatch {
    var inputs: [FloorInput] = []
    var commit = CommitBatch()
    var permissive: [PermissiveEffect] = []

    var isEmpty: Bool { inputs.isEmpty }

    mutating func add(_ input: FloorInput, _ decision: Decision, at time: WallClock) {
        inputs.append(input)
        commit.events += decision.events.map { TimedEvent($0, at: time) }
        commit.records += decision.records
        permissive += decision.permissive
    }

    mutating func add(_ later: DecidedBatch) {
        inputs += later.inputs
        commit.events += later.commit.events
        commit.records += later.commit.records
        permissive += later.permissive
    }
}
