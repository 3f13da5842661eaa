/// One thing in a G-code file that stops it from being printed, or that a person should know before.
public struct GCodeProblem: Hashable, Sendable, Codable {
    public enum Severity: String, Sendable, Codable {
        /// The file is refused.
        case error
        case warning
    }

    /// Stable names, snake_case in JSON.
    public enum Code: String, CaseIterable, Sendable, Codable {
        // The file
        case notGCode = "not_gcode"
        case binary
        case nonASCII = "non_ascii"
        case lineTooLong = "line_too_long"
        case alreadyNumbered = "already_numbered"
        case notANumber = "not_a_number"
        /// Firmware families would read different commands out of the line.
        case ambiguous
        case unknownCommand = "unknown_command"
        case moreProblems = "more_problems"
        // What it does
        case forbidden
        case waitsForPerson = "waits_for_person"
        case changesCalibration = "changes_calibration"
        case unusual
        case noMoves = "no_moves"
        case extrudesCold = "extrudes_cold"
        case filamentDiffers = "filament_differs"
        // What a printer cannot do
        case outsideVolume = "outside_volume"
        case tooHot = "too_hot"
        case wrongNozzle = "wrong_nozzle"
        case materialNotPrinted = "material_not_printed"
        case severalTools = "several_tools"
    }

    /// Line of the file, from 1; 0 where the file as a whole is meant.
    public var line: Int
    public var code: Code
    public var severity: Severity
    /// What is wrong and what helps.
    public var message: String

    public init(line: Int, code: Code, severity: Severity, message: String) {
        self.line = line
        self.code = code
        self.severity = severity
        self.message = message
    }
}

/// The problems of one file in the order of their lines. At most ten of a code are kept word for word, the others
/// are counted, so that a broken file of any size yields a short list.
struct GCodeProblemLog {
    static let keptPerCode = 10
    private(set) var problems: [GCodeProblem] = []
    private var counts: [GCodeProblem.Code: Int] = [:]

    mutating func note(_ code: GCodeProblem.Code, _ severity: GCodeProblem.Severity, line: Int, _ message: String) {
        counts[code, default: 0] += 1
        if counts[code, default: 0] <= Self.keptPerCode {
            problems.append(GCodeProblem(line: line, code: code, severity: severity, message: message))
        }
    }

    /// All that was kept, and one line for each code of which there was more.
    func complete() -> [GCodeProblem] {
        var all = problems
        for code in GCodeProblem.Code.allCases {
            let more = counts[code, default: 0] - Self.keptPerCode
            guard more > 0 else { continue }
            all.append(
                GCodeProblem(
                    line: 0, code: .moreProblems, severity: .warning, message: "\(more) more of \(code.rawValue)"))
        }
        return all
    }
}
