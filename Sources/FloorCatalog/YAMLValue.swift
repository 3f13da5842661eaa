internal import FloorModel
internal import Yams

/// A value of a YAML file with its place and its name: it reads itself as what is expected, or notes the mistake.
///
/// Every reader returns nil after it has noted why, so that a whole file is read before anything is given up.
struct YAMLValue {
    let node: Node
    /// How the value is reached, `machines.mk3-1.port`; empty for the whole file.
    let path: String
    let source: YAMLSource
    /// Where the value's key stands; missing keys are noted there.
    let keyPlace: Place?

    init(node: Node, path: String, source: YAMLSource, keyPlace: Place? = nil) {
        self.node = node
        self.path = path
        self.source = source
        self.keyPlace = keyPlace
    }

    var place: Place { Place(node.mark) }

    /// What messages call it.
    var name: String { path.isEmpty ? "the file" : path }

    func refuse(_ what: String, remedy: String) {
        source.note("\(name) \(what)", remedy: remedy, at: place)
    }

    // MARK: Scalars

    /// Words of 1 to `limit` characters on one line.
    func text(limit: Int = 200) -> String? {
        guard let scalar = scalar(expecting: "text") else { return nil }
        let isOneLine = scalar.string.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        guard !scalar.string.isEmpty, isOneLine, scalar.string.count <= limit else {
            refuse(
                scalar.string.isEmpty ? "is empty" : "is not one line of at most \(limit) characters",
                remedy: "write 1 to \(limit) characters on one line")
            return nil
        }
        return scalar.string
    }

    /// An id, `[a-z0-9][a-z0-9-]{0,31}`.
    func identifier() -> String? {
        guard let text = text() else { return nil }
        guard YAMLValue.isIdentifier(text) else {
            refuse(
                "has '\(text)', which is not an id",
                remedy: "use 1 to 32 lower-case letters, digits and hyphens, a letter or digit first")
            return nil
        }
        return text
    }

    static func isIdentifier(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let isLetterOrDigit = { (byte: UInt8) in (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) }
        guard let first = bytes.first, bytes.count <= 32, isLetterOrDigit(first) else { return false }
        return bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// One of `words`.
    func choice(of words: [String]) -> String? {
        guard let text = text() else { return nil }
        guard words.contains(text) else {
            let guess = Spelling.nearest(to: text, among: words)
            let remedy = guess.map { "did you mean '\($0)'? known: \(Spelling.list(words))" }
            refuse("has '\(text)', which is not known", remedy: remedy ?? "use \(Spelling.list(words))")
            return nil
        }
        return text
    }

    /// `true` or `false`; YAML 1.1's other words for them are refused, `no` is also a country.
    func truth() -> Bool? {
        guard let scalar = scalar(expecting: "true or false") else { return nil }
        switch (scalar.style, scalar.string) {
        case (.plain, "true"): return true
        case (.plain, "false"): return false
        default:
            refuse("has '\(scalar.string)', neither true nor false", remedy: "write true or false, without quotes")
            return nil
        }
    }

    /// A whole number in decimal digits; YAML 1.1's octal and base-60 numbers are read as they look.
    func integer(_ bounds: ClosedRange<Int>, example: Int) -> Int? {
        guard let scalar = scalar(expecting: "a whole number") else { return nil }
        guard scalar.style == .plain, YAMLValue.isDecimal(scalar.string), let number = Int(scalar.string) else {
            refuse("has '\(scalar.string)', not a whole number", remedy: "write digits without quotes, as \(example)")
            return nil
        }
        guard bounds.contains(number) else {
            refuse("is \(number)", remedy: "use \(bounds.lowerBound) to \(bounds.upperBound)")
            return nil
        }
        return number
    }

    /// An address on the wire, 0 to 65535: `8452`, or `0x2104` as many manuals print it.
    func address() -> Int? {
        guard let scalar = scalar(expecting: "an address") else { return nil }
        guard scalar.style == .plain, let address = WrittenNumber.hexadecimal(scalar.string) else {
            return integer(0...65_535, example: 8452)
        }
        guard address <= 65_535 else {
            refuse("is \(scalar.string)", remedy: "use 0x0 to 0xffff")
            return nil
        }
        return address
    }

    /// A plain decimal number, its unit being in the key's name.
    func number(_ bounds: Limits, example: String) -> Double? {
        guard let scalar = scalar(expecting: "a number") else { return nil }
        guard scalar.style == .plain, YAMLValue.isDecimal(scalar.string), let number = Double(scalar.string) else {
            refuse("has '\(scalar.string)', not a number", remedy: "write a number alone, as \(example)")
            return nil
        }
        guard bounds.contains(number) else {
            refuse("is \(scalar.string)", remedy: "use \(bounds.shortest)")
            return nil
        }
        return number
    }

    /// `-12`, `0.4`: no exponent, no sign `+`, no leading or trailing point.
    static func isDecimal(_ text: some StringProtocol) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 2 && digits.utf8.count <= 15
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    }

    // MARK: Collections

    /// The items of a list of at most `limit`.
    func items(limit: Int = 1000) -> [YAMLValue]? {
        guard case .sequence(let sequence) = node else {
            refuse("is \(kind), not a list", remedy: "write it as a list, [one, two] or - one")
            return nil
        }
        guard sequence.count <= limit else {
            refuse("has \(sequence.count) items", remedy: "use at most \(limit)")
            return nil
        }
        return sequence.enumerated().map { YAMLValue(node: $1, path: "\(path)[\($0)]", source: source) }
    }

    /// Reads a mapping key by key; keys that `read` did not ask for are refused afterwards.
    func mapping<Result>(_ read: (inout MappingReader) -> Result?) -> Result? {
        guard var reader = MappingReader(self) else { return nil }
        let result = read(&reader)
        reader.refuseUnread()
        return result
    }

    // MARK: Kinds

    static func isNull(_ text: String) -> Bool { ["", "~", "null", "Null", "NULL"].contains(text) }

    var isNull: Bool {
        guard case .scalar(let scalar) = node else { return false }
        return scalar.style == .plain && YAMLValue.isNull(scalar.string)
    }

    var isList: Bool {
        if case .sequence = node { true } else { false }
    }

    var kind: String {
        switch node {
        case .scalar(let scalar): isNull ? "empty" : "'\(scalar.string.prefix(40))'"
        case .sequence: "a list"
        case .mapping: "a mapping of keys"
        case .alias: "an alias"
        }
    }

    func scalar(expecting expected: String) -> Node.Scalar? {
        guard case .scalar(let scalar) = node, !isNull else {
            refuse("is \(kind), not \(expected)", remedy: "write \(expected)")
            return nil
        }
        return scalar
    }
}
