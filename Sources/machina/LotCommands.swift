internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

struct LotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lot",
        abstract: "Show, add, weigh, correct, move, dispose of, hand over, label or mount a lot of material.",
        discussion: "Example: machina lot lot-3",
        subcommands: [
            Show.self, Add.self, Weigh.self, Adjust.self, Move.self, Dispose.self, HandOver.self, Label.self,
            Mount.self,
        ], defaultSubcommand: Show.self)
}

extension LotCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "One lot: what it is, what it came from, what became of it.",
            discussion: "Example: machina lot 3")

        @Argument var lot: LotID
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let view = try await client.lot(lot)
                try daemon.show(view) { LotSheets.lot(view, width: $0) }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Bring material onto the floor.",
            discussion: """
                Example: machina lot add --form waste --material PLA --grams 500 --source post_consumer
                A spool: machina lot add --material PLA --colour white --grams 750 --mount mk3-1
                """)

        @Option(help: "One of \(MaterialForm.allCases.map(\.rawValue).joined(separator: ", ")).")
        var form = MaterialForm.filament
        @Option(help: "As slicers write it: PLA, PETG, …")
        var material: String
        @Option(help: "As makers ask for it: white, black, …")
        var colour: String?
        @Option(
            parsing: .unconditional, help: "Its net mass, without bag, box or spool.", transform: Typed.grams)
        var grams: Double
        @Option(help: "One of \(MaterialSource.allCases.map(\.rawValue).joined(separator: ", ")) (ISO 14021).")
        var source: MaterialSource?
        @Option(help: "Your own word for its quality: A, B, …")
        var grade: String?
        @Option(help: "How often it has gone round this floor; 0 as bought or collected.")
        var generation: Int?
        @Option(help: "Water by mass, measured, ppm.")
        var moisturePpm: Int?
        @Option(help: "Whom or what it came from; name no person.")
        var origin: String?
        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("What its bag, box or empty spool weighs.", valueName: "grams"),
            transform: Typed.gramsOrNone)
        var tare: Double?
        @Option(help: ArgumentHelp("Shelf, bin, room.", valueName: "place"))
        var location: String?
        @Option(help: "Mount it on this machine at once.")
        var mount: MachineID?
        @OptionGroup var daemon: DaemonOptions

        var request: LotRequest {
            var request = LotRequest(form: form, material: material, colour: colour?.lowercased(), massG: grams)
            request.source = source
            request.grade = grade
            request.generation = generation
            request.moisturePpm = moisturePpm
            request.origin = origin
            request.tareG = tare
            request.location = location
            return request
        }

        func run() async throws {
            try await daemon.ask { client in
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
