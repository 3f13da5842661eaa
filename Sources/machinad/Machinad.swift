internal import ArgumentParser
internal import FloorAPI
internal import FloorCatalog
internal import FloorModel
internal import FloorStore
internal import Foundation
internal import Logging

/// The daemon's command line.
@main
struct Machinad: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "machinad", abstract: "Runs the machines of a makerspace.",
        discussion: """
            Example: machinad --floor /etc/machina/floor.yaml --state /var/lib/machina
            Check a floor file without touching any device: machinad --check --floor floor.yaml
            Exit codes: 0 stopped, 65 damaged state, 73 state not writable, 75 another machinad uses it, \
            78 the floor file is wrong.
            """, version: version)

    @Option(help: ArgumentHelp("The floor file.", valueName: "file"))
    var floor: String
    @Option(help: ArgumentHelp("The directory for all that must not be lost; created when missing.", valueName: "dir"))
    var state: String?
    @Option(help: ArgumentHelp("The Unix socket for machina; without it STATE/machinad.sock.", valueName: "path"))
    var socket: String?
    @Option(help: ArgumentHelp("Also serve health and metrics on TCP.", valueName: "host:port"))
    var http: String?
    @Option(help: "How much faster than real time a virtual floor runs.")
    var speed: Double?
    @Option(help: "How much is told on stderr.")
    var logLevel = LogLevel.info
    @Flag(help: "Only check the floor file; touches no device.")
    var check = false

    func validate() throws {
        if !check && state == nil { throw ValidationError("--state DIR is missing: where should the journal live?") }
        if let speed, !(speed.isFinite && speed > 0 && speed <= 10_000) {
            throw ValidationError("--speed \(speed) is out of bounds; give a number above 0 and up to 10000")
        }
        if let http, TCPAddress(http) == nil {
            throw ValidationError("--http \(http) is not HOST:PORT, like 127.0.0.1:8080")
        }
    }

    func run() async throws {
        let description = try load()
        if check { return tell("\(floor): no mistakes") }
        if speed != nil && !description.site.isVirtual {
            tell(
                "--speed is for virtual floors; \(floor) is a real one: leave --speed away, or set site: {virtual: true}"
            )
            throw ExitCode(78)
        }
        let options = Daemon.Options(
            statePath: try absolute(state ?? ""), socketPath: socket, http: http.flatMap(TCPAddress.init),
            speed: speed ?? 1, logLevel: logLevel.level, brokerPassword: try brokerPassword(description))
        do {
            try await Daemon.run(description, options)
        } catch let error as StoreError {
            tell("\(error)")
            throw ExitCode(error.exitCode)
        } catch let error as ServerFault {
            tell("\(error)")
            throw ExitCode(75)
        }
    }

    private func load() throws -> FloorDescription {
        do throws(CatalogError) {
            return try FloorCatalog.load(floor)
        } catch {
            for mistake in error.mistakes { tell("\(mistake)") }
            throw ExitCode(78)
        }
    }

    private func brokerPassword(_ description: FloorDescription) throws -> String? {
        guard let file = description.broker?.passwordFile else { return nil }
        do {
            return try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
        } catch {
            tell(
                "\(file): the broker's password cannot be read (\(error.localizedDescription)); "
                    + "write the password alone into the file, mode 0600")
            throw ExitCode(78)
        }
    }

    private func absolute(_ path: String) throws -> String {
        guard !path.isEmpty else { throw ValidationError("--state is empty; name a directory") }
        return URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    }
}

/// The levels of swift-log, by their names.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// `HOST:PORT` on the command line.
struct TCPAddress: Hashable, Sendable {
    var host: String
    var port: Int

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port), colon > text.startIndex
        else { return nil }
        host = String(text[..<colon])
        self.port = port
    }
}

extension StoreError {
    /// After sysexits(3).
    var exitCode: Int32 {
        switch kind {
        case .inUse: 75
        case .notWritable: 73
        case .damaged, .tooNew: 65
        case .wrongFloor: 78
        }
    }
}

/// A line for the person who started the daemon.
func tell(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
