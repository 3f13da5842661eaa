internal import FloorModel

/// `materials:` of a floor file: plastics beyond the common ones, or another density for one of them.
enum MaterialsSection {
    /// `- {name: PLA-REC, density_g_cm3: 1.24}`; the floor's own win over `Material.common`.
    static func read(_ value: YAMLValue?) -> [Material] {
        var own: [Material] = []
        for item in value?.items(limit: 200) ?? [] {
            guard let material = item.mapping(Self.material) else { continue }
            if own.contains(where: { $0.name == material.name }) {
                item.refuse("repeats the material '\(material.name)'", remedy: "keep one of them")
            } else {
                own.append(material)
            }
        }
        return own + Material.common.filter { common in !own.contains { $0.name == common.name } }
    }

    private static func material(_ reader: inout MappingReader) -> Material? {
        let name = reader.required("name", example: "PLA-REC").flatMap(Self.name)
        let density = reader.required("density_g_cm3", example: "1.24")?.number(Limits(0.3, 9), example: "1.24")
        guard let name, let density else { return nil }
        return Material(name: name, densityGramsPerCubicCentimetre: density)
    }

    /// Upper case, as slicers write it: `[A-Z0-9][A-Z0-9+_-]{0,31}`.
    static func name(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        let isUpperCase = { (byte: UInt8) in (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x30 && byte <= 0x39) }
        let isInner = { (byte: UInt8) in isUpperCase(byte) || "+_-".utf8.contains(byte) }
        guard let first = text.utf8.first, isUpperCase(first), text.utf8.count <= 32, text.utf8.allSatisfy(isInner)
        else {
            value.refuse(
                "has '\(text)', which is not the name of a material",
                remedy: "use 1 to 32 upper-case letters, digits, +, _ and -, as PLA or PLA-REC")
            return nil
        }
        return text
    }
}
