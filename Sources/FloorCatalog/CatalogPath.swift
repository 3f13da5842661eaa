internal import Foundation

/// Paths as text: joined and straightened without a look at the disk.
enum CatalogPath {
    /// The folder that holds `path`: `Floors` for `Floors/demo.yaml`, `.` for `demo.yaml`.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// `path` seen from `directory`; an absolute path stays what it is.
    static func join(_ directory: String, _ path: String) -> String {
        path.hasPrefix("/") ? straight(path) : straight(directory + "/" + path)
    }

    /// The same seen from the root, so that it stays true wherever the program goes.
    static func absolute(_ path: String) -> String {
        join(FileManager.default.currentDirectoryPath, path)
    }

    /// Without `.`, `..` and doubled slashes where the text alone allows it.
    private static func straight(_ path: String) -> String {
        var parts: [Substring] = []
        let isAbsolute = path.hasPrefix("/")
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }
}
