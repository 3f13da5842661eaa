import FloorModel
import GCode
import Testing

/// Each problem is found on its line with its severity, and a good file has none.
struct ProblemTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String { line }
        var line: String
        var code: GCodeProblem.Code
        var severity: GCodeProblem.Severity
    }

    private static func make(
        _ code: GCodeProblem.Code, _ severity: GCodeProblem.Severity, _ lines: [String]
    ) -> [Case] { lines.map { Case(line: $0, code: code, severity: severity) } }

    private static let cases: [Case] =
        make(
            .forbidden, .error,
            [
                "M112", "m112", "M 112", "G1 X5\rM112", ";\rM112", "M110 N0", "M117 M110", "M410", "M500", "M502",
                "M997", "M999", "M28 a.g", "M23 a.g",
                "M575 B1",
            ])
        + make(.waitsForPerson, .warning, ["M0", "M1 look", "M600"])
        + make(.changesCalibration, .warning, ["M92 E93", "M851 Z-1", "M301 P1"])
        + make(.unusual, .warning, ["M81", "M302 S0", "M303 C5", "M108", "G38.2 Z0"])
        + make(.notANumber, .error, ["G1 Xnan", "G1 X Y5", "G0 Y--3", "G1 Einf", "G1 X5 F"])
        + make(.alreadyNumbered, .error, ["N12 G1 X5", "G1 X5*71", "N3 M105*36"])
        + make(.unknownCommand, .warning, ["START_PRINT EXTRUDER=200", "@pause", "G", "SET_FAN"])
        + make(.binary, .error, ["G1 X5\u{0}", "M117 a\u{1}b"])
        + make(.nonASCII, .warning, ["M117 Größe"])
        + make(.ambiguous, .error, ["M1:12", "M1é12", "G1 X5 M112", "M11:2 x", "G28 X:5"])
        + make(.lineTooLong, .error, ["M117 " + String(repeating: "a", count: 90)])

    private static let head = "M140 S60\nM109 S200\nG28\nG1 X10 Y10 Z0.2 F3000\n"

    @Test(arguments: cases)
    func isFoundOnItsLine(_ seeded: Case) {
        let report = inspect(Self.head + seeded.line + "\nG1 X20 E1\n")
        let found = report.problems.filter { $0.line == 5 }
        #expect(found.contains { $0.code == seeded.code && $0.severity == seeded.severity }, "\(report.problems)")
        #expect(report.hasErrors == (seeded.severity == .error))
    }

    @Test(arguments: [
        "M117 all well * really", "M117 12:30 done", "G1\tX5\tY6", "G28 X Y", "M84", "T0", "G1 X+5", "G1X5Y6E.2",
        "g1 x5", "G1 X 5", "M106 S255", "G29",
        "M221 S95", "M862.3 P \"M3D\"", "M486 Abox:M3.stl", "M115 U3.13.0", "M900 K30", "M204 P1250", "; M112",
        "G1 X5 ; M112", "M73 P5 R3", "M201 X1000 Y1000",
    ])
    func ordinaryLinesAreNoProblem(_ line: String) {
        #expect(inspect(Self.head + line + "\n").problems == [])
    }

    /// The limit is exact: number, blank and the longest checksum count, the comment does not.
    @Test func lengthLimitIsThatOfTheFirmware() {
        // Sent as "N1 M117 …*255": 3 + length + 4 bytes.
        func report(_ length: Int) -> GCodeReport {
            inspect(
                "M117 " + String(repeating: "a", count: length - 5) + " ; " + String(repeating: "c", count: 200) + "\n")
        }
        #expect(!report(88).has(.lineTooLong))
        #expect(report(89).has(.lineTooLong))
        #expect(report(88).longestLineBytes == 88)
    }

    @Test(arguments: [[0x47, 0x43, 0x44, 0x45, 1, 0], [0x1F, 0x8B, 8, 0], [0x50, 0x4B, 3, 4]] as [[UInt8]])
    func otherFormatsAreNamed(_ head: [UInt8]) {
        let report = inspect(head + Array(repeating: 0, count: 5000))
        #expect(report.problems.map(\.code) == [.notGCode])
        #expect(report.hasErrors)
    }

    @Test func filesThatDoNothingOrExtrudeColdAreTold() {
        #expect(inspect("").has(.noMoves))
        #expect(inspect("; nothing\n").hasErrors)
        #expect(inspect("G28\nG1 X5 E5\n").problems.map(\.code) == [.extrudesCold])
        #expect(!inspect("G28\nG1 X5 E5\n").hasErrors)
    }

    @Test func aFileThatWasCutOffIsTold() {
        let report = inspect(";Filament used: 5m\nM109 S200\nG28\nG1 X5 E100\n")
        #expect(report.problems.map(\.code) == [.filamentDiffers])
    }

    /// A broken file of any size yields a short list.
    @Test func problemsAreBounded() {
        let report = inspect(String(repeating: "M112\n", count: 100_000))
        #expect(report.problems.filter { $0.code == .forbidden }.count == 10)
        #expect(report.problems.contains { $0.code == .moreProblems && $0.message.hasPrefix("99990 more") })
    }

    @Test(arguments: [
        ("G1 X-1", GCodeProblem.Code.outsideVolume, 5), ("G1 Y200.5", .outsideVolume, 5),
        ("G1 Z181", .outsideVolume, 5),
        ("M104 S260", .tooHot, 5), ("M190 S110", .tooHot, 5), ("; nozzle_diameter = 0.6", .wrongNozzle, 0),
        ("; filament_type = ABS", .materialNotPrinted, 0), ("T0\nG1 E1\nT1\nG92 E0\nG1 E2", .severalTools, 0),
    ])
    func aPrinterRefusesWhatItCannotDo(_ line: String, _ code: GCodeProblem.Code, _ at: Int) {
        let refusals = inspect(Self.head + line + "\n").refusals(for: smallPrinter)
        #expect(refusals.map(\.code) == [code])
        #expect(refusals.map(\.line) == [at])
        #expect(refusals.allSatisfy { $0.severity == .error })
    }

    @Test func aPrinterTakesWhatItReaches() {
        let text =
            Self.head
            + "G1 X0 Y-4\nG1 X200 Y200 Z180\nM104 S240\nM140 S80\n; filament_type = pla\n; nozzle_diameter = 0.4\n"
        #expect(inspect(text).refusals(for: smallPrinter) == [])
    }
}
