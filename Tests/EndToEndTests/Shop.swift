import Foundation
import Glibc
import LocalBroker
import Synchronization
import Testing

/// A makerspace in a directory of its own: the built programs as processes, killed and started at will.
final class Shop: Sendable {
    let directory: URL
    private let processes = Mutex<[String: Process]>([:])
    private let environment: [String: String]

    var daemonSocket: String { directory.appending(path: "d.sock").path }
    var controlSocket: String { directory.appending(path: "v.sock").path }
    var floorFile: URL { directory.appending(path: "floor.yaml") }
    var state: URL { directory.appending(path: "state") }
    /// Where a file `full` or `stuck` makes the daemon's disk faulty.
    var disk: URL { directory.appending(path: "disk") }

    private let speed: Int

    /// A floor with two printers, without a broker unless `mqtt` gives its line of the floor file; `recycling` gives
    /// its machines beside them.
    init(speed: Int = 200, mqtt: String = "", recycling: [Recycler] = []) throws {
        self.speed = speed
        directory = URL(filePath: "/tmp/machina-e2e-\(UUID().uuidString.prefix(8))")
        for folder in ["executed", "disk"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: folder), withIntermediateDirectories: true)
        }
        let lines = try recycling.map { try $0.line }.joined()
        let floor = """
            site: {id: test, timezone: UTC, virtual: true}
            \(mqtt)
            lines: {\(lines)}
            machines:
              mk3-1: {type: prusa-mk3s, port: run/mk3-1}
              ender-1: {type: ender-3-v2, port: run/ender-1}
            \(recycling.map(\.machine).joined())

            """
        try Data(floor.utf8).write(to: directory.appending(path: "floor.yaml"))
        environment = ProcessInfo.processInfo.environment.merging([
            "MACHINA_MACHINES": Programs.root.appending(path: "Machines").path,
            "MACHINA_RECIPES": Programs.root.appending(path: "Recipes").path,
            "MACHINA_SOCKET": directory.appending(path: "d.sock").path,
        ]) { $1 }
        try launch(
            "machina",
            [
                "virtual-floor", "--floor", floorFile.path, "--speed", "\(speed)", "--seed", "7", "--control",
                controlSocket, "--log", directory.appending(path: "executed").path,
            ], as: "virtual-floor")
        try waitUntil("the virtual floor is there") { FileManager.default.fileExists(atPath: self.controlSocket) }
    }

    deinit {
        for process in processes.withLock({ Array($0.values) }) where process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        do { try FileManager.default.removeItem(at: directory) } catch {
            Issue.record("\(directory.path) stays behind: \(error)")
        }
    }

    private func launch(_ program: String, _ arguments: [String], as name: String, _ extra: [String: String] = [:])
        throws
    {
        let process = Process()
        process.executableURL = Programs.directory.appending(path: program)
        process.arguments = arguments
        process.environment = environment.merging(extra) { $1 }
        process.standardInput = FileHandle.nullDevice
        let log = directory.appending(path: "\(name).log")
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        process.standardOutput = output
        process.standardError = output
        try process.runWithSignalsUnblocked()
        processes.withLock { $0[name] = process }
    }

    /// Starts the daemon and waits until it answers.
    func startDaemon() throws {
        try launch(
            "machinad",
            [
                "--floor", floorFile.path, "--state", state.path, "--socket", daemonSocket, "--speed", "\(speed)",
            ],
            as: "machinad",
            [
                "LD_PRELOAD": FaultyDisk.library.path, "FAULTY_DISK_CONTROL": disk.path,
                "FAULTY_DISK_STATE": state.path,
            ])
        try waitUntil("machinad answers") { try self.machina("status").code == 0 }
    }

    func endDaemon(by signal: Int32) throws {
        let process = try #require(processes.withLock { $0.removeValue(forKey: "machinad") })
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        if signal == SIGTERM { #expect(process.terminationStatus == 0, "\(log("machinad"))") }
    }

    func log(_ name: String) -> String {
        String(
            decoding: FileManager.default.contents(atPath: directory.appending(path: "\(name).log").path) ?? Data(),
            as: UTF8.self)
    }

    /// Runs a verb of `machina` to its end.
    @discardableResult
    func machina(_ arguments: String...) throws -> Outcome { try run("machina", arguments) }

    func run(_ program: String, _ arguments: [String]) throws -> Outcome {
        let running = try begin(program, arguments)
        return running.wait()
    }

    /// Runs a program without waiting for it.
    func begin(_ program: String, _ arguments: [String]) throws -> RunningProgram {
        try RunningProgram(Programs.directory.appending(path: program), arguments, environment)
    }

    /// The answer of a verb as JSON.
    func json<Value: Decodable>(_ type: Value.Type, _ arguments: String...) throws -> Value {
        let outcome = try run("machina", arguments + ["--json"])
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(outcome.output.utf8))
        } catch {
            Issue.record("\(arguments): \(outcome) is not \(type): \(error)\n\(log("machinad").suffix(2000))")
            throw error
        }
    }

    /// Waits for something that must come; the patience is for slow machines and bounds nothing that is measured.
    func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !isSo() {
            guard ContinuousClock.now < deadline else {
                throw Impatience(what: what, log: String(log("machinad").suffix(3000)) + log("virtual-floor"))
            }
            usleep(30_000)
        }
    }
}

struct Impatience: Error, CustomStringConvertible {
    var what: String
    var log: String
    var description: String { "waited in vain until \(what)\n\(log)" }
}

/// How a program ended.
struct Outcome: Sendable, CustomStringConvertible {
    var code: Int32
    var output: String
    var errors: String
    var description: String { "exit \(code)\n\(output)\(errors)" }
}

/// A program under way; its output goes to files, so that it never blocks on a pipe.
final class RunningProgram {
    private let process = Process()
    private let files: [URL]

    init(_ program: URL, _ arguments: [String], _ environment: [String: String]) throws {
        files = (0..<2).map { _ in URL(filePath: "/tmp/machina-e2e-out-\(UUID().uuidString)") }
        for file in files { try Data().write(to: file) }
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        try process.runWithSignalsUnblocked()
    }

    var isRunning: Bool { process.isRunning }

    func wait() -> Outcome {
        process.waitUntilExit()
        let texts = files.map {
            String(decoding: FileManager.default.contents(atPath: $0.path) ?? Data(), as: UTF8.self)
        }
        for file in files { unlink(file.path) }
        return Outcome(code: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}

/// What was built together with these tests.
enum Programs {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let directory = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    static let part = root.appending(path: "Examples/demo-part.gcode").path
}

/// The library that makes a disk faulty, compiled once.
enum FaultyDisk {
    static let library: URL = {
        let source = Programs.root.appending(path: "Tests/EndToEndTests/Fixtures/faulty_disk.c")
        let library = URL(filePath: "/tmp/machina-faulty-disk-\(getpid()).so")
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/cc")
        compiler.arguments = ["-shared", "-fPIC", "-O1", "-o", library.path, source.path, "-ldl"]
        do { try compiler.runWithSignalsUnblocked() } catch {
            preconditionFailure("cc is missing: apt-get install build-essential (\(error))")
        }
        compiler.waitUntilExit()
        precondition(compiler.terminationStatus == 0, "faulty_disk.c does not compile")
        return library
    }()
}
