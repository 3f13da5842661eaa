internal import FloorModel

/// `modules:` of a machine type: `{drive: {title: Delta MS300, max_registers: 20, timeout: 200ms, gap: 10ms}}`.
enum ModulesSection {
    static let limit = 16

    static func read(_ value: YAMLValue) -> NameTable<ModuleDescription>? {
        value.mapping { (reader: inout MappingReader) -> NameTable<ModuleDescription>? in
            var modules = NameTable<ModuleDescription>("module")
            for (name, value) in reader.named("module") {
                let module = value.mapping { (reader: inout MappingReader) -> ModuleDescription? in
                    Self.module(name, &reader)
                }
                modules.add(name, module)
            }
            guard (1...limit).contains(modules.written.count) else {
                reader.refuse("has \(modules.written.count) modules", remedy: "describe 1 to \(limit)")
                return nil
            }
            return modules
        }
    }

    private static func module(_ name: String?, _ reader: inout MappingReader) -> ModuleDescription? {
        let title = reader.required("title", example: "Delta MS300 frequency converter")?.text(limit: 80)
        let most = reader.optional("max_registers").map { $0.integer(1...125, example: 20) } ?? 125
        let isEvenOnly = reader.optional("even_only").map { $0.truth() } ?? false
        let timeout =
            reader.optional("timeout").map { $0.duration(.milliseconds(20)...(.seconds(5)), example: "200ms") }
            ?? .milliseconds(300)
        let gap = reader.optional("gap").map { $0.duration(.zero...(.seconds(1)), example: "10ms") } ?? .zero
        guard let name, let title, let most, let isEvenOnly, let timeout, let gap else { return nil }
        return ModuleDescription(
            name: name, title: title, maximumRegisters: most, isEvenOnly: isEvenOnly, timeout: timeout, gap: gap)
    }
}
