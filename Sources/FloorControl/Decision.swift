public import FloorModel
public import Scheduling

/// An effect that makes a machine safer; see `SafingCommand`.
public struct SafingEffect: Hashable, Sendable {
    public var machine: MachineID
    public var command: SafingCommand

    public init(_ command: SafingCommand, _ machine: MachineID) {
        self.machine = machine
        self.command = command
    }
}

/// An effect that leaves only after the commit of the events that it rests on.
public enum PermissiveEffect: Hashable, Sendable {
    case order(MachineID, MachineOrder)
    case reply(ReplyToken, FloorReply)
    /// Ask the planner.
    case plan(PlanningProblem)
}

/// What follows from one input.
public struct Decision: Hashable, Sendable {
    public var events: [FloorEvent] = []
    public var records: [PersonalRecord] = []
    public var safing: [SafingEffect] = []
    public var permissive: [PermissiveEffect] = []

    public init() {}
}
