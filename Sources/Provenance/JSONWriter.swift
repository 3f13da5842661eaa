/// Writes canonical (RFC 8785) or indented JSON; both sort their keys.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private let indents: Bool
    private var level = 0

    init(indents: Bool) { self.indents = indents }

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let number): append(number.description)
        case .string(let text): write(string: text)
        case .array(let elements): writeContainer("[", "]", elements) { writer, element in writer.write(element) }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            writeContainer("{", "}", sorted) { writer, member in
                writer.write(string: member.key)
                writer.append(writer.indents ? ": " : ":")
                writer.write(member.value)
            }
        }
    }

    private mutating func writeContainer<Element>(
        _ open: String, _ close: String, _ elements: [Element], _ body: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        level += 1
        for (position, element) in elements.enumerated() {
            if position > 0 { append(",") }
            breakLine()
            body(&self, element)
        }
        level -= 1
        if !elements.isEmpty { breakLine() }
        append(close)
    }

    private mutating func breakLine() {
        guard indents else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    /// RFC 8785, 3.2.2.2: only what must be escaped is, in its shortest form.
    private mutating func write(string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case ..<0x20: append("\\u00" + Hexadecimal.text([byte]))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
