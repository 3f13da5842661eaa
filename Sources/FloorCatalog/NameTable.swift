/// What one section of a file defines, by name, for the sections that refer to it.
///
/// A name that was written but whose own entry is wrong is not found, and not refused a second time.
struct NameTable<Value> {
    /// What the names belong to, `point`.
    let what: String
    /// As the file has them, right or wrong.
    private(set) var written: [String] = []
    private(set) var values: [Value] = []
    private var right: [String: Value] = [:]

    init(_ what: String) { self.what = what }

    mutating func add(_ name: String?, _ value: Value?) {
        guard let name else { return }
        written.append(name)
        guard let value else { return }
        values.append(value)
        right[name] = value
    }

    subscript(name: String) -> Value? { right[name] }

    /// Whether an entry was written that could not be read.
    var hasWrongEntries: Bool { values.count != written.count }

    /// The value of `name`, or nil after `refuse` was told what is wrong, unless that is known already.
    func lookUp(_ name: String, refuse: (_ what: String, _ remedy: String) -> Void) -> Value? {
        if let value = right[name] { return value }
        guard !written.contains(name) else { return nil }
        let guess = Spelling.nearest(to: name, among: written).map { "did you mean '\($0)'? " }
        let known = written.isEmpty || written.count > 12 ? "" : "; known: \(written.sorted().joined(separator: ", "))"
        refuse(
            "has '\(name.prefix(64))', which is no \(what) of this machine",
            (guess ?? "") + "use a name that stands under \(what)s:" + known)
        return nil
    }

    /// The value whose name `value` has.
    func lookUp(_ value: YAMLValue) -> Value? {
        value.text().flatMap { lookUp($0, refuse: { value.refuse($0, remedy: $1) }) }
    }
}
