/// A material and a colour; a colour of nil is one that nobody named.
struct Filament: Hashable {
    var material: String
    var colour: String?
}

/// Positions in a list by what they hold, so that a search through many lots compares no names.
struct FilamentIndex {
    private var ofMaterial: [String: [Int]] = [:]
    private var ofFilament: [Filament: [Int]] = [:]

    mutating func insert(_ position: Int, material: String, colour: String?) {
        ofMaterial[material, default: []].append(position)
        if let colour { ofFilament[Filament(material: material, colour: colour), default: []].append(position) }
    }

    /// In order of insertion. A colour of nil asks for any; a colour that nobody named serves only such orders.
    func positions(material: String, colour: String?) -> [Int] {
        guard let colour else { return ofMaterial[material] ?? [] }
        return ofFilament[Filament(material: material, colour: colour)] ?? []
    }
}
