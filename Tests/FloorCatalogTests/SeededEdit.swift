import FloorCatalog
import Foundation
import Testing

/// One mistake put into a shipped file: `find` is replaced by `replace`, in which `¦` marks the place where the
/// mistake must be reported.
struct SeededEdit: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Below the folder that holds Machines/, Recipes/ and Floors/.
    var file: String
    var find: String
    var replace: String
    var what: String
    var remedy: String

    init(_ name: String, _ file: String, _ find: String, _ replace: String, _ what: String, _ remedy: String) {
        testDescription = name
        self.file = file
        self.find = find
        self.replace = replace
        self.what = what
        self.remedy = remedy
    }

    /// The file's text with the mistake in it, and the mistake's line and column.
    func edited(_ text: String) throws -> (text: String, line: Int, column: Int) {
        let range = try #require(text.range(of: find), "'\(find)' stands in \(file)")
        let marked = text.replacingCharacters(in: range, with: replace)
        let mark = try #require(marked.range(of: "¦"))
        let before = marked[..<mark.lowerBound].unicodeScalars
        let line = before.count(where: { $0 == "\n" }) + 1
        let column = before.reversed().prefix { $0 != "\n" }.count + 1
        return (marked.replacingCharacters(in: mark, with: ""), line, column)
    }

    /// Copies the shipped files, makes the edit, and expects this one mistake of the demo floor and no other.
    func expectIsTheOnlyMistake() throws {
        try withFolder { folder in
            for part in ["Machines", "Recipes", "Floors"] {
                let source = URL(fileURLWithPath: CatalogFolders.root + "/" + part).resolvingSymlinksInPath()
                try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: folder + "/" + part))
            }
            let path = folder + "/" + file
            let edit = try edited(String(contentsOfFile: path, encoding: .utf8))
            try write(edit.text, to: path)
            let found = FloorCatalog.check(
                files: [folder + "/Floors/demo.yaml"], machinesDirectory: folder + "/Machines",
                recipesDirectory: folder + "/Recipes")
            #expect(found.count == 1, "\(found.map(\.description))")
            let first = try #require(found.first)
            #expect(first.file.hasSuffix(file))
            #expect(
                first.line == edit.line && first.column == edit.column, "wanted \(edit.line):\(edit.column), \(first)")
            #expect(first.what.contains(what), "\(first.what)")
            #expect(first.remedy.contains(remedy), "\(first.remedy)")
        }
    }
}
