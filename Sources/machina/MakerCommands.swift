internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel
internal import Foundation
internal import Glibc

struct MakerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maker", abstract: "Who is known by name, and forgetting them.",
        discussion: "Example: machina maker erase anna", subcommands: [List.self, Erase.self],
        defaultSubcommand: List.self)
}

extension MakerCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Everybody whom the floor knows by name.",
            discussion: "Example: machina maker list")

        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let makers = try await client.makers()
                try daemon.show(MakerList(makers: makers)) { MakerSheets.makers(makers, width: $0) }
            }
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "erase", abstract: "Forget a person for good; the grams stay in the book.",
            discussion: """
                Says what will go and what stays, and asks. A program answers with --yes.
                Example: machina maker erase anna
                """)

        @Argument(help: "The user name, as 'machina maker list' shows it.") var user: String
        @Flag(help: "Do not ask.") var yes = false
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            guard yes || isatty(STDIN_FILENO) == 1 else {
                printError("machina: this cannot be undone, and nobody is here to ask\nsay --yes if you mean it")
                throw ExitCode.usage
            }
            try await daemon.ask { client in
                guard let maker = try await client.makers().first(where: { $0.user == user }) else {
                    printError("machina: nobody here is called '\(user)'\nlook at 'machina maker list'")
                    throw ExitCode.noInput
                }
                if !yes, try !isConfirmed(maker) { throw ExitCode.checkFailed }
                let erasure = try await client.erase(user)
                try daemon.show(erasure) { _ in MakerSheets.erased(user, erasure) }
                if !erasure.complete { throw ExitCode.tryAgain }
            }
        }

        /// The question goes to stderr: stdout is for what was done.
        private func isConfirmed(_ maker: MakerView) throws -> Bool {
            MakerSheets.warning(maker).forEach(printError)
            FileHandle.standardError.write(Data("Erase '\(user)'? [y/N] ".utf8))
            let answer = readLine()?.lowercased() ?? ""
            if answer == "y" || answer == "yes" { return true }
            printError("nothing was erased")
            return false
        }
    }
}

/// What is said of people: pure functions to lines.
enum MakerSheets {
    static func makers(_ makers: [MakerView], width: Int?) -> [String] {
        guard !makers.isEmpty else { return ["nobody is known by name"] }
        var table = Table([
            .init(title: "USER"), .init(title: "JOBS", isRight: true), .init(title: "NOT OVER", shrinks: true),
        ])
        for maker in makers {
            let open = maker.openJobs.map(\.description).joined(separator: ", ")
            table.add([maker.user, "\(maker.jobs)", open.isEmpty ? "-" : open])
        }
        return table.lines(width: width)
    }

    static func warning(_ maker: MakerView) -> [String] {
        [
            "This forgets '\(maker.user)' for good.",
            "  goes   the name; titles, ids and file names of \(jobs(maker.jobs)); print files that nobody else uses;",
            "         what opens the commitments to any of these in the provenance log",
            "  stays  lots, grams, machines, recipes, times and energy, and jobs by their number;",
            "         the log, which verifies as before; passports and backups that were made",
        ]
    }

    static func erased(_ user: String, _ erasure: ErasureView) -> [String] {
        let done = "'\(user)' is erased: \(jobs(erasure.jobs)) without a name now, \(erasure.files) print files deleted"
        guard !erasure.complete else { return [done, "the bytes are gone from the database's files too"] }
        return [done, "some bytes may still lie in the database's files; \(erasure.remedy ?? "try again")"]
    }

    private static func jobs(_ count: Int) -> String { count == 1 ? "1 job" : "\(count) jobs" }
}
