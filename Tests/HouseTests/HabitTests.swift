import FloorModel
import Foundation
import Testing

/// Habits of the house that a machine can check.
@Suite struct HabitTests {
    private static let folders = ["Sources", "Tests"]

    @Test("No file is longer than 400 lines", arguments: folders)
    func fileLength(folder: String) throws {
        let files = try House.swiftFiles(in: folder)
        #expect(files.count > 20)
        for file in files {
            let lines = try House.text(file).split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(lines <= 401, "\(file) has \(lines - 1) lines")
        }
    }

    @Test("No function is longer than 60 lines", arguments: folders)
    func functionLength(folder: String) throws {
        for file in try House.swiftFiles(in: folder) {
            for function in Self.functions(in: try House.text(file)) where function.lines > 60 {
                Issue.record("\(file):\(function.start): \(function.lines) lines")
            }
        }
    }

    @Test("A function that is too long is found")
    func functionLengthIsCounted() {
        let long = "    func long() {\n" + String(repeating: "        x()\n", count: 60) + "    }\n"
        #expect(Self.functions(in: long).map(\.lines) == [62])
        let short = "func a() -> Int { 1 }\nfunc b(\n    c: Int\n) {\n    c()\n}\n"
        #expect(Self.functions(in: short).map(\.lines) == [1, 5])
    }

    @Test("Words that the house does not use in its rooms")
    func bannedWords() throws {
        let banned = try [
            #"\btry\?"#, #"\bTask \{"#, #"Task\.detached"#, #"\bDate\(\)"#,
            #"(^|[{;]) *print\("#, "fatalError",
            "TODO", "FIXME",
        ].map { try Regex($0).anchorsMatchLineEndings() }
        // Composition roots read the real clock and begin tasks.
        let exempt = ["Sources/machinad/", "Sources/machina/"]
        for file in try House.swiftFiles(in: "Sources") where !exempt.contains(where: file.hasPrefix) {
            let text = try House.text(file)
            for word in banned {
                if let match = text.firstMatch(of: word) { Issue.record("\(file): \(text[match.range])") }
            }
            for suffix in ["Manager", "Helper", "Utils"] {
                let pattern = try Regex("(class|struct|enum|actor|protocol) [A-Za-z]*\(suffix)\\b")
                #expect(text.firstMatch(of: pattern) == nil, "\(file): \(suffix)")
            }
        }
    }

    @Test("Every fault code is in the list, with its meaning and remedy, and nothing else is")
    func faultCodes() throws {
        let rows = FaultCode.allCases.map {
            "\($0.rawValue),\($0.name),\"\($0.meaning)\",\"\($0.remedy)\""
        }
        let expected = (["number,name,meaning,remedy"] + rows).joined(separator: "\n") + "\n"
        #expect(try House.text("Documentation/FaultCodes.csv") == expected)
    }

    private struct Function {
        var start: Int
        var lines: Int
    }

    /// Functions and initialisers by indentation: from the declaration to the closing brace in its column.
    private static func functions(in text: String) -> [Function] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var found: [Function] = []
        for (index, line) in lines.enumerated() {
            let trimmed = line.drop { $0 == " " }
            let words = trimmed.split(separator: " ").prefix(6).map { String($0.prefix { $0.isLetter || $0 == "?" }) }
            guard words.contains("func") || words.first == "init" || words.dropFirst().first == "init",
                !trimmed.hasPrefix("//"), !trimmed.hasPrefix("case")
            else { continue }
            if trimmed.hasSuffix("}") {
                found.append(Function(start: index + 1, lines: 1))
                continue
            }
            let indent = String(repeating: " ", count: line.count - trimmed.count)
            guard let end = lines[(index + 1)...].firstIndex(where: { $0 == indent + "}" }) else { continue }
            found.append(Function(start: index + 1, lines: end - index + 1))
        }
        return found
    }
}
