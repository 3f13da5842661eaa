internal import ArgumentParser
internal import Foundation
internal import Provenance
internal import TransparencyLog

/// `machina passport extract`: what another program needs to check a passport.
struct PassportExtract: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract",
        abstract: "Write the entries and proofs of a passport as files, for any other verifier.",
        discussion: """
            For the entry 42 of the log 042.json, its exact bytes, and 042.tlog-proof (c2sp.org/tlog-proof@v1); and the \
            signed checkpoint. Files of these names are replaced. Checks nothing: that is what the other program is \
            for.
            Example: machina passport extract lot-6.passport.json --out lot-6
            """)

    @Argument(help: ArgumentHelp("A passport.", valueName: "file")) var file: String
    @Option(help: ArgumentHelp("A folder; made where there is none.", valueName: "dir")) var out: String
    @Flag(help: "Print one JSON object.") var json = false

    private struct Report: Encodable {
        var out: String
        var indices: [UInt64]
    }

    func run() throws {
        let passport: Passport
        let bytes = try readFile(file, limit: Passport.byteLimit)
        do { passport = try Passport(parsing: bytes) } catch {
            printError("machina: \(file): \(error)\nname a passport that machina wrote")
            throw ExitCode.badData
        }
        try makeFolder(out)
        for (name, bytes) in Self.files(of: passport) { try writeFile(bytes, to: "\(out)/\(name)") }
        let count = passport.events.count
        if json { return try printJSON(Report(out: out, indices: passport.events.map(\.index))) }
        printLines(["\(out): \(count) entries (NNN.json), their proofs (NNN.tlog-proof), checkpoint"])
    }

    /// What is written, by name.
    static func files(of passport: Passport) -> [(name: String, bytes: [UInt8])] {
        let width = passport.events.map { "\($0.index)".count }.max() ?? 0
        let pairs = passport.events.flatMap { event in
            let digits = "\(event.index)"
            let name = String(repeating: "0", count: max(3, width) - digits.count) + digits
            return [("\(name).json", event.entry), ("\(name).tlog-proof", event.proof.bytes)]
        }
        return pairs + [("checkpoint", passport.checkpoint)]
    }
}
