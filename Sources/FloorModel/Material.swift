/// A thermoplastic that the floor can print: what turns millimetres of filament into milligrams.
public struct Material: Hashable, Sendable, Codable {
    /// Upper case, as slicers write it: `PLA`, `PETG`.
    public var name: String
    /// Typical datasheet value, g/cm³; a lot's own density wins where it was measured.
    public var densityGramsPerCubicCentimetre: Double

    public init(name: String, densityGramsPerCubicCentimetre: Double) {
        self.name = name
        self.densityGramsPerCubicCentimetre = densityGramsPerCubicCentimetre
    }

    /// Materials known without a line in the floor file. Densities: manufacturers' datasheets (NatureWorks 4043D,
    /// Eastman 6763, INEOS Terluran, LyondellBasell), rounded to two decimals.
    public static let common: [Material] = [
        Material(name: "ABS", densityGramsPerCubicCentimetre: 1.04),
        Material(name: "ASA", densityGramsPerCubicCentimetre: 1.07),
        Material(name: "PA", densityGramsPerCubicCentimetre: 1.14),
        Material(name: "PC", densityGramsPerCubicCentimetre: 1.20),
        Material(name: "PETG", densityGramsPerCubicCentimetre: 1.27),
        Material(name: "PLA", densityGramsPerCubicCentimetre: 1.24),
        Material(name: "PP", densityGramsPerCubicCentimetre: 0.90),
        Material(name: "TPU", densityGramsPerCubicCentimetre: 1.21),
    ]

    /// The mass of `millimetres` of filament: length · π/4 · d² · ρ, rounded to the milligram.
    public func mass(ofFilament millimetres: Double, diameterMillimetres: Double = 1.75) -> Milligrams? {
        let area = Double.pi / 4 * diameterMillimetres * diameterMillimetres
        return Milligrams(grams: millimetres * area / 1000 * densityGramsPerCubicCentimetre)
    }
}
