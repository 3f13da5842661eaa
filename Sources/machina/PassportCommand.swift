internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation
internal import Provenance
internal import TransparencyLog

struct PassportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passport",
        abstract: "Where a part's material comes from, with signed proof; or check such a passport, offline.",
        discussion: "Example: machina passport lot-6 --out lot-6.passport.json",
        subcommands: [Show.self, PassportVerify.self, PassportExtract.self], defaultSubcommand: Show.self)
}

extension PassportCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "The passport of a lot, or of the single part of a job.",
            discussion: """
                Example: machina passport lot-6 --out lot-6.passport.json
                A code for the part itself: machina passport lot-6 --qr lot-6.png --width 20
                """)

        @Argument(help: "A lot, as lot-6 or 6, or a job with a single part, as job-1.")
        var item: PassportItem
        @Option(help: ArgumentHelp("Write the passport to a file; one of that name is replaced.", valueName: "file"))
        var out: String?
        @Option(
            help: ArgumentHelp(
                "Write a PNG file of 300 dpi with the item's link as a QR code; one of that name is replaced.",
                valueName: "file"))
        var qr: String?
        @Option(help: ArgumentHelp("Of the printed code, 15 to 200.", valueName: "mm"))
        var width = 30
        @OptionGroup var daemon: DaemonOptions

        func validate() throws {
            guard LotLabel.widthMillimetres.contains(width) else {
                throw ValidationError("--width \(width) is out of bounds; use 15 to 200 mm")
            }
        }

        func run() async throws {
            try await daemon.ask { client in
                let lot = try await item.lot(by: client)
                let bytes = try await client.passport(lot)
                guard let vkey = try await client.chain().vkey else {
                    printError("machina: the provenance log is still being opened\nask again in a second")
                    throw ExitCode.tryAgain
                }
                let facts = try Self.facts(of: bytes, vkey: vkey)
                if let out { try writeFile(bytes, to: out) }
                if let qr { try writeFile(try Self.label(facts).png(width: width), to: qr) }
                if daemon.json { return try printOutput(bytes) }
                let code = out == nil && qr == nil ? try Self.label(facts).code.lines : []
                printLines(code + PassportSheet.lines(facts) + Self.advice(facts, vkey: vkey, out: out, qr: qr))
            }
        }

        /// Nobody should give away what does not verify.
        private static func facts(of bytes: [UInt8], vkey: String) throws -> PassportFacts {
            let policy: TrustPolicy
            do { policy = try TrustPolicy(logs: [VerifierKey(vkey)]) } catch {
                throw FloorClientError.unintelligible("\(error)")
            }
            let check = PassportCheck(file: bytes, policy: policy, allowsSimulated: true)
            guard let facts = check.facts else {
                printError("machina: the daemon's passport does not verify")
                for problem in check.problems { printError("  \(problem.line)") }
                printError("do not give it away; look at 'machina chain status'")
                throw ExitCode.checkFailed
            }
            return facts
        }

        private static func label(_ facts: PassportFacts) throws -> LotLabel {
            guard let label = LotLabel(facts) else {
                printError("machina: the address of \(facts.item) is too long for a code\nshorten site.base_url")
                throw ExitCode.badData
            }
            return label
        }

        /// What was written, and how to check the passport.
        static func advice(_ facts: PassportFacts, vkey: String, out: String?, qr: String?) -> [String] {
            let file = out ?? "\(facts.item).passport.json"
            let simulated = facts.isSimulated ? " --allow-simulated" : ""
            var lines = ["", "vkey of the log, to hand out: \(vkey)"]
            if let qr { lines.append("\(qr): the code of \(facts.itemURI)") }
            if let out {
                lines.append("\(out): the passport, to give away; anybody checks it offline:")
            } else {
                lines.append("to give it away: machina passport \(facts.item) --out \(file)")
                lines.append("anybody checks it offline:")
            }
            return lines + ["  machina passport verify \(file) --vkey '\(vkey)'\(simulated)"]
        }
    }
}

extension LotLabel {
    /// The code of the item that a passport is about.
    /// - Returns: nil where its address is too long for a code.
    init?(_ facts: PassportFacts) {
        let form = facts.claims.ancestry.last?.form
        let what = [facts.claims.material, form].compactMap { $0 }.joined(separator: " ")
        let share = "\(PassportSheet.grams(facts.claims.mass))  \(PassportSheet.recycled(facts.claims))"
        self.init(uri: facts.itemURI, lines: [facts.item, what, facts.isSimulated ? "SIMULATED  \(share)" : share])
    }
}
