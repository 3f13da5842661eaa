internal import ArgumentParser

/// `machina`: what people type. Most verbs ask the daemon on its Unix socket; those under "alone" need none.
@main
struct Machina: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machina",
        abstract: "Run the machines of a makerspace: jobs, feedstock, printers, recycling.",
        discussion: """
            Ids are typed as job-17 or 17. Every verb takes --json for programs. The daemon is found at --socket, \
            else $MACHINA_SOCKET, else /run/machina/machinad.sock.

            In an emergency use the machine's hard-wired stop. 'machina stop --all' is a request to the firmware.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Look",
                subcommands: [
                    StatusCommand.self, MachinesCommand.self, JobsCommand.self, JobCommand.self, LotsCommand.self,
                    BalanceCommand.self, SensorsCommand.self, PlanCommand.self, WatchCommand.self,
                    PassportCommand.self,
                ]),
            CommandGroup(
                name: "Job",
                subcommands: [
                    SubmitCommand.self, CancelCommand.self, HoldCommand.self, ReleaseCommand.self,
                    ReprintCommand.self,
                ]),
            CommandGroup(
                name: "Question and alarm",
                subcommands: [
                    PromptsCommand.self, ConfirmCommand.self, AlarmsCommand.self, AcknowledgeCommand.self,
                ]),
            CommandGroup(
                name: "Machine and feedstock",
                subcommands: [StopCommand.self, MachineCommand.self, LotCommand.self]),
            CommandGroup(name: "People", subcommands: [MakerCommand.self]),
            CommandGroup(
                name: "Alone (no daemon needed)",
                subcommands: [
                    CheckCommand.self, ChainCommand.self, GCodeCommand.self, ModbusCommand.self,
                    VirtualFloorCommand.self,
                    FaultCommand.self, HandsCommand.self, DemoCommand.self,
                ]),
        ])

    static func main() async {
        occupyClosedStandardFiles()
        await main(withNegativeValues(Array(CommandLine.arguments.dropFirst())))
    }
}

/// G-code without a daemon.
struct GCodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gcode", abstract: "Look at a G-code file, or send one to a port.",
        discussion: "Example: machina gcode inspect vase.gcode",
        subcommands: [GCodeInspect.self, GCodeSend.self])
}
