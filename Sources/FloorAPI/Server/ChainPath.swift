/// A file that the provenance log serves, C2SP tlog-tiles: `checkpoint`, `tile/<L>/<N>[.p/<W>]`,
/// `tile/entries/<N>[.p/<W>]`. Only such a path is ever looked for on the disk.
///
///     tile/0/x001/x234/067      tile/entries/000.p/17
public struct ChainPath: Hashable, Sendable {
    /// Below the log's folder.
    public let path: String

    public static let checkpoint = ChainPath(unchecked: "checkpoint")

    /// Three digits of each group, and more than any log will have.
    private static let maximumGroups = 6

    private init(unchecked path: String) { self.path = path }

    /// nil for anything that the grammar does not give.
    init?(_ segments: some Collection<Substring>) {
        var rest = Array(segments)[...]
        if rest == ["checkpoint"] {
            self = .checkpoint
            return
        }
        guard rest.popFirst() == "tile", let level = rest.popFirst(), Self.isLevel(level) else { return nil }
        if rest.count >= 2, rest[rest.endIndex - 2].hasSuffix(".p") {
            guard let width = rest.popLast(), Self.isNumber(width, 1...255), let last = rest.popLast() else {
                return nil
            }
            rest.append(last.dropLast(2))
        }
        guard let last = rest.popLast(), Self.isGroup(last), rest.count < Self.maximumGroups,
            rest.allSatisfy({ $0.first == "x" && Self.isGroup($0.dropFirst()) }), rest.first != "x000"
        else { return nil }
        path = segments.joined(separator: "/")
    }

    private static func isLevel(_ text: Substring) -> Bool { text == "entries" || isNumber(text, 0...63) }

    private static func isNumber(_ text: Substring, _ bounds: ClosedRange<Int>) -> Bool {
        guard let number = Int(text), bounds.contains(number) else { return false }
        return "\(number)" == text
    }

    private static func isGroup(_ text: Substring) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    var isCheckpoint: Bool { self == .checkpoint }
}
