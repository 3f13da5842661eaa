internal import Foundation

/// Where machine types or recipes are looked for, in order; the first folder that holds one wins.
///
/// 1. the folder named on the command line: then no other; 2. the kind's variable of the environment, several folders
/// separated by colons; 3. the kind's folder in the floor file's folder; 4. the same beside that folder;
/// 5. `share/machina/<kind's folder>` under the prefix of the running program (`/usr` for `/usr/bin/machinad`).
struct SearchPath {
    /// What is looked for.
    enum Kind {
        case machines, recipes

        /// What the folder is called.
        var folder: String { self == .machines ? "Machines" : "Recipes" }
        var environmentVariable: String { self == .machines ? "MACHINA_MACHINES" : "MACHINA_RECIPES" }
    }

    let directories: [String]
    /// Adds folders; nil where the command line has named the only one.
    private let variable: String?

    init(_ kind: Kind, floorFile: String, explicit: String?, environment: [String: String], executable: String?) {
        if let explicit {
            directories = [explicit]
            variable = nil
            return
        }
        var directories = (environment[kind.environmentVariable] ?? "").split(separator: ":").map(String.init)
        let floorDirectory = CatalogPath.directory(of: floorFile)
        directories.append(CatalogPath.join(floorDirectory, kind.folder))
        directories.append(CatalogPath.join(floorDirectory, "../" + kind.folder))
        if let executable {
            let prefix = CatalogPath.directory(of: CatalogPath.directory(of: executable))
            directories.append(CatalogPath.join(prefix, "share/machina/" + kind.folder))
        }
        self.directories = directories
        variable = kind.environmentVariable
    }

    /// The folders for messages: `/srv/Recipes, /usr/share/machina/Recipes; MACHINA_RECIPES names more`.
    var searched: String {
        directories.joined(separator: ", ") + (variable.map { "; \($0) names more" } ?? "")
    }

    /// The path of the running program, where the system tells it.
    static func runningExecutable() -> String? { Bundle.main.executablePath }

    /// The first file of this path below one of the folders, or nil where no folder has it.
    func file(_ relative: String) -> String? {
        directories.map { CatalogPath.join($0, relative) }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// What all folders hold in `subfolder` (the folders themselves without one), by name, sorted.
    func entries(in subfolder: String = ".") -> [String] {
        var names: Set<String> = []
        for directory in directories {
            let folder = URL(fileURLWithPath: CatalogPath.join(directory, subfolder)).resolvingSymlinksInPath()
            let enumerator = FileManager.default.enumerator(
                at: folder, includingPropertiesForKeys: nil, options: [.skipsSubdirectoryDescendants])
            for case let entry as URL in enumerator ?? .init() { names.insert(entry.lastPathComponent) }
        }
        return names.sorted()
    }
}
