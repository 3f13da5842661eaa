internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

/// A machine in the hands of a technician.
extension MachineCommand {
    struct Mode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mode", abstract: "Set a machine's mode; only one in production takes jobs.",
            discussion: """
                Example: machina machine mode shred-1 manual
                production takes jobs, maintenance does nothing, manual obeys 'jog' and 'heat' under its interlocks.
                """)

        @Argument var machine: MachineID
        @Argument(help: "One of \(PackMLMode.allCases.map(\.rawValue).joined(separator: ", ")).")
        var mode: PackMLMode
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let done = "\(machine) is in \(mode.rawValue) mode"
                try daemon.show(try await client.setMode(mode, of: machine), done: done, requested: done)
            }
        }
    }

    struct Jog: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "jog", abstract: "Turn one drive of a machine in manual mode; it stops by itself.",
            discussion: "Example: machina machine jog shred-1 shaft --reverse --for 2s")

        @Argument var machine: MachineID
        @Argument(help: "As the machine's file names it: shaft, screw, puller, blower.")
        var drive: String
        @Flag(help: "Turn it backwards.")
        var reverse = false
        @Option(help: "In the drive's own unit; without it the slowest.", transform: Typed.speed)
        var speed: Double?
        @Option(
            name: .customLong("for"), help: ArgumentHelp("How long it turns, as 2s or 500ms.", valueName: "time"),
            transform: Typed.seconds)
        var time = 1.0
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let order = JogRequest(drive: drive, reverse: reverse ? true : nil, speed: speed, forS: time)
                let text = "\(machine): \(drive) is told to turn\(reverse ? " backwards" : "") for \(time) s"
                try daemon.show(try await client.jog(machine, order), done: text, requested: text)
            }
        }
    }

    struct Heat: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "heat", abstract: "Set one heater of a machine in manual mode; 0 switches it off.",
            discussion: "Example: machina machine heat extruder-1 nozzle 180")

        @Argument var machine: MachineID
        @Argument(help: "As the machine's file names it: feed, barrel, nozzle, air.")
        var heater: String
        @Argument(help: "°C.", transform: Typed.celsius)
        var celsius: Double
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let order = HeatRequest(heater: heater, celsius: celsius)
                let aim = celsius == 0 ? "is told to switch off" : "is told to heat to \(celsius) °C"
                let text = "\(machine): \(heater) \(aim); 'machina machine show \(machine)' shows its temperature"
                try daemon.show(try await client.heat(machine, order), done: text, requested: text)
            }
        }
    }
}
