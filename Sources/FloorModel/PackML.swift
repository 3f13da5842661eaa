/// The seventeen states of a unit, ANSI/ISA-TR88.00.02-2022 (PackML).
public enum PackMLState: String, CaseIterable, Sendable, Codable {
    case stopped, resetting, idle, starting, execute, completing, complete
    case aborting, aborted, stopping, clearing
    case suspending, suspended, unsuspending
    case holding, held, unholding

    /// Acting states end by themselves (`PackML.stateComplete`); waiting states wait for a command.
    public var isActing: Bool {
        switch self {
        case .resetting, .starting, .execute, .completing, .aborting, .stopping, .clearing, .suspending,
            .unsuspending, .holding, .unholding:
            true
        case .stopped, .idle, .complete, .aborted, .suspended, .held: false
        }
    }

    /// Whether an operation is under way in this state: the machine may move or be hot on its behalf.
    public var isProducing: Bool {
        switch self {
        case .starting, .execute, .completing, .suspending, .suspended, .unsuspending, .holding, .held, .unholding:
            true
        case .stopped, .resetting, .idle, .complete, .aborting, .aborted, .stopping, .clearing: false
        }
    }
}

/// Commands to a unit, ANSI/ISA-TR88.00.02-2022.
public enum PackMLCommand: String, CaseIterable, Sendable, Codable {
    case reset, start, stop, hold, unhold, suspend, unsuspend, abort, clear, complete
}

/// Unit modes, ANSI/ISA-TR88.00.02-2022 (production, maintenance, manual).
public enum PackMLMode: String, CaseIterable, Sendable, Codable {
    case production, maintenance, manual
}

/// The PackML base state model as two total functions.
public enum PackML {
    /// The state that `command` leads to from `state`, or nil where the model forbids it.
    public static func next(_ state: PackMLState, on command: PackMLCommand) -> PackMLState? {
        switch (command, state) {
        case (.abort, .aborting), (.abort, .aborted): nil
        case (.abort, _): .aborting
        case (.stop, .aborting), (.stop, .aborted), (.stop, .clearing), (.stop, .stopping), (.stop, .stopped): nil
        case (.stop, _): .stopping
        case (.clear, .aborted): .clearing
        case (.reset, .stopped), (.reset, .complete): .resetting
        case (.start, .idle): .starting
        case (.hold, .execute): .holding
        case (.unhold, .held): .unholding
        case (.suspend, .execute): .suspending
        case (.unsuspend, .suspended): .unsuspending
        case (.complete, .execute), (.complete, .held), (.complete, .suspended): .completing
        default: nil
        }
    }

    /// Where an acting state goes when it is done, or nil for a waiting state.
    public static func stateComplete(_ state: PackMLState) -> PackMLState? {
        switch state {
        case .resetting: .idle
        case .starting, .unholding, .unsuspending: .execute
        case .execute: .completing
        case .completing: .complete
        case .aborting: .aborted
        case .clearing, .stopping: .stopped
        case .suspending: .suspended
        case .holding: .held
        case .stopped, .idle, .complete, .aborted, .suspended, .held: nil
        }
    }
}
