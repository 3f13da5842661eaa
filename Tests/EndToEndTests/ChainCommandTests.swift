import Foundation
import Glibc
import Testing

/// `machina chain` where something is in the way: the exit code, and words that say what to do.
@Suite(.serialized) struct ChainCommandTests {
    /// A folder of its own, with a log of three entries.
    private final class Bench {
        let directory = "/tmp/machina-bench-\(UUID().uuidString.prefix(8))"
        let vkey: String

        init() throws {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let made = try Self.shell("machina chain init log --origin chain.example/e2e --key key", in: directory)
            try #require(made.code == 0, "\(made)")
            vkey = made.output.trimmingCharacters(in: .newlines)
            #expect(try run("printf 'a\\nb\\nc\\n' | machina chain append log --key key").code == 0)
        }

        deinit {
            do { try FileManager.default.removeItem(atPath: directory) } catch {
                Issue.record("\(directory) stays behind: \(error)")
            }
        }

        func run(_ line: String) throws -> Outcome { try Self.shell(line, in: directory) }

        func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: directory + "/" + path) }

        func entries() throws -> [String] {
            let printed = try run("machina chain entries log")
            try #require(printed.code == 0, "\(printed)")
            return printed.output.split(separator: "\n").map(String.init)
        }

        private static func shell(_ line: String, in directory: String) throws -> Outcome {
            var environment = ProcessInfo.processInfo.environment
            environment["PATH"] = "\(Programs.directory.path):/usr/bin:/bin"
            let script = "cd \(directory) && { \(line); }"
            return try RunningProgram(URL(filePath: "/bin/sh"), ["-c", script], environment).wait()
        }
    }

    /// A line for the shell, how it ends, and what it says on stderr.
    struct Case: Sendable, CustomTestStringConvertible {
        var line: String
        var code: Int32
        var says: [String]
        var testDescription: String { line }

        init(_ line: String, _ code: Int32, _ says: String...) {
            self.line = line
            self.code = code
            self.says = says
        }
    }

    static let closedOutputs = ["/dev/full": "No space left", "&-": "stdout is closed"].flatMap { target, words in
        [
            Case("machina chain prove log 1 >\(target)", 74, words),
            Case("machina chain entries log >\(target)", 74, words),
            Case("machina chain audit log --vkey \"$(machina chain key key)\" >\(target)", 74, words),
            Case("machina chain audit log --vkey \"$(machina chain key key)\" --json >\(target)", 74, words),
            Case("machina chain key key >\(target)", 74, words),
            Case(
                "machina chain prove log 1 >p; printf b >b; "
                    + "machina chain verify p --entry b --vkey \"$(machina chain key key)\" >\(target)", 74, words),
            Case("echo d | machina chain append log --key key >\(target)", 74, words, "1 entries from index 3"),
            Case(
                "machina chain init other --origin a.example --key other.key >\(target)", 74, words,
                "machina chain key other.key"),
        ]
    }

    @Test("Where stdout takes nothing, each verb says so and ends with 74", arguments: closedOutputs)
    func unprintable(example: Case) throws { try check(example) }

    static let refusals = [
        Case("machina chain audit nothing --vkey \"$(machina chain key key)\"", 66, "nothing", "URL with http://"),
        Case("machina chain append nothing --key key </dev/null", 66, "machina chain init"),
        Case("machina chain append log --key nokey </dev/null", 66, "nokey", "path of the log's key"),
        Case("machina chain append log --key key <&-", 74, "stdin is closed"),
        Case("machina chain append http://host/chain --key key </dev/null", 64, "not a URL"),
        Case("machina chain init http://host/chain --origin a.example --key k", 64, "not a URL"),
        Case("machina chain init x --origin https://a.example/b --key k", 64, "scheme"),
        Case("machina chain init key --origin a.example --key k", 73, "key", "Not a directory"),
        Case("machina chain init /proc/x --origin a.example --key k", 73, "/proc/x", "another path"),
        Case("machina chain init log --origin a.example --key k", 73, "log", "exists already"),
        Case("machina chain init x --origin a.example --key no/k", 73, "no/k", "make the folder first"),
        Case("machina chain audit log --vkey \"$(cat key)\"", 64, "private key", "machina chain key FILE"),
        Case("machina chain audit log --vkey a --policy b", 64, "not both"),
        Case("machina chain audit log --policy nofile", 66, "nofile: No such file"),
        Case("machina chain audit log --policy log", 66, "log: Is a directory"),
        Case("chmod 644 key; machina chain key key", 77, "chmod 600 key"),
        Case("rm log/checkpoint; machina chain append log --key key </dev/null", 1, "checkpoint is missing"),
        Case("rm log/checkpoint; machina chain init log --origin a.example --key k", 1, "checkpoint is missing"),
        Case(
            "machina chain init b --origin chain.example/e2e --key b.key; "
                + "machina chain append log --key b.key </dev/null",
            65, "this key is not the log's"),
        Case(
            "echo x > old; machina chain audit log --vkey \"$(machina chain key key)\" --old old", 1,
            "malformed_note: old: "),
    ]

    @Test("Each refusal has its code and its remedy, and leaves no folder or key behind", arguments: refusals)
    func refused(example: Case) throws { try check(example) }

    private func check(_ example: Case) throws {
        let bench = try Bench()
        let outcome = try bench.run(example.line)
        #expect(outcome.code == example.code, "\(outcome)")
        for words in example.says { #expect(outcome.errors.contains(words), "\(outcome)") }
        #expect(!bench.has("http:") && !bench.has("x") && !bench.has("k"))
        #expect(!outcome.errors.contains("Fatal error") && !outcome.errors.contains("NSCocoa"), "\(outcome)")
    }

    @Test("What could not be printed is in the log, once; with a new stdout the next lines follow")
    func appendGoesOn() throws {
        let bench = try Bench()
        let lines = (0..<500).map { "line \($0)" }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: bench.directory + "/lines"))
        let full = try bench.run("machina chain append log --key key --batch 10 --producers 4 <lines >/dev/full")
        #expect(full.code == 74)
        let kept = try bench.entries()
        #expect(kept == ["a", "b", "c"] + lines.prefix(kept.count - 3) && kept.count < 503)
        #expect(try bench.run("echo e | machina chain append log --key key").code == 0)
        #expect(try bench.entries() == kept + ["e"])
        #expect(try bench.run("machina chain audit log --vkey '\(bench.vkey)'").code == 0)
    }

    @Test("The key file tells its verifier key again; a reader that has enough is no trouble")
    func key() throws {
        let bench = try Bench()
        #expect(try bench.run("machina chain key key").output == bench.vkey + "\n")
        let lost = try bench.run(
            "machina chain init b --origin b.example --key b.key >/dev/full; machina chain key b.key")
        #expect(lost.code == 0 && lost.output.hasPrefix("b.example+"))
        let left = try bench.run("machina chain entries log | true; trap '' PIPE; machina chain entries log | true")
        #expect(left.errors.isEmpty, "\(left)")
        let counted = try bench.run(
            "echo x >old; machina chain audit log --vkey '\(bench.vkey)' --json --old old --old log/checkpoint")
        #expect(counted.output.contains("\"old_checkpoints\":1"), "\(counted)")
    }
}
