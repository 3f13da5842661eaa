/// Where something stands in a file; line and column count from 1.
struct Place: Hashable, Comparable {
    var line: Int
    var column: Int

    static let start = Place(line: 1, column: 1)

    static func < (left: Self, right: Self) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// Gathers the mistakes of one check over all of its files, so that a person sees all of them at once.
///
/// At most `limit` are kept: a file with more is another kind of file.
final class MistakeLog {
    static let limit = 500

    private var files: [String] = []
    private var found: Set<Mistake> = []

    func note(_ what: String, remedy: String, at place: Place, of file: String) {
        if !files.contains(file) { files.append(file) }
        guard found.count < Self.limit else { return }
        found.insert(Mistake(file: file, line: place.line, column: place.column, what: what, remedy: remedy))
    }

    var isEmpty: Bool { found.isEmpty }

    /// The files in the order in which `first` and then the others were found wrong, each sorted by position.
    func sorted(first: String) -> [Mistake] {
        let order = [first] + files.filter { $0 != first }
        return order.flatMap { file in found.filter { $0.file == file }.sorted() }
    }
}
