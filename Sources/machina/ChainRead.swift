internal import ArgumentParser
internal import Foundation
internal import LogStore
internal import TransparencyLog

/// `machina chain prove`: a proof that stands by itself.
struct ChainProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Print the proof that an entry is in a log (tlog-proof).",
        discussion: """
            The proof holds the signed checkpoint, so that 'chain verify' needs nothing else but the entry and the key. \
            Every tile that it is made from is checked up to the checkpoint's root.

            Example: machina chain prove /srv/log 42 > 42.tlog-proof
            """)

    @Argument(help: ArgumentHelp("Folder or URL of the log.", valueName: "dir|url")) var log: String
    @Argument(help: "Index of the entry, from 0.") var index: UInt64

    func run() throws {
        let proof = try onLog { try LogReader(try source(of: log), name: log).proof(of: index) }
        try printOutput(proof.bytes)
    }
}

/// `machina chain entries`: what is in a log.
struct ChainEntries: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entries", abstract: "Print the entries of a log, one a line.",
        discussion: """
            Prints the exact bytes of each entry and a newline. Every entry is checked against the tree of the \
            checkpoint; whether that is signed by whom you trust says 'chain audit'.

            Example: machina chain entries /srv/log --from 100 --to 110
            """)

    @Argument(help: ArgumentHelp("Folder or URL of the log.", valueName: "dir|url")) var log: String
    @Option(help: "Index of the first entry.") var from: UInt64 = 0
    @Option(help: "Index after the last entry; the size of the log when left out.") var to: UInt64?

    private static let bufferBytes = 1 << 20

    func run() throws {
        try onLog {
            let reader = try LogReader(try source(of: log), name: log)
            let end = to ?? reader.size
            guard from <= end else {
                printError("--from \(from) --to \(end): nothing lies between them")
                throw ExitCode.usage
            }
            var lines: [UInt8] = []
            try reader.forEachEntry(in: from..<end) { entry in
                lines.append(contentsOf: entry)
                lines.append(0x0A)
                guard lines.count >= Self.bufferBytes else { return }
                try printOutput(lines)
                lines.removeAll(keepingCapacity: true)
            }
            try printOutput(lines)
        }
    }
}

/// - Throws: `LogStoreError.site` for a URL that is none.
func source(of log: String) throws(LogStoreError) -> any LogSource {
    let isURL = log.hasPrefix("http://") || log.hasPrefix("https://")
    return isURL ? try LogSite(log) : LogDirectory(log)
}
