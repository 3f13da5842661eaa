import FloorCatalog
import Foundation
import Testing

/// Whatever key a shipped file loses, the answer is a mistake that names what is missing, at a place in the file.
struct KeyRemovalTests {
    /// Keys that may be left away, or that only some of their owners need.
    private static let optional: Set<String> = [
        "base_url", "calendar", "open", "closed", "virtual", "mqtt", "user", "password_file", "port", "baud", "resume",
        "materials", "machines", "sensors", "tare", "path", "scale", "offset",
        "max_registers", "even_only", "timeout", "gap", "bits", "type", "limits", "no_value", "poll", "write",
        "read_back", "confirm", "confirm_within", "drives", "heaters", "roles", "reverse", "fault_reset", "contactor",
        "after", "run",
        "max_moisture", "max_exposure", "moisture", "max_dew_point", "max_length", "speed", "unit",
    ]

    /// Sections whose keys are names that nothing may refer to.
    private static let freeNames: Set<String> = ["points", "drives", "roles", "values", "zones", "confirm"]

    private static var files: [String] {
        CatalogFolders.machineTypes.map { "\(CatalogFolders.machines)/\($0)/machine.yaml" } + CatalogFolders.recipeFiles
            + CatalogFolders.floors
    }

    @Test(arguments: files)
    func everyRequiredKeyIsMissed(_ file: String) throws {
        let lines = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: "\n")
        var required = 0
        try withFolder { folder in
            let parts = file.split(separator: "/").suffix(2)
            let copy = folder + "/" + parts.joined(separator: "/")
            var looked: [String: Int] = [:]
            for removal in KeyRemoval.all(in: lines) {
                // Eighty points have the same keys; a few of each kind say as much as all.
                looked[removal.key, default: 0] += 1
                guard looked[removal.key, default: 0] <= 3 else { continue }
                try write(removal.lines.joined(separator: "\n"), to: copy)
                let found = FloorCatalog.check(
                    files: [copy], machinesDirectory: CatalogFolders.machines, recipesDirectory: CatalogFolders.recipes)
                for mistake in found {
                    #expect((1...removal.lines.count).contains(mistake.line) && mistake.column >= 1, "\(mistake)")
                }
                guard !Self.optional.contains(removal.key), !Self.freeNames.contains(removal.owner) else { continue }
                guard
                    !(removal.owner == "site" || removal.owner == "machines" || removal.owner == "sensors")
                        || ["id", "timezone"].contains(removal.key)
                else { continue }
                required += 1
                let names = found.contains { ($0.what + $0.remedy).contains(removal.key) }
                #expect(names, "without \(removal.owner).\(removal.key): \(found.map(\.description))")
                for mistake in found where mistake.what.hasSuffix(".\(removal.key) is missing") {
                    #expect(removal.place.contains(mistake.line), "\(removal.place) \(mistake)")
                }
            }
        }
        #expect(required >= 4)
    }
}

/// A file without one of its keys; found by indentation and brackets alone, as the shipped files are written.
struct KeyRemoval {
    var key: String
    /// The key that it stands under, empty at the top.
    var owner: String
    /// From the owner's line to where the key stood, counted from 1.
    var place: ClosedRange<Int>
    var lines: [String]

    static func all(in lines: [String]) -> [KeyRemoval] {
        var removals: [KeyRemoval] = []
        /// Keys that are open, by their indentation.
        var open: [(indent: Int, key: String, line: Int)] = []
        for index in lines.indices {
            let line = lines[index]
            let text = line.drop { $0 == " " || $0 == "-" }
            let indent = line.count - text.count
            guard let key = key(of: text), !text.hasPrefix("{") else {
                removals += flowKeys(line, at: index, owner: open.last?.key ?? "", lines)
                continue
            }
            open.removeAll { $0.indent >= indent }
            let owner = (key: open.last?.key ?? "", line: open.last?.line ?? 1)
            open.append((indent, key, index + 1))
            // The first key of a list's item goes with its hyphen: what would be left is no file that a person writes.
            let isItem = line.drop { $0 == " " }.hasPrefix("-")
            if !isItem { removals.append(block(index, indent, key: key, owner: owner, lines)) }
            removals += flowKeys(line, at: index, owner: key, lines)
        }
        return removals
    }

    /// `points` of `points:`; nil for comments and values.
    private static func key(of text: Substring) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let key = text[..<colon]
        let isWord = !key.isEmpty && key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        return isWord ? String(key) : nil
    }

    /// Without the line and all that is indented deeper below it.
    private static func block(
        _ index: Int, _ indent: Int, key: String, owner: (key: String, line: Int), _ lines: [String]
    ) -> KeyRemoval {
        var end = index + 1
        while end < lines.count, lines[end].isEmpty || lines[end].prefix(while: { $0 == " " }).count > indent {
            end += 1
        }
        var rest = lines
        rest.removeSubrange(index..<end)
        return KeyRemoval(key: key, owner: owner.key, place: owner.line...index + 1, lines: rest)
    }

    /// Without one `key: value` of a mapping in braces.
    private static func flowKeys(_ line: String, at index: Int, owner: String, _ lines: [String]) -> [KeyRemoval] {
        guard !line.drop(while: { $0 == " " }).hasPrefix("#") else { return [] }
        let text = Array(line)
        var removals: [KeyRemoval] = []
        var owners: [String] = []
        var last = owner
        var position = 0
        while position < text.count {
            switch text[position] {
            case "\"": position = text[(position + 1)...].firstIndex(of: "\"") ?? text.count
            case "{": owners.append(last)
            case "}": if !owners.isEmpty { owners.removeLast() }
            default: break
            }
            if !owners.isEmpty, position < text.count, text[position] == "{" || text[position] == "," {
                let start = text[(position + 1)...].firstIndex { $0 != " " } ?? text.count
                if let key = key(of: Substring(String(text[start...]))) {
                    last = key
                    let end = endOfEntry(text, from: start)
                    // The comma before the entry goes with it, or the one behind the first.
                    let isFirst = text[position] == "{"
                    let cut = isFirst ? start..<(end < text.count && text[end] == "," ? end + 1 : end) : position..<end
                    var rest = text
                    rest.removeSubrange(cut)
                    var changed = lines
                    changed[index] = String(rest)
                    let place = index + 1...index + 1
                    removals.append(KeyRemoval(key: key, owner: owners.last ?? "", place: place, lines: changed))
                }
            }
            position += 1
        }
        return removals
    }

    /// The comma or brace that ends the entry.
    private static func endOfEntry(_ text: [Character], from start: Int) -> Int {
        var depth = 0
        var isQuoted = false
        for position in start..<text.count {
            switch text[position] {
            case "\"": isQuoted.toggle()
            case "{" where !isQuoted, "[" where !isQuoted: depth += 1
            case "}" where !isQuoted, "]" where !isQuoted:
                if depth == 0 { return position }
                depth -= 1
            case "," where !isQuoted && depth == 0: return position
            default: break
            }
        }
        return text.count
    }
}
