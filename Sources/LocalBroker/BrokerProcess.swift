public import Foundation
internal import Glibc
internal import Synchronization

/// A mosquitto of one's own on a free loopback port, as a process: for the demo and for tests.
///
/// It is stopped when the last reference goes; a broker that must not outlive a killed parent needs a supervisor.
public final class BrokerProcess: Sendable {
    public let configuration: BrokerConfiguration
    public let port: Int
    private let process: Mutex<Process?>

    public var host: String { "127.0.0.1" }
    /// What the broker says about itself.
    public var logFile: URL { configuration.logFile }

    /// Writes the configuration and starts the broker; returns when it accepts connections.
    ///
    /// A port that somebody else took in the meantime is given up for another one, five times.
    public static func launch(_ configuration: BrokerConfiguration) throws(BrokerFailure) -> BrokerProcess {
        let program = try executable(named: "mosquitto")
        try writeFiles(of: configuration)
        var failure = BrokerFailure.notInstalled
        for _ in 1...5 {
            let port = try LoopbackPort.free()
            do {
                let process = try start(program, configuration, port: port)
                return BrokerProcess(configuration: configuration, port: port, process: process)
            } catch {
                failure = error
                guard log(of: configuration).contains("Address already in use") else { break }
            }
        }
        throw failure
    }

    private init(configuration: BrokerConfiguration, port: Int, process: Process) {
        self.configuration = configuration
        self.port = port
        self.process = Mutex(process)
    }

    deinit { stop() }

    public var isRunning: Bool { process.withLock { $0?.isRunning ?? false } }

    /// Ends the broker by SIGTERM, so that it saves what it keeps; by SIGKILL after `patience`. Waits for its end.
    public func stop(patience: Duration = .seconds(5)) {
        end(by: SIGTERM, patience: patience)
    }

    /// Ends the broker at once by SIGKILL, as a power cut would. Waits for its end.
    public func kill() { end(by: SIGKILL, patience: .zero) }

    /// Starts the broker again on the same port and files.
    public func restart() throws(BrokerFailure) {
        stop()
        let process = try Self.start(
            try Self.executable(named: "mosquitto"), configuration, port: port)
        self.process.withLock { $0 = process }
    }

    private func end(by signal: Int32, patience: Duration) {
        guard let process = process.withLock({ $0.take() }), process.isRunning else { return }
        Glibc.kill(process.processIdentifier, signal)
        let deadline = ContinuousClock.now + patience
        while process.isRunning, ContinuousClock.now < deadline { usleep(2_000) }
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }

    private static func start(
        _ program: URL, _ configuration: BrokerConfiguration, port: Int
    ) throws(BrokerFailure) -> Process {
        let process = Process()
        process.executableURL = program
        process.arguments = ["-c", configuration.configurationFile.path]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        do {
            try write(configuration.lines(port: port), to: configuration.configurationFile)
            // Each start has its own log, so that readiness is not read from an earlier one.
            try Data().write(to: configuration.logFile)
            process.standardError = try FileHandle(forWritingTo: configuration.logFile)
            try process.runWithSignalsUnblocked()
        } catch {
            throw BrokerFailure(
                reason: "mosquitto could not be started in \(configuration.directory.path): \(error)",
                remedy: "check that the directory can be written")
        }
        try waitUntilReady(process, configuration, port: port)
        return process
    }

    /// Ready is: our own process says that it runs, and the port accepts. The port alone might be somebody else's.
    private static func waitUntilReady(
        _ process: Process, _ configuration: BrokerConfiguration, port: Int
    ) throws(BrokerFailure) {
        let deadline = ContinuousClock.now + .seconds(10)
        while process.isRunning, ContinuousClock.now < deadline {
            if log(of: configuration).contains(" running"), LoopbackPort.accepts(port) { return }
            usleep(5_000)
        }
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        throw BrokerFailure(
            reason: "mosquitto did not come up on port \(port): \(log(of: configuration).suffix(500))",
            remedy: "look into \(configuration.logFile.path)")
    }

    private static func log(of configuration: BrokerConfiguration) -> String {
        guard let data = FileManager.default.contents(atPath: configuration.logFile.path) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func writeFiles(of configuration: BrokerConfiguration) throws(BrokerFailure) {
        do {
            try FileManager.default.createDirectory(at: configuration.directory, withIntermediateDirectories: true)
            try write(configuration.accounts.map { "\($0.name):\($0.password)" }, to: configuration.passwordFile)
            try write(configuration.accessRules, to: configuration.accessFile)
        } catch {
            throw BrokerFailure(
                reason: "the broker's files cannot be written to \(configuration.directory.path): \(error)",
                remedy: "choose a directory that can be written")
        }
        try hashPasswords(in: configuration.passwordFile)
    }

    /// Lets mosquitto_passwd turn the plain lines into salted hashes, in place: no password appears on a command line.
    private static func hashPasswords(in file: URL) throws(BrokerFailure) {
        let process = Process()
        process.executableURL = try executable(named: "mosquitto_passwd")
        process.arguments = ["-U", file.path]
        do { try process.runWithSignalsUnblocked() } catch {
            throw BrokerFailure(reason: "mosquitto_passwd cannot be run: \(error)", remedy: "apt-get install mosquitto")
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BrokerFailure(
                reason: "mosquitto_passwd refused the accounts", remedy: "use names without ':' and no empty password")
        }
    }

    private static func write(_ lines: [String], to file: URL) throws {
        let content = Data((lines.joined(separator: "\n") + "\n").utf8)
        guard
            FileManager.default.createFile(atPath: file.path, contents: content, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteNoPermission) }
    }

    private static func executable(named name: String) throws(BrokerFailure) -> URL {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders = ["/usr/sbin", "/usr/local/sbin"] + path.split(separator: ":").map(String.init)
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
            return URL(filePath: "\(folder)/\(name)")
        }
        throw .notInstalled
    }
}
