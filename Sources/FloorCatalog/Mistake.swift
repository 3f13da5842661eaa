/// One thing that is wrong in a floor or machine file, where it stands, and what to do about it.
///
/// As text: `Floors/demo.yaml:12:11: machines.mk3-1.baud has 'fast', not a whole number; write 115200`.
public struct Mistake: Hashable, Sendable, Codable {
    /// The file's path, as it was given or found.
    public var file: String
    /// From 1; 1 for a file that cannot be read at all.
    public var line: Int
    /// From 1, counted in Unicode scalars.
    public var column: Int
    /// What is wrong, naming the key.
    public var what: String
    /// What a person does about it.
    public var remedy: String

    public init(file: String, line: Int, column: Int, what: String, remedy: String) {
        self.file = file
        self.line = line
        self.column = column
        self.what = what
        self.remedy = remedy
    }
}

extension Mistake: CustomStringConvertible {
    /// `file:line:column: what; remedy`.
    public var description: String { "\(file):\(line):\(column): \(what); \(remedy)" }
}

extension Mistake: Comparable {
    /// By position; the words decide where two mistakes share one.
    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column, left.what, left.remedy)
            < (right.file, right.line, right.column, right.what, right.remedy)
    }
}

/// Why a floor could not be loaded: every mistake of its files, the floor file's first, each file by position.
public struct CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
    public var mistakes: [Mistake]

    public init(mistakes: [Mistake]) { self.mistakes = mistakes }

    /// One mistake a line.
    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
