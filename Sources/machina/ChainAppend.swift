internal import ArgumentParser
internal import Foundation
internal import LogStore
internal import Synchronization

/// `machina chain append`: lines of stdin become entries.
struct ChainAppend: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append", abstract: "Append the lines of stdin to a log, one entry a line.",
        discussion: """
            An entry is the exact bytes of a line without its newline, 65,535 at most; an empty line is an empty entry. \
            For each batch that is durable and stands under the published checkpoint one line is printed: \
            {"count":3,"first":0,"size":3}. What was not printed may have to be sent again.

            A producer takes the lines that are there, --batch at most, hands them over and waits until they are \
            published before it takes more. Several producers share the syncs: more entries a second on a slow disk. \
            The order in the log is that of stdin, whatever the number of producers.

            Ends at the end of stdin, and on SIGINT or SIGTERM when what is under way is published. A second writer is \
            refused with 75; a line that is too long ends with 65, and what came before it is in the log. Where stdout \
            takes no more, nothing more is appended, and it ends with 74.

            Example: printf '%s\\n' one two three | machina chain append /srv/log --key ~/floor.key
            """)

    @Argument(help: ArgumentHelp("Folder of the log.", valueName: "dir")) var directory: String
    @Option(help: ArgumentHelp("The log's key file.", valueName: "file")) var key: String
    @Option(help: "Lines that a producer takes at once.") var batch = 100
    @Option(help: "Producers that take lines in turn.") var producers = 1

    func validate() throws {
        try refuseURL(directory)
        guard (1...10_000).contains(batch) else { throw ValidationError("--batch \(batch): give 1 to 10000") }
        guard (1...64).contains(producers) else { throw ValidationError("--producers \(producers): give 1 to 64") }
    }

    func run() throws {
        // A file that may not grow is an error to be told, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        let input = try EntryInput()
        let unprinted = Mutex<ExitCode?>(nil)
        let store = try open { batch in
            unprinted.withLock { unprinted in
                guard unprinted == nil else { return }
                unprinted = Self.printFailure(batch)
                if unprinted != nil { input.end() }
            }
        }
        let signals = EndSignals { _ in input.end() }
        let failure = Mutex<LogStoreError?>(nil)
        let threads = DispatchGroup()
        for _ in 0..<producers {
            threads.enter()
            Thread {
                do throws(LogStoreError) {
                    while let ticket = try input.next(
                        upTo: batch,
                        { lines throws(LogStoreError) in
                            try store.reserve(lines)
                        })
                    {
                        _ = try store.wait(for: ticket)
                    }
                } catch {
                    input.end()
                    failure.withLock { $0 = $0 ?? error }
                }
                threads.leave()
            }.start()
        }
        threads.wait()
        signals.cancel()
        try onLog {
            let failure = failure.withLock { $0 }
            if let failure { printError("\(failure)") }
            try store.close()
            if let failure { throw failure.exitCode }
        }
        if let code = unprinted.withLock({ $0 }) { throw code }
        if let fault = input.fault {
            printError("\(fault)")
            throw fault.exitCode
        }
    }

    /// Says that a batch is published.
    /// - Returns: the code to end with where it could not be said.
    private static func printFailure(_ batch: AppendedBatch) -> ExitCode? {
        do {
            try printJSON(Published(first: batch.first, count: batch.count, size: batch.size))
            return nil
        } catch let code as ExitCode {
            guard code != .readerLeft else { return code }
            printError("\(batch.count) entries from index \(batch.first) on are in the log all the same")
            return code
        } catch {
            preconditionFailure("three numbers are JSON: \(error)")
        }
    }

    private func open(published: @escaping @Sendable (AppendedBatch) -> Void) throws -> LogStore {
        let progress = ChainProgress()
        defer { progress.end() }
        let options = LogStoreOptions(
            verifying: { progress.show($0) },
            published: published)
        return try onLog(advice: "make one with 'machina chain init'") {
            let signing = try LogKeyFile.read(key, outside: directory)
            return try LogStore.open(directory: directory, key: signing, options: options)
        }
    }

    private struct Published: Encodable {
        var first: UInt64
        var count: Int
        var size: UInt64
    }
}
