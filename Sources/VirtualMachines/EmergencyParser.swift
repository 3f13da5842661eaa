/// Marlin's emergency parser (e_parser.h): looks at each byte as it arrives, in the receive interrupt, before the
/// queue and even when there is no room for the byte.
///
/// `M112\n` and `N7 M112*36\n` both count; `G1 X1 M112\n` does not, the command has to come first.
struct EmergencyParser {
    enum Command: Equatable { case continueAfterWait, kill, quickStop }

    private enum State {
        case reset, number, m, m1, m10, m11, m4, m41
        case found(Command)
        case ignore
    }

    private var state = State.reset

    /// The command, when `byte` ends its line.
    mutating func take(_ byte: UInt8) -> Command? {
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
            defer { state = .reset }
            if case .found(let command) = state { return command }
            return nil
        }
        state = next(byte)
        return nil
    }

    private func next(_ byte: UInt8) -> State {
        switch (state, byte) {
        case (.reset, UInt8(ascii: " ")): .reset
        case (.reset, UInt8(ascii: "N")): .number
        case (.number, UInt8(ascii: "0")...UInt8(ascii: "9")), (.number, UInt8(ascii: "-")),
            (.number, UInt8(ascii: " ")):
            .number
        case (.reset, UInt8(ascii: "M")), (.number, UInt8(ascii: "M")): .m
        case (.m, UInt8(ascii: " ")): .m
        case (.m, UInt8(ascii: "1")): .m1
        case (.m, UInt8(ascii: "4")): .m4
        case (.m1, UInt8(ascii: "0")): .m10
        case (.m1, UInt8(ascii: "1")): .m11
        case (.m10, UInt8(ascii: "8")): .found(.continueAfterWait)
        case (.m11, UInt8(ascii: "2")): .found(.kill)
        case (.m4, UInt8(ascii: "1")): .m41
        case (.m41, UInt8(ascii: "0")): .found(.quickStop)
        case (.found(let command), _): .found(command)
        default: .ignore
        }
    }
}
