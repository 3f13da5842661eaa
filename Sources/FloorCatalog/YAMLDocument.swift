internal import Yams

/// From the bytes of a file to the root of its YAML tree, with every limit that keeps a hostile file harmless.
enum YAMLDocument {
    static let sizeLimit = 1 << 20
    /// A machine type needs six levels.
    static let depthLimit = 16
    /// Words that could be aliases; what a file of so few can unfold to stays small.
    static let aliasLimit = 16

    /// The root of `bytes`, or nil after the mistakes were noted.
    static func root(of bytes: [UInt8], source: YAMLSource) -> YAMLValue? {
        guard isPlausible(bytes, source) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            source.note(
                "the file is not UTF-8 text", remedy: "save it as UTF-8", at: firstInvalidLine(of: bytes))
            return nil
        }
        guard let node = compose(text, source) else { return nil }
        if case .scalar(let scalar) = node, scalar.style == .plain, YAMLValue.isNull(scalar.string) {
            noteEmpty(source)
            return nil
        }
        return YAMLValue(node: node, path: "", source: source)
    }

    private static func isPlausible(_ bytes: [UInt8], _ source: YAMLSource) -> Bool {
        if bytes.isEmpty {
            noteEmpty(source)
        } else if bytes.count > sizeLimit {
            source.note(
                "the file is larger than 1 MiB", remedy: "check that this is the right file", at: .start)
        } else if aliasCandidates(bytes) > aliasLimit {
            // Before the tree is built: comparing its keys would unfold every alias.
            source.note(
                "the file has more than \(aliasLimit) words like *name, as YAML aliases are written",
                remedy: "write the values out; anchors and aliases are not used here", at: .start)
        } else {
            return true
        }
        return false
    }

    private static func noteEmpty(_ source: YAMLSource) {
        source.note(
            "the file is empty", remedy: "start from one of the examples in Floors/, Machines/ or Recipes/", at: .start)
    }

    private static func aliasCandidates(_ bytes: [UInt8]) -> Int {
        var count = 0
        var previous = UInt8(ascii: " ")
        for index in bytes.indices {
            let follows = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
            if bytes[index] == UInt8(ascii: "*"), follows > 0x20, !isWordByte(previous) { count += 1 }
            previous = bytes[index]
        }
        return count
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }

    private static func firstInvalidLine(of bytes: [UInt8]) -> Place {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        return Place(line: index + 1, column: 1)
    }

    /// Builds the tree; keys that are given twice are noted later, by the reader of their mapping.
    private static func compose(_ text: String, _ source: YAMLSource) -> Node? {
        var repair = DuplicateKeys(text)
        while true {
            do {
                let parser = try Parser(yaml: repair.text, encoding: .utf8)
                guard let node = try parser.singleRoot() else {
                    noteEmpty(source)
                    return nil
                }
                source.disguisedKeys = repair.disguised
                // Nodes hold their anchors weakly, the parser holds them fast.
                return withExtendedLifetime(parser) { isPlain(node, depth: 0, source) ? node : nil }
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let place = Place(context.mark)
                guard repair.disguise(keys.first ?? "", at: place) else {
                    source.note("a key is given twice", remedy: "keep one of them", at: place)
                    return nil
                }
            } catch {
                note(error, in: text, source)
                return nil
            }
        }
    }

    private static func note(_ error: any Error, in text: String, _ source: YAMLSource) {
        let remedy = "mend the YAML; indent with spaces and put text with : or # in quotes"
        switch error {
        case YamlError.scanner(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting level"),
            YamlError.parser(_, let problem, let mark, _) where problem.hasPrefix("Maximum nesting level"):
            source.note("the file is nested too deeply", remedy: "check the brackets and the hyphens", at: Place(mark))
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let detail = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
            source.note("this is not YAML: \(problem)\(detail)", remedy: remedy, at: Place(mark))
        case YamlError.reader(let problem, let offset, _, _):
            let before = text.prefix(offset ?? 0).unicodeScalars
            let line = before.count(where: { $0 == "\n" }) + 1
            let column = before.reversed().prefix { $0 != "\n" }.count + 1
            source.note(
                "this is not YAML text: \(problem)", remedy: "remove the character",
                at: Place(line: line, column: column))
        default:
            source.note("this is not YAML: \(error)", remedy: remedy, at: .start)
        }
    }

    /// Refuses what these files have no use for: anchors, tags, deep nesting.
    private static func isPlain(_ node: Node, depth: Int, _ source: YAMLSource) -> Bool {
        let place = Place(node.mark)
        guard depth <= depthLimit else {
            source.note(
                "the file is nested deeper than \(depthLimit) levels", remedy: "check the brackets and the indentation",
                at: place)
            return false
        }
        guard node.anchor == nil else {
            source.note(
                "anchors and aliases are not used here", remedy: "write the value out wherever it is needed", at: place)
            return false
        }
        switch node {
        case .scalar, .alias: return true
        // Not allSatisfy: every place is to be named, not only the first.
        case .sequence(let items): return items.map { isPlain($0, depth: depth + 1, source) }.allSatisfy { $0 }
        case .mapping(let pairs):
            return pairs.map { key, value in
                let isPlainKey = isPlain(key, depth: depth + 1, source)
                return isPlain(value, depth: depth + 1, source) && isPlainKey
            }.allSatisfy { $0 }
        }
    }
}
