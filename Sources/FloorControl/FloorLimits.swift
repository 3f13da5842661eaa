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
    /// Mass of one lot: one tonne.
    public static let lotGrams = 1_000_000.0
    /// Facts about machines kept in memory while the journal cannot be written.
    public static let unjournalledEvents = 10_000
    /// Inputs waiting for the writer.
    public static let inbox = 4_096
}
