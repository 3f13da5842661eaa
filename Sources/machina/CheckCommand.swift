internal import ArgumentParser
internal import FloorCatalog
internal import Foundation

/// `machina check FLOOR…`: every mistake of floor files and machine types, without touching a device.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check floor files and machine types; touches no device.",
        discussion: """
            Every mistake is one line, file:line:column: what; remedy. A file called machine.yaml is checked as a \
            machine type, any other as a floor. Machine types are looked for in --machines alone, or in the folders of \
            MACHINA_MACHINES, in Machines/ in and beside the floor file's folder, and in share/machina/Machines of the \
            installation. Exits with 0, 78 when there are mistakes, or 66 when a file is not there.
            """)

    @Argument(help: ArgumentHelp("Floor files, or machine.yaml files.", valueName: "floor"))
    var floors: [String]

    @Option(help: ArgumentHelp("The folder of machine types, and no other.", valueName: "folder"))
    var machines: String?

    @Flag(help: "Print one JSON object: ok and the mistakes.")
    var json = false

    private struct Report: Encodable {
        var ok: Bool
        var mistakes: [Mistake]
    }

    func run() throws {
        let mistakes = FloorCatalog.check(files: floors, machinesDirectory: machines)
        if json {
            try printJSON(Report(ok: mistakes.isEmpty, mistakes: mistakes))
        } else {
            for mistake in mistakes { printError(mistake.description) }
            if mistakes.isEmpty { printLines(floors.map { "\($0): no mistakes" }) }
        }
        if !mistakes.isEmpty { throw ExitCode.of(mistakes, in: floors) }
    }
}

extension ExitCode {
    /// 66 where all that is wrong is that named files are not there; 78 for mistakes in files.
    static func of(_ mistakes: [Mistake], in files: [String]) -> ExitCode {
        let absent = files.filter { !FileManager.default.fileExists(atPath: $0) }
        return mistakes.allSatisfy { absent.contains($0.file) } ? .noInput : .configuration
    }
}
