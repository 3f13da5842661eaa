internal import Foundation

/// Reads a whole file of bounded size, or notes why it cannot be read.
enum CatalogFile {
    /// The file's bytes, at most one more than `YAMLDocument.sizeLimit`; nil after the mistake was noted.
    static func bytes(of source: YAMLSource) -> [UInt8]? {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: source.file, isDirectory: &isDirectory)
        guard exists, !isDirectory.boolValue else {
            source.note(
                exists ? "this is a folder, not a file" : "there is no such file", remedy: "check the path",
                at: .start)
            return nil
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: source.file))
            let data = try handle.read(upToCount: YAMLDocument.sizeLimit + 1)
            try handle.close()
            return data.map { Array($0) } ?? []
        } catch {
            source.note(
                "the file cannot be read (\(error.localizedDescription))",
                remedy: "check its permissions and the user who runs this", at: .start)
            return nil
        }
    }

    /// Reads `file` as one YAML mapping.
    static func read<Result>(
        _ file: String, log: MistakeLog, _ read: (inout MappingReader) -> Result?
    ) -> Result? {
        let source = YAMLSource(file: file, log: log)
        guard let bytes = bytes(of: source), let root = YAMLDocument.root(of: bytes, source: source) else { return nil }
        return root.mapping(read)
    }
}
