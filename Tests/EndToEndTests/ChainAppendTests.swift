import Foundation
import Glibc
import LocalBroker
import Testing

/// `machina chain append` as a process that is killed.
@Suite(.serialized) struct ChainAppendTests {
    /// A log in a directory of its own, and what was acknowledged of it.
    private final class Chain {
        let directory = URL(filePath: "/tmp/machina-chain-\(UUID().uuidString.prefix(8))")
        let judge: ChainJudge
        var log: String { directory.appending(path: "log").path }
        var key: String { directory.appending(path: "key").path }

        init() throws {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let arguments = [
                "chain", "init", directory.path + "/log", "--origin", "chain.example/e2e", "--key",
                directory.path + "/key",
            ]
            let program = Programs.directory.appending(path: "machina")
            let made = try RunningProgram(program, arguments, ProcessInfo.processInfo.environment).wait()
            try #require(made.code == 0, "\(made)")
            judge = try ChainJudge(folder: directory.appending(path: "log"), vkey: made.output)
        }

        deinit {
            do { try FileManager.default.removeItem(at: directory) } catch {
                Issue.record("\(directory.path) stays behind: \(error)")
            }
        }

        func entries() throws -> [String] { try judge.entries().map { String(decoding: $0, as: UTF8.self) } }

        /// Every head that was ever seen is of the history that is there now.
        func isOneHistory(_ heads: [ChainJudge.Head]) throws -> Bool {
            let entries = try judge.entries()
            return heads.allSatisfy { judge.holds($0, in: entries) }
        }

        /// Starts to append lines; the process reads from and writes to files.
        func append(_ lines: [String], _ options: String...) throws -> (process: Process, output: URL) {
            let input = directory.appending(path: "lines")
            let output = directory.appending(path: "acknowledged")
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: input)
            try Data().write(to: output)
            let process = Process()
            process.executableURL = Programs.directory.appending(path: "machina")
            process.arguments = ["chain", "append", log, "--key", key] + options
            process.standardInput = try FileHandle(forReadingFrom: input)
            process.standardOutput = try FileHandle(forWritingTo: output)
            try process.runWithSignalsUnblocked()
            return (process, output)
        }
    }

    private struct Published: Decodable {
        var first: Int
        var count: Int
        var size: Int
    }

    /// The whole lines of what was acknowledged.
    private static func acknowledged(_ output: URL) throws -> [Published] {
        try Data(contentsOf: output).split(separator: 0x0A).compactMap { line in
            guard line.last == 0x7D else { return nil }
            return try JSONDecoder().decode(Published.self, from: Data(line))
        }
    }

    @Test("Killed at any time: what was acknowledged is there once, under a checkpoint, and history is one")
    func killed() throws {
        let chain = try Chain()
        var all: [String] = []
        var heads: [ChainJudge.Head] = []
        var die = SystemRandomNumberGenerator()
        for round in 0..<12 {
            let lines = (0..<2000).map { "\(round) \($0)" }
            let (process, output) = try chain.append(lines, "--producers", "8", "--batch", "3")
            usleep(UInt32.random(in: 1000...150_000, using: &die))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            // Before anybody repairs anything.
            #expect(try chain.isOneHistory(heads), "round \(round)")
            let entries = try chain.entries()
            let batches = try Self.acknowledged(output)
            #expect(entries.count >= batches.last?.size ?? all.count)
            #expect(entries == all + lines.prefix(entries.count - all.count), "round \(round)")
            heads.append(try chain.judge.head())
            // What was durable and not yet signed comes in by opening.
            let (again, _) = try chain.append(["again \(round)"])
            again.waitUntilExit()
            #expect(again.terminationStatus == 0)
            let recovered = try chain.entries()
            let extra = recovered.count - all.count - 1
            #expect(extra >= entries.count - all.count)
            all += lines.prefix(extra) + ["again \(round)"]
            #expect(recovered == all, "round \(round)")
            #expect(try chain.isOneHistory(heads))
        }
    }

    @Test("SIGTERM: what is under way is published, and the end is clean")
    func terminated() throws {
        let chain = try Chain()
        let (process, output) = try chain.append((0..<200_000).map { "\($0)" }, "--batch", "1")
        while try Self.acknowledged(output).isEmpty { usleep(1000) }
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let batches = try Self.acknowledged(output)
        #expect(try chain.entries() == (0..<(batches.last?.size ?? 0)).map { "\($0)" })
        #expect(batches.map(\.count).reduce(0, +) == batches.last?.size)
    }
}
