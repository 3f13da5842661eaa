internal import FloorClient
internal import FloorModel
internal import Foundation
internal import Glibc
internal import LocalBroker
internal import Synchronization

/// A makerspace in a directory of its own: broker, virtual floor, daemon, all processes of this machine.
final class DemoStage: Sendable {
    static let site = "demo"
    static let maker = "anna"
    /// What the broker knows the sensors as.
    static let scaleUser = "sensors"
    static let scale = SensorID("bench-scale")
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
            uniqueKeysWithValues: ["machinad", Self.maker, "operator", Self.scaleUser].map { ($0, UUID().uuidString) })
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
        let catalog = [
            "MACHINA_MACHINES": try DemoFiles.find("Machines").path,
            "MACHINA_RECIPES": try DemoFiles.find("Recipes").path,
        ]
        try start(
            "machina",
            [
                "virtual-floor", "--floor", floorFile.path, "--speed", "\(speed)", "--seed", "\(seed)", "--control",
                controlSocket.path, "--log", executedLogs.path, "--scale-user", Self.scaleUser,
                "--scale-password-file", directory.appending(path: "scale.password").path,
            ], catalog)
        try await wait(for: "the virtual floor") { FileManager.default.fileExists(atPath: self.controlSocket.path) }
        try start(
            "machinad",
            [
                "--floor", floorFile.path, "--state", directory.appending(path: "state").path, "--socket",
                daemonSocket.path, "--speed", "\(speed)",
            ], catalog)
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
            site: {id: \(Self.site), base_url: https://maak.example, timezone: Europe/Brussels, virtual: true}
            mqtt: {host: 127.0.0.1, port: \(brokerPort), user: machinad, password_file: mqtt.password}
            lines:
              shredder: {kind: tcp, host: 127.0.0.1, port: \(try Self.freePort())}
              dryer: {kind: tcp, host: 127.0.0.1, port: \(try Self.freePort())}
              extruder: {kind: tcp, host: 127.0.0.1, port: \(try Self.freePort())}
            machines:
              mk3-1: {type: prusa-mk3s, port: run/mk3-1}
              ender-1: {type: ender-3-v2, port: run/ender-1}
              shred-1:
                type: two-shaft-shredder
                modules: {\(Self.modules("shredder", [("drive", 1), ("safety", 2), ("meter", 3)]))}
              dryer-1:
                type: hopper-dryer
                modules: {\(Self.modules("dryer", [("controller", 1), ("io", 2), ("meter", 3)]))}
              extruder-1:
                type: three-zone-extruder
                modules: {\(Self.modules("extruder", Self.extruderModules))}
            sensors:
              \(Self.scale): {preset: tasmota-hx711, topic: tele/bench/SENSOR, stale_after: 60s}

            """
        try Data(floor.utf8).write(to: floorFile)
        try writeSecret(passwords["machinad"], to: "mqtt.password")
        try writeSecret(passwords[Self.scaleUser], to: "scale.password")
    }

    private static let extruderModules = [
        ("screw", 1), ("puller", 2), ("io", 3), ("meter", 4), ("feed", 11), ("barrel", 12), ("nozzle", 13),
    ]

    private static func modules(_ line: String, _ units: [(name: String, unit: Int)]) -> String {
        units.map { "\($0.name): {line: \(line), unit: \($0.unit)}" }.joined(separator: ", ")
    }

    private static func freePort() throws -> Int {
        do throws(BrokerFailure) {
            return try LoopbackPort.free()
        } catch {
            throw DemoFailure(what: error.reason, remedy: error.remedy, exitCode: .unavailable)
        }
    }

    private func writeSecret(_ secret: String?, to name: String) throws {
        let path = directory.appending(path: name).path
        let contents = Data((secret ?? "").utf8)
        guard
            FileManager.default.createFile(atPath: path, contents: contents, attributes: [.posixPermissions: 0o600])
        else {
            throw DemoFailure(what: "\(path) cannot be written", remedy: "free some space", exitCode: .cannotCreate)
        }
    }

    private func start(_ name: String, _ arguments: [String], _ environment: [String: String]) throws {
        let process = Process()
        process.executableURL = try DemoFiles.program(name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
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
