public import FloorModel

extension SubmissionMessage {
    /// What the maker asks for, as bytes: equal for equal wishes, however they were written and however the file came.
    ///
    ///     {"colour":"black","due":1795885200000,"file":"9f86…","id":"bracket-7","priority":5,"quantity":2}
    ///
    /// - Parameter file: SHA-256 of the file's content, the one that the message names or that of what it carries.
    public func canonical(file: FileDigest) -> [UInt8] {
        canonicalSubmissionJSON(
            CanonicalSubmission(
                id: id, title: title, file: file, material: material, colour: colour, quantity: quantity, due: due,
                priority: priority))
    }
}

private struct CanonicalSubmission: Encodable {
    var id: String
    var title: String?
    var file: FileDigest
    var material: String?
    var colour: String?
    var quantity: Int
    var due: WallClock?
    var priority: Int
}
