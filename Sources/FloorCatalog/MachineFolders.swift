internal import Foundation

/// Where machine types are looked for, in order; the first folder that holds a type wins.
///
/// 1. the folder named on the command line: then no other; 2. `MACHINA_MACHINES` of the environment, several
/// separated by colons; 3. `Machines/` in the floor file's folder; 4. `Machines/` beside that folder;
/// 5. `share/machina/Machines` under the prefix of the running program (`/usr` for `/usr/bin/machinad`).
struct MachineFolders {
    static let environmentVariable = "MACHINA_MACHINES"

    let directories: [String]

    init(floorFile: String, explicit: String?, environment: [String: String], executable: String?) {
        if let explicit {
            directories = [explicit]
            return
        }
        var directories = (environment[Self.environmentVariable] ?? "").split(separator: ":").map(String.init)
        let floorDirectory = CatalogPath.directory(of: floorFile)
        directories.append(CatalogPath.join(floorDirectory, "Machines"))
        directories.append(CatalogPath.join(floorDirectory, "../Machines"))
        if let executable {
            let prefix = CatalogPath.directory(of: CatalogPath.directory(of: executable))
            directories.append(CatalogPath.join(prefix, "share/machina/Machines"))
        }
        self.directories = directories
    }

    /// The path of the running program, where the system tells it.
    static func runningExecutable() -> String? { Bundle.main.executablePath }

    /// The `machine.yaml` of a type whose name is an id, or nil where no folder has it.
    func file(ofType name: String) -> String? {
        directories.map { CatalogPath.join($0, name + "/machine.yaml") }
            .first { FileManager.default.fileExists(atPath: $0) }
    }

    /// Every type that is found, sorted.
    func types() -> [String] {
        var names: Set<String> = []
        for directory in directories {
            let enumerator = FileManager.default.enumerator(
                at: URL(fileURLWithPath: directory).resolvingSymlinksInPath(), includingPropertiesForKeys: nil,
                options: [.skipsSubdirectoryDescendants])
            for case let folder as URL in enumerator ?? .init() {
                let file = CatalogPath.join(directory, folder.lastPathComponent + "/machine.yaml")
                if FileManager.default.fileExists(atPath: file) { names.insert(folder.lastPathComponent) }
            }
        }
        return names.sorted()
    }
}
