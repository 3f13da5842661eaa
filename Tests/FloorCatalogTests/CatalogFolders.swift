import FloorCatalog
import Foundation
import SeededRandom

/// The committed folders, found from this file's place.
enum CatalogFolders {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static var machines: String { root + "/Machines" }
    static var recipes: String { root + "/Recipes" }

    /// Names of the folders in Machines/.
    static var machineTypes: [String] { entries(machines).filter { !$0.hasPrefix(".") } }

    /// Paths of the files in Floors/.
    static var floors: [String] {
        entries(root + "/Floors").filter { $0.hasSuffix(".yaml") }.map { root + "/Floors/" + $0 }
    }

    /// Paths of the files in Recipes/, by process and name.
    static var recipeFiles: [String] {
        entries(recipes).flatMap { process in
            entries(recipes + "/" + process).filter { $0.hasSuffix(".yaml") }.map { "\(recipes)/\(process)/\($0)" }
        }
    }

    private static func entries(_ folder: String) -> [String] {
        guard
            let enumerator = FileManager.default.enumerator(
                at: URL(fileURLWithPath: folder).resolvingSymlinksInPath(), includingPropertiesForKeys: nil,
                options: [.skipsSubdirectoryDescendants])
        else { return [] }
        return enumerator.compactMap { ($0 as? URL)?.lastPathComponent }.sorted()
    }
}

/// A folder of its own for one test, removed afterwards.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("catalog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
}

/// The mistakes of a floor file with this content, its machine types being the committed ones.
func mistakes(inFloor bytes: some Sequence<UInt8>) throws -> [Mistake] {
    try withFolder { folder in
        let file = folder + "/floor.yaml"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return FloorCatalog.check(
            files: [file], machinesDirectory: CatalogFolders.machines, recipesDirectory: CatalogFolders.recipes)
    }
}
