import ArgumentParser
import FloorAPITypes
import FloorClient
import FloorModel
import Foundation
import Testing

@testable import machina

struct CommandLineTests {
    private func parse<Command>(_ line: String, as type: Command.Type) throws -> Command {
        try #require(try Machina.parseAsRoot(line.split(separator: " ").map(String.init)) as? Command)
    }

    private func exitCode(_ line: String) -> Int32? {
        do {
            _ = try Machina.parseAsRoot(line.split(separator: " ").map(String.init))
            return nil
        } catch {
            return Machina.exitCode(for: error).rawValue
        }
    }

    @Test func idsAreTypedWithOrWithoutTheirKind() throws {
        #expect(try parse("job job-17", as: JobCommand.self).job == JobID(number: 17))
        #expect(try parse("job 17", as: JobCommand.self).job == JobID(number: 17))
        #expect(try parse("confirm prompt-3 --choice failed --grams 12.5", as: ConfirmCommand.self).grams == 12.5)
        #expect(try parse("ack 2 --json", as: AcknowledgeCommand.self).daemon.json)
        #expect(try parse("cancel 4 --weighed 3.5", as: CancelCommand.self).weighed == 3.5)
    }

    @Test func aLotIsShownAddedOrMounted() throws {
        #expect(try parse("lot lot-3", as: LotCommand.Show.self).lot == LotID(number: 3))
        #expect(try parse("lot mount 3 mk3-1", as: LotCommand.Mount.self).machine == MachineID("mk3-1"))
        let add = try parse(
            "lot add --form filament --material PLA --colour white --grams 750 --mount mk3-1",
            as: LotCommand.Add.self)
        #expect(add.form == .filament && add.grams == 750 && add.mount == MachineID("mk3-1"))
    }

    @Test func stopNeedsToKnowWhat() throws {
        #expect(try parse("stop --all", as: StopCommand.self).all)
        #expect(try parse("stop mk3-1 mk3-2", as: StopCommand.self).machines.count == 2)
        #expect(exitCode("stop") == 64)
        #expect(exitCode("stop --all mk3-1") == 64)
    }

    @Test(arguments: [
        "job 0", "job lot-1", "machine explode mk3-1", "machine hold ../secret", "lot add --grams 1",
        "jobs --state lost", "jobs --limit 0", "submit", "submit a b --id x", "submit a --due tomorrow", "nonsense",
    ])
    func whatCannotBeMeantIsAUsageError(_ line: String) { #expect(exitCode(line) == 64) }

    @Test func everyVerbHasAnExampleThatItUnderstands() throws {
        let alone = ["check", "virtual-floor", "fault", "demo", "gcode"]
        for group in Machina.configuration.groupedSubcommands {
            for verb in group.subcommands {
                let name = try #require(verb.configuration.commandName)
                if alone.contains(name) { continue }
                let discussion = verb.configuration.discussion
                let example = try #require(discussion.firstMatch(of: /Example: machina ([^|\n]+)/), "\(name)")
                let line = example.1.split(separator: " ").map(String.init)
                #expect(throws: Never.self, "\(name)") { try Machina.parseAsRoot(line) }
            }
        }
    }

    @Test func refusalsBecomeExitCodes() {
        func code(_ status: Int, retry: Bool = false) -> Int32 {
            let problem = ProblemDetails(.stateForbids, status: status, retry: retry)
            return FloorClientError.refused(problem).exitCode.rawValue
        }
        #expect(code(401) == 77 && code(404) == 66 && code(409) == 1 && code(422) == 65 && code(413) == 65)
        #expect(code(500) == 69 && code(503, retry: true) == 75)
        #expect(FloorClientError.unreachable(socket: "s", reason: "").exitCode.rawValue == 69)
    }

    @Test func theSocketIsTheOptionThenTheEnvironmentThenTheStandard() {
        let environment = ["MACHINA_SOCKET": "/b"]
        #expect(DaemonSocket.path(option: "/a", environment: environment) == "/a")
        #expect(DaemonSocket.path(option: nil, environment: environment) == "/b")
        #expect(DaemonSocket.path(option: nil, environment: ["MACHINA_SOCKET": ""]) == DaemonSocket.standardPath)
    }
}
