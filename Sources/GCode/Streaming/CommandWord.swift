/// The command word of a line: `G28`, `M109`.
struct CommandWord: Hashable {
    var letter: UInt8
    var code: Int

    /// The word at the start of `line`, nil where there is none.
    init?(_ line: [UInt8]) {
        self.init(line, at: 0)
    }

    private init?(_ line: [UInt8], at start: Int) {
        guard start + 1 < line.count else { return nil }
        let upper = line[start] & 0xDF
        guard upper == UInt8(ascii: "G") || upper == UInt8(ascii: "M") || upper == UInt8(ascii: "T") else { return nil }
        var value = 0
        var index = start + 1
        while index < line.count, index < start + 8, line[index] >= 0x30, line[index] <= 0x39 {
            value = value * 10 + Int(line[index] - 0x30)
            index += 1
        }
        guard index > start + 1 else { return nil }
        letter = upper
        code = value
    }

    /// Whether the firmware may be silent for minutes over this command: homing, probing, waiting for heat, for the
    /// planner or for a person, changing filament or tool.
    var isSlow: Bool {
        switch letter {
        case UInt8(ascii: "G"): [4, 27, 28, 29, 30, 33, 34, 35, 80].contains(code)
        case UInt8(ascii: "M"):
            [0, 1, 48, 109, 116, 125, 190, 191, 226, 303, 400, 600, 601, 701, 702, 910].contains(code)
        default: true
        }
    }

    /// Why a line of a file must not be sent, nil when it may.
    ///
    /// M110 anywhere in a line resets the numbering that everything rests on (Marlin queue.cpp); M108, M112 and M410
    /// act on the stream instead of in it; M28 makes the firmware write the rest of the job to its card.
    static func refusal(of line: [UInt8], dialect: Dialect) -> String? {
        if contains(line, "M110") { return "M110 would reset the line numbers of the print; leave it out" }
        if let word = CommandWord(line), word.letter == UInt8(ascii: "M") {
            switch word.code {
            case 108, 112, 410: return "M\(word.code) interrupts the print; leave it out"
            case 28: return "M28 would write the print to the printer's card; leave it out"
            case 117, 118: return nil
            default: break
            }
        }
        if line[0] & 0xDF == UInt8(ascii: "N"), line.count > 1, line[1] >= 0x30, line[1] <= 0x39 {
            return "the line has a number of its own; save the file without line numbers"
        }
        if dialect.oneCommandPerLine, hasSecondCommand(line) {
            return "two commands on one line, which this firmware acknowledges twice; put them on two lines"
        }
        return nil
    }

    private static func contains(_ line: [UInt8], _ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard line.count >= count else { return false }
        return (0...(line.count - count)).contains { start in
            (0..<count).allSatisfy { line[start + $0] == word.utf8Start[$0] }
        }
    }

    private static func hasSecondCommand(_ line: [UInt8]) -> Bool {
        guard CommandWord(line) != nil, line.count > 2 else { return false }
        return (2..<line.count).contains { index in
            line[index] & 0xDF != UInt8(ascii: "T") && CommandWord(line, at: index) != nil
        }
    }
}
