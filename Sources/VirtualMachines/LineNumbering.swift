/// The check of `N<number> … *<checksum>` (Marlin 2.1 queue.cpp, `get_serial_commands`): sequence first, then
/// checksum, then its absence.
///
/// `N3 T0*57` is line 3 with the XOR of all bytes before the asterisk.
struct LineNumbering {
    enum Verdict: Equatable {
        case accepted
        /// A line that was accepted already, N or N-1: dropped without ok and without Resend.
        case repeated
        /// The text behind `Error:`, without the number of the last line.
        case refused(String)
    }

    /// `last_N`.
    var last = 0

    mutating func check(_ line: [UInt8]) -> Verdict {
        let command = line.drop { $0 == UInt8(ascii: " ") }
        guard command.first == UInt8(ascii: "N") else { return .accepted }
        let setsNumber = contains(command, "M110")
        let number = DecimalText.integer(in: numberText(of: command, setsNumber: setsNumber))
        if number != last + 1, !setsNumber {
            if number == last || number == last - 1 { return .repeated }
            return .refused("Line Number is not Last Line Number+1, Last Line: ")
        }
        guard let asterisk = command.lastIndex(of: UInt8(ascii: "*")) else {
            return .refused("No Checksum with line number, Last Line: ")
        }
        let checksum = command[..<asterisk].reduce(0) { $0 ^ $1 }
        guard DecimalText.integer(in: command[(asterisk + 1)...]) == Int(checksum) else {
            return .refused("checksum mismatch, Last Line: ")
        }
        last = number
        return .accepted
    }

    /// What stands behind the N that counts: with M110 anywhere in the line it is a second N, where there is one.
    private func numberText(of command: ArraySlice<UInt8>, setsNumber: Bool) -> ArraySlice<UInt8> {
        let rest = command.dropFirst(4)
        if setsNumber, let second = rest.firstIndex(of: UInt8(ascii: "N")) { return command[(second + 1)...] }
        return command.dropFirst()
    }

    private func contains(_ line: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
        word.withUTF8Buffer { wanted in
            guard line.count >= wanted.count else { return false }
            return (line.startIndex...(line.endIndex - wanted.count)).contains { start in
                line[start..<(start + wanted.count)].elementsEqual(wanted)
            }
        }
    }
}
