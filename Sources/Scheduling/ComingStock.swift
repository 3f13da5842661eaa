internal import FloorModel

/// Filament that routes will make, as a plan is made: what of each no print counts on.
struct ComingStock {
    private var coming: [ComingFilament] = []
    private var index = FilamentIndex()

    init(_ coming: [ComingFilament]) {
        for filament in coming { add(filament) }
    }

    mutating func add(_ filament: ComingFilament) {
        index.insert(coming.count, material: filament.material, colour: filament.colour)
        coming.append(filament)
    }

    /// Counts a print on the first that suffices alone, since a print runs from one lot; false where none does.
    mutating func countOn(_ operation: PlannableOperation) -> Bool {
        let fitting = index.positions(material: operation.material, colour: operation.colour)
        guard let position = fitting.first(where: { coming[$0].mass >= operation.leastMass }) else { return false }
        coming[position].mass -= operation.leastMass
        return true
    }
}
