internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

struct LotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lot", abstract: "Show, add or mount a lot of material.",
        discussion: "Example: machina lot lot-3", subcommands: [Show.self, Add.self, Mount.self],
        defaultSubcommand: Show.self)
}

extension LotCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One lot.", discussion: "Example: machina lot 3")

        @Argument var lot: LotID
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let view = try await client.lot(lot)
                try daemon.show(view) { _ in FloorSheets.lot(view) }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Bring material onto the floor.",
            discussion: "Example: machina lot add --material PLA --colour white --grams 750 --mount mk3-1")

        @Option(help: "One of \(MaterialForm.allCases.map(\.rawValue).joined(separator: ", ")).")
        var form = MaterialForm.filament
        @Option(help: "As slicers write it: PLA, PETG, …")
        var material: String
        @Option(help: "As makers ask for it: white, black, …")
        var colour: String?
        @Option(help: "Its net mass, without the spool.")
        var grams: Double
        @Option(help: "Mount it on this machine at once.")
        var mount: MachineID?
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let request = LotRequest(form: form, material: material, colour: colour?.lowercased(), massG: grams)
                let receipt = try await client.receive(request)
                guard let lot = receipt.lot else { throw FloorClientError.unintelligible("no lot in the answer") }
                if let mount {
                    do throws(FloorClientError) {
                        _ = try await client.mount(lot, on: mount)
                    } catch {
                        printError("machina: \(lot) is added but not mounted")
                        throw error
                    }
                }
                let place = mount.map { " and mounted on \($0)" } ?? ""
                try daemon.show(receipt) { _ in ["\(lot) is added\(place)"] }
            }
        }
    }

    struct Mount: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mount", abstract: "Say that a spool is mounted on a machine.",
            discussion: "Example: machina lot mount lot-3 mk3-1")

        @Argument var lot: LotID
        @Argument var machine: MachineID
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let done = "\(lot) is mounted on \(machine)"
                try daemon.show(try await client.mount(lot, on: machine), done: done, requested: done)
            }
        }
    }
}
