/// Where material comes from: what may count as recycled content (ISO 14021, 7.8.1.1).
public enum Origin: String, CaseIterable, Sendable {
    case virgin
    /// Diverted from the waste stream of a manufacturing process.
    case preConsumer = "pre_consumer"
    /// From households or facilities at the end of a product's use.
    case postConsumer = "post_consumer"
    /// Rework whose own origin is not in the log; ISO 14021 does not count it as recycled.
    case ownScrap = "own_scrap"
    /// Nobody said.
    case untraced

    /// Whether ISO 14021 counts it as recycled.
    public var isRecycled: Bool { self == .preConsumer || self == .postConsumer }
}
