import FloorModel
import Testing

/// The transitions of ANSI/ISA-TR88.00.02-2022, figure "base state model", written down a second time as text.
private let standard = """
    reset: stopped>resetting complete>resetting
    start: idle>starting
    hold: execute>holding
    unhold: held>unholding
    suspend: execute>suspending
    unsuspend: suspended>unsuspending
    clear: aborted>clearing
    complete: execute>completing held>completing suspended>completing
    """

@Suite struct PackMLTests {
    private static let transitions: Set<String> = {
        var transitions: Set<String> = []
        for line in standard.split(separator: "\n") {
            let parts = line.split(separator: ":")
            for pair in parts[1].split(separator: " ") { transitions.insert("\(parts[0]):\(pair)") }
        }
        return transitions
    }()

    @Test("Every pair of state and command goes where the standard says, and nowhere else")
    func everyCommand() {
        for state in PackMLState.allCases {
            for command in PackMLCommand.allCases {
                let next = PackML.next(state, on: command)
                switch command {
                case .abort:
                    #expect(next == (state == .aborting || state == .aborted ? nil : .aborting))
                case .stop:
                    let deaf: Set<PackMLState> = [.aborting, .aborted, .clearing, .stopping, .stopped]
                    #expect(next == (deaf.contains(state) ? nil : .stopping))
                default:
                    let allowed = PackMLState.allCases.first {
                        Self.transitions.contains("\(command.rawValue):\(state.rawValue)>\($0.rawValue)")
                    }
                    #expect(next == allowed, "\(command) in \(state)")
                }
            }
        }
    }

    @Test("Acting states end by themselves, waiting states do not")
    func stateComplete() {
        for state in PackMLState.allCases {
            #expect((PackML.stateComplete(state) != nil) == state.isActing)
        }
    }

    @Test("From every state abort, clear and reset lead back to idle")
    func everyStateHasAWayOut() {
        for start in PackMLState.allCases {
            var state = start
            if let aborting = PackML.next(state, on: .abort) { state = aborting }
            var steps: [PackMLState] = [state]
            while state != .idle, steps.count < 10 {
                if let done = PackML.stateComplete(state) {
                    state = done
                } else {
                    state = PackML.next(state, on: .clear) ?? PackML.next(state, on: .reset) ?? state
                }
                steps.append(state)
            }
            #expect(state == .idle, "\(steps)")
        }
    }
}
