internal import FloorAPITypes
internal import FloorControl
internal import FloorModel
internal import FloorStore
internal import GCode

/// The file of a submission that nobody has decided yet: what came inline stays in memory until it is worth keeping.
struct SubmittedFile: Sendable {
    let digest: FileDigest
    private let content: [UInt8]?

    init(_ file: SubmissionFile) {
        switch file {
        case .stored(let digest):
            self.digest = digest
            content = nil
        case .inline(let content):
            digest = FileDigest(ofContent: content)
            self.content = content
        }
    }

    /// Reads the file through.
    func inspect(in files: FileStore) throws(Refusal) -> GCodeReport {
        var inspection = GCodeInspection()
        if let content {
            inspection.consume(content.span)
        } else {
            guard files.contains(digest) else {
                throw Refusal(.fileUnknown, field: "file.sha256", message: "no file \(digest) is stored here")
            }
            do throws(FileStoreError) {
                try files.read(digest) { inspection.consume($0) }
            } catch {
                throw error.refusal
            }
        }
        return inspection.finish()
    }

    /// Makes the file durable under its digest.
    func keep(in files: FileStore) throws(Refusal) {
        guard let content else { return }
        do throws(FileStoreError) { _ = try files.store(content) } catch { throw error.refusal }
    }
}
