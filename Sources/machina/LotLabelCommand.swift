internal import ArgumentParser
internal import FloorAPITypes
internal import FloorClient
internal import FloorModel

extension LotCommand {
    struct Label: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "label", abstract: "A label with a QR code, on the terminal or as a picture to print.",
            discussion: "Example: machina lot label lot-3 --png lot-3.png --width 50")

        @Argument var lot: LotID
        @Option(help: ArgumentHelp("Write a PNG file of 300 dpi; one of that name is replaced.", valueName: "file"))
        var png: String?
        @Option(help: ArgumentHelp("Of the printed label, 15 to 200.", valueName: "mm"))
        var width = 50
        @OptionGroup var daemon: DaemonOptions

        func validate() throws {
            guard LotLabel.widthMillimetres.contains(width) else {
                throw ValidationError("--width \(width) is out of bounds; use 15 to 200 mm")
            }
        }

        func run() async throws {
            try await daemon.ask { client in
                guard let label = LotLabel(try await client.lot(lot)) else {
                    printError("machina: the address of \(lot) is too long for a code\nshorten site.base_url")
                    throw ExitCode.badData
                }
                if let png { try writeFile(label.png(width: width), to: png) }
                try daemon.show(LabelReport(uri: label.uri, lines: label.lines, png: png)) { _ in
                    if let png { return ["\(png): \(label.lines.joined(separator: ", "))"] }
                    return label.code.lines + label.lines.map { "    \($0)" } + ["    \(label.uri)"]
                }
            }
        }
    }
}

/// `{"lines":["lot-3","PLA waste","500 g  2026-11-21"],"uri":"machina:leuven/lot-3"}`
private struct LabelReport: Encodable {
    var uri: String
    var lines: [String]
    var png: String?
}
