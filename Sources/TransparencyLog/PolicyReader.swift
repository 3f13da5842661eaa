/// Reads the lines of a policy file: C2SP tlog-policy. Names are octets, so they are kept as such: `==` of `String`
/// takes the Kelvin sign for the letter K.
struct PolicyReader {
    private(set) var logs: [VerifierKey] = []
    private(set) var witnesses: [VerifierKey] = []
    private(set) var quorum: Quorum?
    private var named: [[UInt8]: Quorum] = [:]
    private var members: Set<[UInt8]> = []
    private var line = 0

    /// The longest file that is read, in bytes: many times the 32 logs, 32 witnesses and 32 groups that C2SP asks for.
    static let byteLimit = 1 << 16
    /// The most witnesses and groups together.
    static let nameLimit = 256

    private typealias Word = ArraySlice<UInt8>

    mutating func read(_ text: String) throws(LogFault) {
        let octets = Array(text.utf8)
        guard octets.count <= Self.byteLimit else {
            throw .tooLarge(.policy, bytes: octets.count, limit: Self.byteLimit)
        }
        for content in octets.split(separator: 0x0A, omittingEmptySubsequences: false) {
            line += 1
            guard content.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
                throw malformed("a control character")
            }
            let words = content.split { $0 == 0x20 || $0 == 0x09 }
            guard let keyword = words.first, keyword.first != 0x23 else { continue }
            try read(String(decoding: keyword, as: UTF8.self), Array(words.dropFirst()))
        }
    }

    private mutating func read(_ keyword: String, _ words: [Word]) throws(LogFault) {
        switch (keyword, words.count) {
        case ("log", 1...2):
            logs.append(try key(words[0]))
        case ("witness", 2...3):
            try define(Array(words[0]), .witness(witnesses.count))
            witnesses.append(try key(words[1]))
        case ("group", 3...):
            try readGroup(words)
        case ("quorum", 1):
            guard quorum == nil else { throw malformed("a second quorum") }
            let name = Array(words[0])
            quorum = name.elementsEqual("none".utf8) ? .threshold(0, []) : try lookUp(name)
        default:
            throw malformed("no line `log <vkey> [url]`, `witness <name> <vkey> [url]`, `group …` or `quorum <name>`")
        }
    }

    private mutating func readGroup(_ words: [Word]) throws(LogFault) {
        var rules: [Quorum] = []
        for word in words[2...] {
            let name = Array(word)
            rules.append(try lookUp(name))
            guard members.insert(name).inserted else { throw malformed("a name that is in a group already") }
        }
        let threshold: Int
        if words[1].elementsEqual("all".utf8) {
            threshold = rules.count
        } else if words[1].elementsEqual("any".utf8) {
            threshold = 1
        } else {
            guard let number = UInt64(canonicalDecimal: words[1]), (1...UInt64(rules.count)).contains(number) else {
                throw malformed("a threshold other than all, any and 1 to \(rules.count)")
            }
            threshold = Int(number)
        }
        try define(Array(words[0]), .threshold(threshold, rules))
    }

    private func key(_ word: Word) throws(LogFault) -> VerifierKey {
        do {
            return try VerifierKey(String(decoding: word, as: UTF8.self))
        } catch {
            throw malformed("a key that is refused: \(error)")
        }
    }

    private mutating func define(_ name: [UInt8], _ rule: Quorum) throws(LogFault) {
        guard !name.elementsEqual("none".utf8) else { throw malformed("the name none, which is taken") }
        // Also bounds how deep groups nest, and with it every walk over them.
        guard named.count < Self.nameLimit else { throw malformed("name number \(Self.nameLimit + 1)") }
        guard named.updateValue(rule, forKey: name) == nil else { throw malformed("a name that is defined already") }
    }

    private func lookUp(_ name: [UInt8]) throws(LogFault) -> Quorum {
        guard let rule = named[name] else { throw malformed("a name that no line before it defines") }
        return rule
    }

    private func malformed(_ what: String) -> LogFault { .malformed(.policy, reason: "line \(line) holds \(what)") }
}
