internal import Yams

/// Reads a YAML mapping and knows which keys were asked for: what nobody asked for is a mistake, with the known
/// key that it is nearest to.
struct MappingReader {
    private struct Entry {
        var key: String
        var keyPlace: Place
        var value: Node
    }

    /// More keys than this are no file that a person wrote.
    static let keyLimit = 1000

    private let owner: YAMLValue
    private var entries: [Entry] = []
    private var asked: [String] = []

    /// Nil, after the mistake was noted, for anything but a mapping of at most `keyLimit` keys.
    init?(_ value: YAMLValue) {
        guard case .mapping(let mapping) = value.node else {
            value.refuse("is \(value.kind), not a mapping of keys", remedy: "write key: value lines")
            return nil
        }
        guard mapping.count <= Self.keyLimit else {
            value.refuse("has \(mapping.count) keys", remedy: "use at most \(Self.keyLimit)")
            return nil
        }
        owner = value
        var disguised: [(key: String, place: Place)] = []
        for (key, node) in mapping {
            let place = Place(key.mark)
            if let original = value.source.disguisedKeys[place] {
                disguised.append((original, place))
            } else if case .scalar(let scalar) = key {
                entries.append(Entry(key: scalar.string, keyPlace: place, value: node))
            } else {
                value.source.note("a key of \(value.name) is not a word", remedy: "write key: value", at: place)
            }
        }
        refuseRepeated(disguised)
    }

    /// Notes every occurrence of a key but its first; the last one is the one that is read.
    private func refuseRepeated(_ disguised: [(key: String, place: Place)]) {
        for key in Set(disguised.map(\.key)) {
            let earlier = disguised.filter { $0.key == key }.map(\.place)
            let places = (earlier + entries.filter { $0.key == key }.map(\.keyPlace)).sorted()
            for place in places.dropFirst() {
                owner.source.note(
                    "\(path(key)) is given twice, first in line \(places[0].line)", remedy: "keep one of them",
                    at: place)
            }
        }
    }

    private func path(_ key: String) -> String { owner.path.isEmpty ? key : "\(owner.path).\(key)" }

    /// The value of `key` where it is given; a key without a value is a mistake.
    mutating func optional(_ key: String) -> YAMLValue? {
        asked.append(key)
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        let value = value(of: entry)
        guard !value.isNull else {
            owner.source.note(
                "\(value.name) has no value", remedy: "give it one or delete the line", at: entry.keyPlace)
            return nil
        }
        return value
    }

    /// The value of `key`; its absence is noted at the owner's own key.
    mutating func required(_ key: String, example: String) -> YAMLValue? {
        if !entries.contains(where: { $0.key == key }) {
            owner.source.note(
                "\(path(key)) is missing", remedy: "add \(key): \(example)", at: owner.keyPlace ?? owner.place)
        }
        return optional(key)
    }

    /// Whether `key` stands here, whatever its value.
    func has(_ key: String) -> Bool { entries.contains { $0.key == key } }

    /// Every entry, its key chosen by the file's author; keys that are no ids are refused, their values still read.
    mutating func named(_ what: String, _ spelling: NameSpelling = .identifier) -> [(id: String?, value: YAMLValue)] {
        entries.map { entry in
            asked.append(entry.key)
            let isID = spelling.fits(entry.key)
            if !isID {
                owner.source.note(
                    "'\(entry.key.prefix(64))' is not the \(spelling.noun) of a \(what)", remedy: spelling.remedy,
                    at: entry.keyPlace)
            }
            return (isID ? entry.key : nil, value(of: entry))
        }
    }

    /// Every entry with its key as it is written, and the key's place.
    mutating func everything() -> [(key: String, place: Place, value: YAMLValue)] {
        entries.map { entry in
            asked.append(entry.key)
            return (entry.key, entry.keyPlace, value(of: entry))
        }
    }

    /// The keys that stand here.
    var keys: [String] { entries.map(\.key) }

    /// Notes something about the whole mapping, at its key.
    func refuse(_ what: String, remedy: String) {
        owner.source.note("\(owner.name) \(what)", remedy: remedy, at: owner.keyPlace ?? owner.place)
    }

    private func value(of entry: Entry) -> YAMLValue {
        YAMLValue(node: entry.value, path: path(entry.key), source: owner.source, keyPlace: entry.keyPlace)
    }

    /// What else stands here is nobody's mistake: the mapping as a whole is refused already.
    mutating func passOverRest() { asked += entries.map(\.key) }

    func refuseUnread() {
        for entry in entries where !asked.contains(entry.key) {
            let guess = Spelling.nearest(to: entry.key, among: asked)
            owner.source.note(
                "\(path(String(entry.key.prefix(64)))) is not a known key",
                remedy: guess.map { "did you mean '\($0)'?" } ?? "known keys: \(asked.joined(separator: ", "))",
                at: entry.keyPlace)
        }
    }
}
