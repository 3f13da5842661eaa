/// Lets a file with duplicate keys be read to its end, so that its other mistakes are found in the same run.
///
/// Yams gives up at the first mapping that has a key twice and tells where the key stands first. That occurrence
/// is disguised (its first character becomes one of Unicode's private use area, so no other position moves),
/// and the file is read again.
struct DuplicateKeys {
    private(set) var text: String
    /// What was disguised, by place.
    private(set) var disguised: [Place: String] = [:]
    /// A file with more duplicates than this is refused at the next one.
    static let limit = 64

    init(_ text: String) { self.text = text }

    /// False where it cannot be done: too many, or a key that is not a word.
    mutating func disguise(_ key: String, at place: Place) -> Bool {
        guard disguised.count < Self.limit, disguised[place] == nil, !key.isEmpty,
            let mask = Unicode.Scalar(0xE000 + UInt32(disguised.count)), let index = index(of: place)
        else { return false }
        var scalars = text.unicodeScalars
        let isQuoted = scalars[index] == "\"" || scalars[index] == "'"
        let target = isQuoted ? scalars.index(after: index) : index
        guard target < scalars.endIndex, scalars[target] == key.unicodeScalars.first else { return false }
        scalars.replaceSubrange(target...target, with: [mask])
        text = String(scalars)
        disguised[place] = key
        return true
    }

    private func index(of place: Place) -> String.Index? {
        let scalars = text.unicodeScalars
        var line = 1
        var index = scalars.startIndex
        while line < place.line, index < scalars.endIndex {
            if scalars[index] == "\n" { line += 1 }
            index = scalars.index(after: index)
        }
        guard let found = scalars.index(index, offsetBy: place.column - 1, limitedBy: scalars.endIndex),
            found < scalars.endIndex
        else { return nil }
        return found
    }
}
