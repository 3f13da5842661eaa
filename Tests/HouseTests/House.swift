import Foundation

/// The project's own files.
enum House {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Paths relative to the root, sorted; empty when there is no such folder.
    static func swiftFiles(in folder: String) throws -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: root.appending(path: folder).path) else { return [] }
        return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map { folder + "/" + $0 }.sorted()
    }

    static func imports(of file: String) throws -> Set<String> {
        let words: Set<String> = ["public", "internal", "package", "@testable", "import"]
        var modules: Set<String> = []
        for line in try text(file).split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard let first = parts.first, words.contains(String(first)), parts.contains("import") else { continue }
            if let module = parts.last { modules.insert(String(module)) }
        }
        return modules
    }
}
