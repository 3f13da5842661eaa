internal import ArgumentParser
internal import FloorModel
internal import Foundation
internal import GCode

/// `machina gcode inspect FILE`: what a print file is and does, without a printer.
struct GCodeInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Tell time, filament, extents, temperatures and problems of a G-code file.",
        discussion: "Exits with 0, 65 when the file has errors, 66 when it cannot be read.")

    @Argument(help: ArgumentHelp("A G-code file.", valueName: "file"))
    var file: String

    @Flag(help: "Print one JSON object; unknown values are null.")
    var json = false

    /// Read at a time; a file of any size needs no more memory.
    private static let chunkBytes = 1 << 20

    func run() throws {
        let report = try inspect()
        if json {
            try printJSON(report)
        } else {
            try printOutput(GCodeTable(report).text.utf8)
            for problem in report.problems {
                let place = problem.line > 0 ? "\(file):\(problem.line)" : file
                printError("\(place): \(problem.severity.rawValue): \(problem.message) [\(problem.code.rawValue)]")
            }
        }
        if report.hasErrors { throw ExitCode.badData }
    }

    private func inspect() throws -> GCodeReport {
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            defer { handle.closeFile() }
            var inspection = GCodeInspection()
            while let chunk = try handle.read(upToCount: Self.chunkBytes), !chunk.isEmpty {
                inspection.consume(chunk.span)
            }
            return inspection.finish()
        } catch {
            let isThere = FileManager.default.fileExists(atPath: file)
            printError(
                isThere
                    ? "\(file): cannot be read; check that it is a file and its permissions"
                    : "\(file): there is no such file; check the path")
            throw ExitCode.noInput
        }
    }
}

/// The report for people.
struct GCodeTable {
    private let report: GCodeReport

    init(_ report: GCodeReport) { self.report = report }

    var text: String {
        let rows: [(String, String?)] = [
            ("slicer", report.slicer),
            ("time, slicer's", report.secondsMetadata.map(Self.duration)),
            ("time, estimated", report.secondsEstimated.map(Self.duration)),
            ("filament", report.filamentMillimetres.map { "\(Self.decimal($0, 2)) mm" }),
            ("mass", report.filamentGrams.map { "\(Self.decimal($0, 2)) g" }),
            ("material", report.material),
            ("nozzle", report.nozzleMillimetres.map { "\($0) mm" }),
            ("nozzle, hottest", report.nozzleMaximumCelsius.map { "\(Self.decimal($0, 0)) °C" }),
            ("bed, hottest", report.bedMaximumCelsius.map { "\(Self.decimal($0, 0)) °C" }),
            ("x", report.x.map(Self.extent)), ("y", report.y.map(Self.extent)), ("z", report.z.map(Self.extent)),
            ("layers", report.layers.map(String.init)),
            ("lines sent", String(report.lines)),
            ("longest line", "\(report.longestLineBytes) bytes"),
            ("problems", report.problems.isEmpty ? "none" : String(report.problems.count)),
        ]
        return rows.map { name, value in
            name.padding(toLength: 17, withPad: " ", startingAt: 0) + (value ?? "unknown") + "\n"
        }.joined()
    }

    private static func extent(_ extent: GCodeReport.Extent) -> String {
        "\(decimal(extent.limits.minimum, 3)) to \(decimal(extent.limits.maximum, 3)) mm"
    }

    private static func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        return hours > 0 ? "\(hours) h \(minutes) min" : minutes > 0 ? "\(minutes) min \(whole % 60) s" : "\(whole) s"
    }
}
