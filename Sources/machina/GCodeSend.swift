internal import ArgumentParser
internal import FloorControl
internal import FloorModel
internal import Foundation
internal import GCode
internal import PrinterDriver

/// `machina gcode send`: streams one file to one printer without a daemon, by the same driver that the daemon runs.
struct GCodeSend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Stream a G-code file to a printer on a serial port.")

    @Argument(help: "The printer's tty or pty.") var port: String
    @Argument(help: "The G-code file.") var file: String
    @Option(help: "Bits per second.") var baud = 115_200
    @Option(help: "auto (asks the firmware), or one of: \(Dialect.all.map(\.name).joined(separator: ", ")).")
    var dialect = "auto"
    @Option(help: "Lines in flight: auto or 1.") var window = "auto"
    @Option(help: "Go on at this line; not possible with this version.") var resumeAt: Int?
    @Flag(help: "Print the result as one JSON object.") var json = false

    func validate() throws {
        guard dialect == "auto" || Dialect.named(dialect) != nil else {
            let known = Dialect.all.map(\.name).joined(separator: ", ")
            throw ValidationError("--dialect \(dialect): there is no such dialect; use auto, \(known)")
        }
        guard window == "auto" || window == "1" else {
            throw ValidationError("--window \(window): only one line in flight is supported; leave it out or use 1")
        }
        guard resumeAt == nil else {
            throw ValidationError("--resume-at: a print cannot be resumed from a line; print the file from its start")
        }
        guard baud >= 300, baud <= 4_000_000 else {
            throw ValidationError("--baud \(baud): give a rate from 300 to 4000000")
        }
    }

    func run() async throws {
        let (survey, lines) = try surveyed()
        if let refusal = survey.refusal {
            let reason = "\(file):\(refusal.fileLine): \(refusal.reason)"
            try finish(SendResult(.refused, reason: reason, lines: lines, tally: StreamTally()), .badData)
        }
        let (events, sink) = AsyncStream.makeStream(of: SendEvent.self, bufferingPolicy: .bufferingNewest(4096))
        let driver = PrinterDriver(driverConfiguration { sink.yield(.report($0)) })
        let signals = EndSignals { _ in sink.yield(.interrupted) }
        defer { signals.cancel() }
        driver.start()
        var session = SendSession(driver: driver, lines: lines, sink: sink)
        var end: SendSession.End?
        for await event in events {
            end = session.take(event)
            if end != nil { break }
        }
        driver.shutDown()
        guard let end else { throw ExitCode.failure }
        try finish(SendResult(end.outcome, reason: end.reason, lines: lines, tally: driver.tally), end.exitCode)
    }

    private func driverConfiguration(report: @escaping @Sendable (MachineReport) -> Void) -> PrinterConfiguration {
        let path = file
        return PrinterConfiguration(
            machine: MachineID("printer"), port: port, baud: baud, dialect: Dialect.named(dialect),
            staleAfter: .seconds(30), files: { _ in path }, report: report)
    }

    /// Looks at the whole file before the port is opened.
    private func surveyed() throws -> (JobSurvey, lines: Int) {
        var survey = JobSurvey(dialect: Dialect.named(dialect) ?? .marlin)
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            while survey.supply([UInt8](try handle.read(upToCount: 65_536) ?? Data())) {}
            try handle.close()
        } catch {
            printError("\(file): cannot be read: \(error.localizedDescription)")
            throw ExitCode.noInput
        }
        return (survey, survey.lines)
    }

    private func finish(_ result: SendResult, _ code: ExitCode) throws -> Never {
        if json {
            try printJSON(result)
        } else {
            try printOutput((result.sentence + "\n").utf8)
        }
        throw code
    }
}
