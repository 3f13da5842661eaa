/// How a name that a file's author chooses may be spelt.
enum NameSpelling {
    /// Of machines, lines, sensors, modules and recipes: `mk3-1`.
    case identifier
    /// Of points, drives, heaters and signals: `motor_current`.
    case word

    func fits(_ text: String) -> Bool {
        switch self {
        case .identifier: YAMLValue.isIdentifier(text)
        case .word: Self.isWord(text)
        }
    }

    var noun: String { self == .identifier ? "id" : "name" }

    var remedy: String {
        switch self {
        case .identifier: "use 1 to 32 lower-case letters, digits and hyphens, a letter or digit first"
        case .word: "use 1 to 40 lower-case letters, digits and underscores, a letter first"
        }
    }

    /// `[a-z][a-z0-9_]{0,39}`.
    private static func isWord(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isLetter = { (byte: UInt8) in byte >= 0x61 && byte <= 0x7A }
        guard let first = bytes.first, isLetter(first), bytes.count <= 40 else { return false }
        return bytes.allSatisfy { isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: "_") }
    }
}
