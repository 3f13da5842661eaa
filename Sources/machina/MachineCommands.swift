internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

/// PackML commands that people give.
enum MachineVerb: String, CaseIterable, ExpressibleByArgument {
    case start, hold, unhold, stop, abort, clear, reset

    var command: PackMLCommand {
        switch self {
        case .start: .start
        case .hold: .hold
        case .unhold: .unhold
        case .stop: .stop
        case .abort: .abort
        case .clear: .clear
        case .reset: .reset
        }
    }
}

struct MachineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine", abstract: "Look at one machine, command it, set its mode, or move it by hand.",
        discussion: "Example: machina machine hold mk3-1",
        subcommands: [Show.self, Command.self, Mode.self, Jog.self, Heat.self], defaultSubcommand: Command.self)
}

extension MachineCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One machine with all its values and what keeps it from running.",
            discussion: "Example: machina machine show shred-1")

        @Argument var machine: MachineID
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let view = try await client.machine(machine)
                try daemon.show(view) { FloorSheets.machine(view, width: $0) }
            }
        }
    }

    struct Command: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "command", abstract: "Give one machine a PackML command; the word 'command' may be left out.",
            discussion: "Example: machina machine hold mk3-1")

        @Argument(help: "One of \(MachineVerb.allCases.map(\.rawValue).joined(separator: ", ")).")
        var verb: MachineVerb
        @Argument var machine: MachineID
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                try daemon.show(
                    try await client.command(verb.command, to: machine), done: "\(machine): \(verb.rawValue) done",
                    requested: "\(machine): \(verb.rawValue) requested; 'machina machines' shows when it is confirmed")
            }
        }
    }
}

struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop machines now: what runs ends, heaters off.",
        discussion: """
            Example: machina stop --all
            This asks the firmware. In an emergency use the machine's hard-wired stop.
            """)

    @Argument var machines: [MachineID] = []
    @Flag(help: "Every machine of the floor.")
    var all = false
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard all != !machines.isEmpty else {
            throw ValidationError("name the machines to stop, or give --all")
        }
    }

    func run() async throws {
        try await daemon.ask { client in
            var requested: [MachineID] = []
            var refused: FloorClientError?
            if all {
                requested = try await client.stopAll().machines ?? []
            } else {
                // One that is refused keeps none of the others from being stopped.
                for machine in machines {
                    do throws(FloorClientError) {
                        requested += try await client.command(.stop, to: machine).machines ?? []
                    } catch {
                        refused = error
                    }
                }
            }
            let names = requested.map(\.name).joined(separator: ", ")
            try daemon.show(Receipt(.requested, machines: requested)) { _ in
                [
                    requested.isEmpty
                        ? "no machine was told to stop"
                        : "stop requested: \(names); 'machina machines' shows when it is confirmed"
                ]
            }
            if let refused { throw refused }
        }
    }
}
