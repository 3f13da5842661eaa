import Foundation
import Testing

/// `Documentation/ProvenanceChain.md` shows what is compiled and run here, word for word.
///
/// A block of the page stands under the comment `<!-- WritingAChain.swift: create -->`; the same lines stand in that file
/// between `// example: create` and `// end`.
struct PageTests {
    private struct Block {
        var file: String
        var name: String
        var lines: [String]
    }

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    private static let root = tests.deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ url: URL) throws -> [String] {
        try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    }

    @Test func everySwiftBlockOfThePageIsAnExampleThatRuns() throws {
        let blocks = try Self.blocks()
        #expect(blocks.count >= 7)
        for block in blocks {
            let source = try Self.text(Self.tests.appending(path: block.file))
            let example = Self.example(block.name, in: source)
            #expect(example == block.lines, "\(block.file): \(block.name) is not what the page shows")
        }
    }

    @Test func everyExampleIsOnThePage() throws {
        let shown = Set(try Self.blocks().map { "\($0.file): \($0.name)" })
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.tests.path) where file.hasSuffix(".swift")
        {
            for line in try Self.text(Self.tests.appending(path: file)) {
                guard let name = Self.word(after: "// example: ", in: line) else { continue }
                #expect(shown.contains("\(file): \(name)"), "\(file): \(name)")
            }
        }
    }

    @Test func theManifestOfThePageNamesThisPackage() throws {
        let page = try Self.text(Self.root.appending(path: "Documentation/ProvenanceChain.md")).joined(separator: "\n")
        let manifest = try Self.text(Self.root.appending(path: "Package.swift")).joined(separator: "\n")
        #expect(page.contains(#".product(name: "ProvenanceChain", package: "machina")"#))
        #expect(manifest.contains(#"name: "machina""#) && manifest.contains(#".library(name: "ProvenanceChain""#))
    }

    /// The fenced blocks of Swift, each with what its comment names.
    private static func blocks() throws -> [Block] {
        var blocks: [Block] = []
        var open: Block?
        var before = ""
        for line in try text(root.appending(path: "Documentation/ProvenanceChain.md")) {
            if line == "```swift" {
                let mark = before.split(separator: " ").map(String.init)
                let isMarked = mark.count == 4 && mark.first == "<!--" && mark.last == "-->" && mark[1].hasSuffix(":")
                #expect(isMarked, "a block of Swift is no example: \(before)")
                open = isMarked ? Block(file: String(mark[1].dropLast()), name: mark[2], lines: []) : nil
            } else if line == "```", let block = open {
                blocks.append(block)
                open = nil
            } else {
                open?.lines.append(line)
            }
            before = line
        }
        return blocks
    }

    /// The lines between the marks, moved to the left edge.
    private static func example(_ name: String, in source: [String]) -> [String]? {
        guard let start = source.firstIndex(where: { word(after: "// example: ", in: $0) == name }),
            let end = source[start...].firstIndex(where: { $0.trimmingCharacters(in: .whitespaces) == "// end" })
        else { return nil }
        let indent = source[start].prefix { $0 == " " }
        return source[(start + 1)..<end].map { $0.hasPrefix(indent) ? String($0.dropFirst(indent.count)) : $0 }
    }

    private static func word(after mark: String, in line: String) -> String? {
        let line = line.drop { $0 == " " }
        return line.hasPrefix(mark) ? String(line.dropFirst(mark.count)) : nil
    }
}
