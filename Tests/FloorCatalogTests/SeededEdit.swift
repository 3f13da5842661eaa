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
    /// Replaced first, wherever it stands in the file: what makes the rest of it fit the mistake.
    var prepared: [(find: String, replace: String)]

    init(
        _ name: String, _ file: String, _ find: String, _ replace: String, _ what: String, _ remedy: String,
        prepared: [(find: String, replace: String)] = []
    ) {
        testDescription = name
        self.file = file
        self.find = find
        self.replace = replace
        self.what = what
        self.remedy = remedy
        self.prepared = prepared
    }

    /// The file's text with the mistake in it, and the mistake's line and column.
    func edited(_ original: String) throws -> (text: String, line: Int, column: Int) {
        let text = try prepare(original, prepared)
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
        try withShippedFiles { folder in
            let path = folder + "/" + file
            let edit = try edited(String(contentsOfFile: path, encoding: .utf8))
            try write(edit.text, to: path)
            let found = mistakesOfDemoFloor(in: folder)
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

/// `text` with every replacement made, each of which must have something to replace.
func prepare(_ text: String, _ replacements: [(find: String, replace: String)]) throws -> String {
    try replacements.reduce(text) { text, replacement in
        try #require(text.contains(replacement.find), "'\(replacement.find)' stands in the file")
        return text.replacingOccurrences(of: replacement.find, with: replacement.replace)
    }
}

/// The same in a file.
func rewrite(_ path: String, _ replacements: [(find: String, replace: String)]) throws {
    try write(prepare(String(contentsOfFile: path, encoding: .utf8), replacements), to: path)
}

/// Copies of Machines/, Recipes/ and Floors/ in a folder of their own.
func withShippedFiles(_ body: (String) throws -> Void) throws {
    try withFolder { folder in
        for part in ["Machines", "Recipes", "Floors"] {
            let source = URL(fileURLWithPath: CatalogFolders.root + "/" + part).resolvingSymlinksInPath()
            try FileManager.default.copyItem(at: source, to: URL(fileURLWithPath: folder + "/" + part))
        }
        try body(folder)
    }
}

/// Those of the demo floor in such a folder.
func mistakesOfDemoFloor(in folder: String) -> [Mistake] {
    FloorCatalog.check(
        files: [folder + "/Floors/demo.yaml"], machinesDirectory: folder + "/Machines",
        recipesDirectory: folder + "/Recipes")
}
