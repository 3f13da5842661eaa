internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

/// Every change of a lot's book has a person and a reason; nothing is overwritten.
extension LotCommand {
    struct Weigh: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "weigh", abstract: "Say what a scale shows; the difference to the book becomes an entry.",
            discussion: "Example: machina lot weigh lot-3 --gross 731.5")

        @Argument var lot: LotID
        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("With its bag, box or spool; the lot's tare is taken off.", valueName: "grams"),
            transform: Typed.gramsOrNone)
        var gross: Double?
        @Option(
            parsing: .unconditional, help: ArgumentHelp("Without its bag, box or spool.", valueName: "grams"),
            transform: Typed.gramsOrNone)
        var net: Double?
        @Option(help: ArgumentHelp("Take what this scale shows now.", valueName: "sensor"))
        var scale: SensorID?
        @OptionGroup var daemon: DaemonOptions

        func validate() throws {
            guard [gross != nil, net != nil, scale != nil].count(where: { $0 }) == 1 else {
                throw ValidationError("give exactly one of --gross, --net and --scale")
            }
        }

        func run() async throws {
            try await daemon.ask { client in
                let before = try await client.lot(lot).lot.massG
                let shown = scale == nil ? [] : try await client.sensors()
                let receipt = try await client.weigh(lot, WeighRequest(grossG: gross, netG: net, scale: scale))
                let after = try await client.lot(lot).lot.massG
                let done = words(before: before, after: after, shown: shown.first { $0.id == scale })
                try daemon.show(receipt, done: done, requested: done)
            }
        }

        /// `lot-10: 99 g booked from bench-scale (reading 0.4 s old); the book had 120 g`
        ///
        /// - Parameter shown: what the scale showed just before.
        func words(before: Double, after: Double, shown: SensorView?) -> String {
            let age = shown?.signals.first { $0.unit == .gram }?.ageWords.map { " (reading \($0) old)" } ?? ""
            let origin = scale.map { " from \($0)\(age)" } ?? ""
            return "\(lot): \(grams(after)) booked\(origin); the book had \(grams(before))"
        }
    }

    struct Adjust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "adjust", abstract: "Correct the book of a lot by so much.",
            discussion: "Example: machina lot adjust lot-3 --by -12.5 --reason spilled")

        @Argument var lot: LotID
        @Option(
            parsing: .unconditional, help: ArgumentHelp("More or less than the book says.", valueName: "±grams"),
            transform: Typed.change)
        var by: Double
        @Option(help: "One of \(AdjustmentReason.words).")
        var reason: AdjustmentReason
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let done = "the book of \(lot) is corrected by \(by > 0 ? "+" : "")\(grams(by))"
                let request = AdjustRequest(byG: by, reason: reason)
                try daemon.show(try await client.adjust(lot, request), done: done, requested: done)
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "move", abstract: "Say where a lot stands now.",
            discussion: "Example: machina lot move lot-3 --to B2")

        @Argument var lot: LotID
        @Option(help: ArgumentHelp("Shelf, bin, room.", valueName: "place"))
        var to: String
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let done = "\(lot) is at \(to)"
                try daemon.show(try await client.move(lot, to: to), done: done, requested: done)
            }
        }
    }

    struct Dispose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dispose", abstract: "Say that a lot, or a part of it, was thrown away.",
            discussion: "Example: machina lot dispose lot-3 --grams 40 --reason contaminated")

        @Argument var lot: LotID
        @Option(
            name: .customLong("grams"), parsing: .unconditional,
            help: ArgumentHelp("How much; without it all of it.", valueName: "grams"), transform: Typed.grams)
        var mass: Double?
        @Option(help: "One of \(AdjustmentReason.words).")
        var reason: AdjustmentReason
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let receipt = try await client.dispose(lot, DisposeRequest(massG: mass, reason: reason))
                let done = "\(mass.map { "\(grams($0)) of " } ?? "")\(lot) is disposed of"
                try daemon.show(receipt, done: done, requested: done)
            }
        }
    }

    struct HandOver: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hand-over", abstract: "Say that the maker took a lot: all of it leaves the floor.",
            discussion: "Example: machina lot hand-over lot-7")

        @Argument var lot: LotID
        @OptionGroup var daemon: DaemonOptions

        func run() async throws {
            try await daemon.ask { client in
                let done = "\(lot) is handed over"
                try daemon.show(try await client.handOver(lot), done: done, requested: done)
            }
        }
    }
}

extension AdjustmentReason {
    fileprivate static var words: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
