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

    @Test func aLotIsBroughtInWithAllThatIsKnownOfIt() throws {
        let add = try parse(
            "lot add --form waste --material PLA --grams 500 --colour White --source post_consumer --grade B "
                + "--generation 1 --moisture-ppm 900 --origin beach --tare 20.5 --location bin-4",
            as: LotCommand.Add.self)
        var request = LotRequest(form: .waste, material: "PLA", colour: "white", massG: 500)
        request.source = .postConsumer
        request.grade = "B"
        request.generation = 1
        request.moisturePpm = 900
        request.origin = "beach"
        request.tareG = 20.5
        request.location = "bin-4"
        #expect(add.request == request)
    }

    @Test func theBookIsChangedWithAReason() throws {
        #expect(try parse("lot weigh 3 --gross 731.5", as: LotCommand.Weigh.self).gross == 731.5)
        #expect(try parse("lot weigh 3 --scale bench", as: LotCommand.Weigh.self).scale == SensorID("bench"))
        // A minus is part of the number and no option.
        let adjust = try parse("lot adjust 3 --by -5 --reason spilled", as: LotCommand.Adjust.self)
        #expect(adjust.by == -5 && adjust.reason == .spilled)
        #expect(try parse("lot adjust 3 --by +12.5 --reason found", as: LotCommand.Adjust.self).by == 12.5)
        #expect(try parse("lot move 3 --to B2", as: LotCommand.Move.self).to == "B2")
        let dispose = try parse("lot dispose 3 --reason contaminated", as: LotCommand.Dispose.self)
        #expect(dispose.mass == nil && dispose.reason == .contaminated)
        #expect(try parse("lot dispose 3 --grams 40 --reason other", as: LotCommand.Dispose.self).mass == 40)
        #expect(try parse("lot hand-over 3", as: LotCommand.HandOver.self).lot == LotID(number: 3))
        #expect(try parse("lot label 3 --png a.png --width 30", as: LotCommand.Label.self).width == 30)
    }

    @Test func machinesAreCommandedOrHandled() throws {
        let hold = try parse("machine hold mk3-1", as: MachineCommand.Command.self)
        #expect(hold.verb == .hold && hold.machine == MachineID("mk3-1"))
        #expect(try parse("machine show shred-1", as: MachineCommand.Show.self).machine == MachineID("shred-1"))
        #expect(try parse("machine mode shred-1 manual", as: MachineCommand.Mode.self).mode == .manual)
        let jog = try parse("machine jog shred-1 main --reverse --speed 12 --for 1500ms", as: MachineCommand.Jog.self)
        #expect(jog.drive == "main" && jog.reverse && jog.speed == 12 && jog.time == 1.5)
        #expect(try parse("machine jog shred-1 main", as: MachineCommand.Jog.self).time == 1)
        let heat = try parse("machine heat extruder-1 nozzle 180", as: MachineCommand.Heat.self)
        #expect(heat.heater == "nozzle" && heat.celsius == 180)
    }

    @Test func anAnswerTakesWhatTheScaleSaid() throws {
        let answer = try parse("confirm 3 --choice good --grams 480 --scrap 5 --left 0", as: ConfirmCommand.self)
        #expect(answer.grams == 480 && answer.scrap == 5 && answer.left == 0)
        #expect(try parse("confirm 3 --scale bench", as: ConfirmCommand.self).scale == SensorID("bench"))
    }

    @Test(arguments: [
        "lot add --material PLA --grams", "lot dispose 3 --reason other --grams", "lot weigh 3 --net",
        "lot weigh 3 --gross", "lot adjust 3 --reason other --by", "confirm 3 --grams", "confirm 3 --scrap",
        "confirm 3 --left", "cancel 3 --weighed",
    ])
    func whatIsNoMassIsAUsageErrorThatSaysWhatIs(_ line: String) {
        for number in ["nan", "inf", "-inf", "1e300", "much", "-0.5e400"] {
            do {
                _ = try Machina.parseAsRoot("\(line) \(number)".split(separator: " ").map(String.init))
                Issue.record("\(line) \(number) is taken")
            } catch {
                #expect(Machina.exitCode(for: error).rawValue == 64)
                let message = Machina.message(for: error)
                #expect(message.contains("grams, as 12.5") && message.contains("'\(number)'"), "\(message)")
            }
        }
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
        "lot add --material PLA --grams 0", "lot add --material PLA --grams -1", "lot weigh 3", "lot adjust 3 --by 0",
        "lot weigh 3 --net 1 --gross 2", "lot adjust 3 --by 5", "lot dispose 3", "lot label 3 --width 5",
        "lot dispose 3 --reason because", "machine jog a main --for 0s", "machine jog a main --for 2h",
        "machine jog a main --for nan", "machine heat a nozzle hot", "machine heat a nozzle nan",
        "machine mode a off", "confirm 3 --grams 1 --scale bench", "confirm 3 --grams -1",
        "submit a --quantity 0", "submit a --quantity 101", "submit a --priority 10",
        "fault mk3-1 nosuch --control c", "modbus write tcp://h holding:26 1.5", "modbus write tcp://h coil:1 0.4",
        "modbus write tcp://h holding:26 65536",
    ])
    func whatCannotBeMeantIsAUsageError(_ line: String) { #expect(exitCode(line) == 64) }

    @Test func anUnknownFaultNamesThoseOfPrintersAndOfRecyclingMachinesApart() throws {
        let error = #expect(throws: (any Error).self) {
            try Machina.parseAsRoot(["fault", "mk3-1", "nosuch", "--control", "c"])
        }
        let message = Machina.message(for: try #require(error))
        let parts = message.split(separator: "(printers); ")
        #expect(parts.count == 2 && parts[0].contains("runout") && !parts[0].contains("jam"))
        #expect(parts.last?.contains("jam-hard") == true && message.contains("(recycling machines)"))
        #expect(FaultCommand.configuration.discussion.contains("\n  jam (shredder): "))
    }

    @Test func aFileThatIsNotThereIsNoMistakeInAFile() throws {
        func code(_ files: String...) -> ExitCode? {
            do {
                try CheckCommand.parse(files).run()
                return nil
            } catch {
                return error as? ExitCode
            }
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("machina-\(UUID()).yaml")
        try Data("site: 3\n".utf8).write(to: file)
        #expect(code("/nowhere/floor.yaml") == .noInput)
        #expect(code(file.path) == .configuration && code("/nowhere/floor.yaml", file.path) == .configuration)
        try FileManager.default.removeItem(at: file)
    }

    @Test func everyVerbHasAnExampleThatItUnderstands() throws {
        let alone = ["check", "virtual-floor", "fault", "hands", "demo", "gcode"]
        for group in Machina.configuration.groupedSubcommands {
            for verb in group.subcommands {
                let name = try #require(verb.configuration.commandName)
                if alone.contains(name) { continue }
                let discussion = verb.configuration.discussion
                let example = try #require(discussion.firstMatch(of: /Example: machina ([^|>\n]+)/), "\(name)")
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
