public import FloorModel

/// The bounds of what the floor takes; beyond them a request is refused with the bound in the message.
public enum FloorLimits {
    /// Jobs that are not over.
    public static let openJobs = 1_000
    /// Copies of one job.
    public static let quantity = 1...100
    public static let priority = 0...9
    /// Operations of one kind of filament that a plan looks ahead.
    public static let planHorizon = 32
    public static let colourCharacters = 40
    /// Characters of a grade, an origin or a location.
    public static let textCharacters = 80
    public static let generation = 0...1_000
    /// All of it water.
    public static let moisturePPM = 0...1_000_000
    /// Recipes under way or waiting, of all routes.
    public static let openRoutes = 256
    /// Lots of feedstock that a plan looks at, oldest first.
    public static let feedstockLots = 1_000
    /// Lots of them of one material and colour that the same machines take: so many go into one batch at most, and one
    /// event of the provenance log still names them all.
    public static let batchLots = 150
    /// Longest that a drive turns by hand before it must be asked again.
    public static let jog: ClosedRange<Duration> = .milliseconds(100)...(.seconds(30))
    /// Manual mode without a command for so long switches the machine off.
    public static let manualIdle: Duration = .seconds(15 * 60)
    /// What came out may weigh so much more than what went in before the weighing is refused: the larger of the two.
    public static let weighingTolerance = Milligrams(5_000)
    public static let weighingTolerancePerMille: Int64 = 20
    /// Of what went in, so much may be booked as loss without a word: dust, water, what stays in the barrel.
    public static let plausibleLossPerMille: Int64 = 150
    /// Mass of one lot: one tonne.
    public static let lotGrams = 1_000_000.0
    /// Facts about machines kept in memory while the journal cannot be written.
    public static let unjournalledEvents = 10_000
    /// Inputs waiting for the writer.
    public static let inbox = 4_096
}
