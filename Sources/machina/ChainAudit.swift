internal import ArgumentParser
internal import Foundation
internal import LogStore
internal import TransparencyLog

/// `machina chain audit`: everything about a log that can be checked from outside.
struct ChainAudit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check a whole log: signatures, every entry, every tile, history.",
        discussion: """
            Hashes every entry and holds it against every tile and the signed root. With --old also checkpoints that you \
            kept from earlier, so that a log that was rolled back or rewritten is found: keep one after each audit. \
            Exits with 1 when anything is wrong; each finding is a line, its code first.

            Example: machina chain audit https://chain.example/floor --vkey "$(cat floor.vkey)" --old last-week.checkpoint
            """)

    @Argument(help: ArgumentHelp("Folder or URL of the log.", valueName: "dir|url")) var log: String
    @OptionGroup var trust: TrustOptions
    @Option(
        help: ArgumentHelp(
            "A checkpoint of this log seen earlier; can be given more than once.", valueName: "checkpoint"))
    var old: [String] = []
    @Flag(help: "Print one JSON object.") var json = false

    private struct Finding: Encodable {
        var code: String
        var message: String
    }

    private struct Report: Encodable {
        var ok: Bool
        var origin: String?
        var size: UInt64?
        var root: String?
        var entries: UInt64
        var cosignatures: [CosignatureView]
        var oldCheckpoints: Int
        var findings: [Finding]
        /// Of which `findings` are the first.
        var findingCount: Int
        var seconds: Double
    }

    func run() throws {
        let policy = try trust.trusted()
        let notes = try old.map { try readFile($0, limit: SignedNote.byteLimit) }
        let began = ContinuousClock.now
        let progress = ChainProgress()
        let report = try onLog {
            defer { progress.end() }
            return try LogAuditRun.run(
                source: try source(of: log), name: log, policy: policy, old: notes, names: old,
                progress: { progress.show($0) })
        }
        if json { try printJSON(view(report, took: ContinuousClock.now - began)) } else { try say(report) }
        if !report.isGood { throw ExitCode.checkFailed }
    }

    private func view(_ report: AuditReport, took: Duration) -> Report {
        Report(
            ok: report.isGood, origin: report.checkpoint?.origin, size: report.checkpoint?.size,
            root: report.checkpoint?.root.base64, entries: report.entries,
            cosignatures: report.cosignatures.map(CosignatureView.init), oldCheckpoints: report.oldCheckpoints,
            findings: report.findings.map { Finding(code: $0.code, message: $0.description) },
            findingCount: report.findingCount,
            seconds: Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
    }

    private func say(_ report: AuditReport) throws {
        for finding in report.findings { printError("\(finding.code): \(finding)") }
        if report.findingCount > report.findings.count {
            printError("and \(report.findingCount - report.findings.count) findings more")
        }
        guard report.isGood, let checkpoint = report.checkpoint else { return }
        try printOutput(
            ("\(checkpoint.origin): \(checkpoint.size) entries, all as signed; \(report.cosignatures.count) cosignatures, "
                + "\(report.oldCheckpoints) old checkpoints; root \(checkpoint.root)\n").utf8)
    }
}
