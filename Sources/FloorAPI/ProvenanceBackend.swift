public import FloorAPITypes
public import FloorControl
public import FloorModel

/// What the server asks of the provenance log, and of those whose names stay out of it.
public protocol ProvenanceBackend: Sendable {
    /// How the provenance log stands.
    func chain() async -> ChainView

    /// Holds the whole log against what was recorded, now, and says how it stands then.
    ///
    /// - Throws: a refusal, when too many ask at once (`floorBusy`).
    func checkChain() async throws(Refusal) -> ChainView

    /// A file of the provenance log; nil when it has none of that name.
    ///
    /// - Throws: a refusal, when it cannot be read (`chainUnavailable`) or too many ask at once (`floorBusy`).
    func chainFile(_ file: ChainPath) async throws(Refusal) -> [UInt8]?

    /// The passport of a lot, as JSON.
    ///
    /// - Throws: a refusal, when there is no such lot (`notFound`), nothing is known of how it was made or not all of it
    ///   is under a checkpoint yet (`stateForbids`), the log cannot be read (`chainUnavailable`, `chainMismatch`), or too
    ///   many ask at once (`floorBusy`).
    func passport(of lot: LotID) async throws(Refusal) -> [UInt8]

    /// Everybody who is known by name.
    func makers() async throws(Refusal) -> [MakerView]

    /// Erases whoever has this name.
    ///
    /// - Throws: a refusal, when there is nobody of this name (`notFound`), they have jobs that are not over
    ///   (`stateForbids`) or a submission under way (`floorBusy`), or it cannot be done (`journalUnavailable`,
    ///   `fileUnavailable`).
    func erase(user: String) async throws(Refusal) -> Erasure
}

/// Somebody was erased.
public struct Erasure: Hashable, Sendable {
    /// The token, which nothing stands behind any more; nil where an earlier erasure was completed.
    public var person: PersonID?
    public var view: ErasureView

    public init(person: PersonID?, view: ErasureView) {
        self.person = person
        self.view = view
    }
}
