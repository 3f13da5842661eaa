internal import Foundation
internal import GCode

/// The file that the demo prints, and what its maker asks for.
struct DemoPart {
    let file: URL
    let content: Data
    let report: GCodeReport
    let material: String

    /// - Parameter file: nil takes the part that comes with Machina.
    init(file: String?, material: String?) throws {
        self.file = try file.map { URL(filePath: $0) } ?? DemoFiles.find("Examples/demo-part.gcode")
        do {
            content = try Data(contentsOf: self.file)
        } catch {
            throw DemoFailure(
                what: "\(self.file.path) cannot be read", remedy: "check the path and its permissions",
                exitCode: .noInput)
        }
        var inspection = GCodeInspection()
        inspection.consume(content.span)
        report = inspection.finish()
        self.material = material?.uppercased() ?? report.material ?? "PLA"
    }

    /// The lines of the file that move something, as the virtual printer must have executed them: once, in order.
    var moves: [Substring] { DemoPart.moves(in: String(decoding: content, as: UTF8.self)) }

    static func moves(in text: String) -> [Substring] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let code = line.prefix { $0 != ";" }
            let trimmed = code.drop { $0 == " " }
            guard trimmed.first == "G" else { return nil }
            let end = trimmed.lastIndex { $0 != " " } ?? trimmed.startIndex
            return trimmed[...end]
        }
    }
}

/// The files that come with the program.
enum DemoFiles {
    /// Looks beside the program and above it: a build in the source tree, or an installed `share/machina`.
    static func find(_ path: String) throws -> URL {
        var folder = try executable().deletingLastPathComponent()
        for _ in 0..<6 {
            for candidate in [folder.appending(path: path), folder.appending(path: "share/machina/" + path)]
            where FileManager.default.fileExists(atPath: candidate.path) {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        throw DemoFailure(
            what: "\(path) is not to be found near the program",
            remedy: "run the demo from a source tree or an installation, not from a copied binary", exitCode: .noInput)
    }

    /// The program beside this one.
    static func program(_ name: String) throws -> URL {
        let program = try executable().deletingLastPathComponent().appending(path: name)
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw DemoFailure(
                what: "\(name) is not beside \(try executable().path)",
                remedy: "build it: swift build --product \(name)",
                exitCode: .noInput)
        }
        return program
    }

    static func executable() throws -> URL {
        let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: path)
    }
}
