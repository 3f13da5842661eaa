internal import FloorClient
internal import Foundation
internal import Glibc
internal import LocalBroker
internal import Synchronization

/// A makerspace in a directory of its own: broker, virtual floor, daemon, all processes of this machine.
final class DemoStage: Sendable {
    static let site = "demo"
    static let maker = "anna"
    /// How long a process may take to be ready; a debug build on a busy machine is slow.
    static let patience: Duration = .seconds(30)

    let directory: URL
    private let speed: Double
    private let seed: UInt64
    private let passwords: [String: String]
    private let processes = Mutex<[Process]>([])
    private let broker = Mutex<BrokerProcess?>(nil)

    var daemonSocket: URL { directory.appending(path: "machinad.sock") }
    var controlSocket: URL { directory.appending(path: "floor.sock") }
    var executedLogs: URL { directory.appending(path: "executed") }
    private var floorFile: URL { directory.appending(path: "floor.yaml") }

    init(speed: Double, seed: UInt64) throws {
        self.speed = speed
        self.seed = seed
        directory = FileManager.default.temporaryDirectory.appending(path: "machina-demo-\(getpid())")
        passwords = Dictionary(
            uniqueKeysWithValues: ["machinad", Self.maker, "operator"].map { ($0, UUID().uuidString) })
        do {
            for folder in [directory, executedLogs] {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw DemoFailure(
                what: "\(directory.path) cannot be created (\(error.localizedDescription))",
                remedy: "set TMPDIR to a directory that can be written", exitCode: .cannotCreate)
        }
    }

    /// Where the broker listens, and the maker's password there.
    var makersAccess: (port: Int, password: String) {
        get throws {
            guard let port = broker.withLock({ $0?.port }), let password = passwords[Self.maker] else {
                throw DemoFailure(what: "the broker is not running", remedy: "open the stage first")
            }
            return (port, password)
        }
    }

    /// Starts everything; returns when the daemon answers.
    func open() async throws {
        let port = try startBroker()
        try writeFloor(brokerPort: port)
        let machines = try DemoFiles.find("Machines").path
        try start(
            "machina",
            [
                "virtual-floor", "--floor", floorFile.path, "--speed", "\(speed)", "--seed", "\(seed)", "--control",
                controlSocket.path, "--log", executedLogs.path,
            ], machines: machines)
        try await wait(for: "the virtual floor") { FileManager.default.fileExists(atPath: self.controlSocket.path) }
        try start(
            "machinad",
            [
                "--floor", floorFile.path, "--state", directory.appending(path: "state").path, "--socket",
                daemonSocket.path, "--speed", "\(speed)",
            ], machines: machines)
        try await wait(for: "machinad") { FileManager.default.fileExists(atPath: self.daemonSocket.path) }
    }

    private func startBroker() throws -> Int {
        var rules = BrokerConfiguration.floorRules
        // The maker's own program says that it is there, below the maker's own name.
        rules += ["user \(Self.maker)", "topic write machina/\(Self.site)/makers/\(Self.maker)/presence"]
        let configuration = BrokerConfiguration(
            directory: directory.appending(path: "broker"),
            accounts: passwords.keys.sorted().map { BrokerAccount(name: $0, password: passwords[$0] ?? "") },
            accessRules: rules)
        do throws(BrokerFailure) {
            let process = try BrokerProcess.launch(configuration)
            broker.withLock { $0 = process }
            return process.port
        } catch {
            throw DemoFailure(what: error.reason, remedy: error.remedy, exitCode: .unavailable)
        }
    }

    private func writeFloor(brokerPort: Int) throws {
        let floor = """
            site: {id: \(Self.site), timezone: Europe/Brussels, virtual: true}
            mqtt: {host: 127.0.0.1, port: \(brokerPort), user: machinad, password_file: mqtt.password}
            machines:
              mk3-1: {type: prusa-mk3s, port: run/mk3-1}
              ender-1: {type: ender-3-v2, port: run/ender-1}

            """
        try Data(floor.utf8).write(to: floorFile)
        let password = Data((passwords["machinad"] ?? "").utf8)
        let path = directory.appending(path: "mqtt.password").path
        guard
            FileManager.default.createFile(atPath: path, contents: password, attributes: [.posixPermissions: 0o600])
        else {
            throw DemoFailure(what: "\(path) cannot be written", remedy: "free some space", exitCode: .cannotCreate)
        }
    }

    private func start(_ name: String, _ arguments: [String], machines: String) throws {
        let process = Process()
        process.executableURL = try DemoFiles.program(name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["MACHINA_MACHINES": machines]) { $1 }
        process.standardInput = FileHandle.nullDevice
        let log = directory.appending(path: "\(arguments[0].hasPrefix("-") ? name : arguments[0]).log")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = output
        process.standardError = output
        try process.runWithSignalsUnblocked()
        processes.withLock { $0.append(process) }
    }

    private func wait(for what: String, until isReady: () -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while !isReady() {
            let hasEnded = processes.withLock { $0.contains { !$0.isRunning } }
            guard !hasEnded, ContinuousClock.now < deadline else {
                throw DemoFailure(what: "\(what) did not start", remedy: "read the logs in \(directory.path)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Ends what was started, the last first.
    func close() {
        let running = processes.withLock { processes in
            defer { processes = [] }
            return processes
        }
        for process in running.reversed() where process.isRunning {
            kill(process.processIdentifier, SIGTERM)
            process.waitUntilExit()
        }
        broker.withLock { $0.take() }?.stop()
    }

    func removeFiles() throws { try FileManager.default.removeItem(at: directory) }
}
