internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation

/// The options of every verb that asks the daemon.
struct DaemonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's Unix socket (default: $MACHINA_SOCKET, else \(DaemonSocket.standardPath)).",
            valueName: "path"))
    var socket: String?

    @Flag(help: "Print one JSON object (one a line for 'watch') and nothing else.")
    var json = false

    /// Runs `body` with a client; what the daemon refuses goes to stderr with its remedy and becomes an exit code.
    func ask(_ body: (FloorClient) async throws -> Void) async throws {
        let path = DaemonSocket.path(option: socket, environment: ProcessInfo.processInfo.environment)
        do {
            try await FloorClient.with(socket: path, body)
        } catch let error as FloorClientError {
            printError("machina: \(error)")
            throw error.exitCode
        }
    }

    /// Prints a view as JSON, or as `lines` for people.
    func show(_ view: some Encodable, _ lines: (Int?) -> [String]) throws {
        if json { return try printJSON(view) }
        printLines(lines(terminalWidth()))
    }

    /// Prints what became of a request.
    func show(_ receipt: Receipt, done: String, requested: String) throws {
        try show(receipt) { _ in [receipt.result == .done ? done : requested] }
    }
}

extension FloorClientError {
    /// After sysexits(3), as all verbs use them.
    var exitCode: ExitCode {
        switch self {
        case .unreachable: .unavailable
        case .notPermitted: .notPermitted
        case .unintelligible: .inputOutput
        case .eventsMissed: .tryAgain
        case .refused(let problem):
            switch problem.status {
            case _ where problem.retry: .tryAgain
            case 401, 403: .notPermitted
            case 404: .noInput
            case 409: .checkFailed
            case 500...: .unavailable
            default: .badData
            }
        }
    }
}
