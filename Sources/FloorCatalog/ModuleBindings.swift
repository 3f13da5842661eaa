internal import FloorModel

/// `modules:` of a machine of the floor: `{drive: {line: shop, unit: 1}, safety: {line: shop, unit: 2}}`.
struct ModuleBindings {
    let lines: NameTable<LineDescription>
    /// Who hangs where already: `machines.shred-1.modules.drive` by line and unit.
    private var users: [Address: String] = [:]

    private struct Address: Hashable {
        var line: LineID
        var unit: Int
    }

    init(lines: NameTable<LineDescription>) { self.lines = lines }

    /// The bindings of a machine of `type`; nil, after the mistakes were noted, where they are not whole. Without a
    /// type only their shape is checked.
    mutating func read(_ value: YAMLValue, type: ProcessMachineDescription?) -> [ModuleBinding]? {
        value.mapping { (reader: inout MappingReader) -> [ModuleBinding]? in
            var bindings: [ModuleBinding] = []
            var isWhole = true
            var first: ModuleBinding?
            let known = type?.modules.map(\.name) ?? reader.keys
            for name in known {
                guard let value = reader.required(name, example: "{line: \(lines.written.first ?? "shop"), unit: 1}"),
                    let binding = binding(name, value)
                else {
                    isWhole = false
                    continue
                }
                if let first, first.line != binding.line {
                    value.refuse(
                        "hangs on the line \(binding.line), but \(first.module) on \(first.line)",
                        remedy: "put all modules of a machine on one line")
                    isWhole = false
                }
                first = first ?? binding
                bindings.append(binding)
            }
            return isWhole && type != nil ? bindings.sorted { $0.module < $1.module } : nil
        }
    }

    private mutating func binding(_ module: String, _ value: YAMLValue) -> ModuleBinding? {
        value.mapping { (reader: inout MappingReader) -> ModuleBinding? in
            let line = reader.required("line", example: lines.written.first ?? "shop").flatMap(self.line)
            let unitValue = reader.required("unit", example: "1")
            guard let unitValue, let unit = unitValue.integer(Int.min...Int.max, example: 1), let line else {
                return nil
            }
            guard (1...247).contains(unit) || unit == 255 && line.isTCP else {
                unitValue.refuse("is \(unit)", remedy: "use 1 to 247\(line.isTCP ? ", or 255" : "")")
                return nil
            }
            if let other = users.updateValue(value.path, forKey: Address(line: line.id, unit: unit)) {
                unitValue.refuse(
                    "is \(unit) on the line \(line.id), where \(other) is", remedy: "give each module its own unit")
            }
            return ModuleBinding(module: module, line: line.id, unit: unit)
        }
    }

    private func line(_ value: YAMLValue) -> LineDescription? {
        guard let name = value.identifier() else { return nil }
        if let line = lines[name] { return line }
        guard !lines.written.contains(name) else { return nil }
        let guess = Spelling.nearest(to: name, among: lines.written).map { "did you mean '\($0)'? " } ?? ""
        let known = lines.written.isEmpty ? "add it under lines:" : "known lines: \(Spelling.list(lines.written))"
        value.refuse("has '\(name)', which is no line of this floor", remedy: guess + known)
        return nil
    }
}

extension LineDescription {
    fileprivate var isTCP: Bool {
        if case .tcp = endpoint { true } else { false }
    }
}
