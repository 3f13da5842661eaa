public import FloorModel
internal import Provenance

/// What a state directory's provenance log is called, and below which address its things have theirs: of the floor
/// file with which the directory was first used, and from then on for life.
///
/// A log that changed its name would be another log, and a lot that changed its address another lot. So a `base_url`
/// that is changed later changes neither; whoever wants it begins a new state directory.
public struct ChainIdentity: Hashable, Sendable {
    /// The first line of every checkpoint, and the name of the key: `maak.example/leuven`, `local/leuven`, and on a
    /// virtual floor `local/leuven/virtual`.
    public var origin: String
    /// nil: things are named by UUIDs.
    public var baseURL: String?

    init(origin: String, baseURL: String?) {
        self.origin = origin
        self.baseURL = baseURL
    }

    /// As a new directory of this site would have it.
    public init(of site: SiteDescription) {
        let usable = site.baseURL.flatMap { Namespace.isUsable(baseURL: $0) ? $0 : nil }
        baseURL = usable.map(Self.withoutSlash)
        let place = baseURL.map(Self.withoutScheme) ?? "local"
        origin = place + "/" + site.id + (site.isVirtual ? "/virtual" : "")
    }

    private static func withoutSlash(_ url: String) -> String { url.hasSuffix("/") ? String(url.dropLast()) : url }

    /// A plus cannot stand in the name of a key (C2SP signed-note).
    private static func withoutScheme(_ url: String) -> String {
        let rest = url.drop { $0 != "/" }.dropFirst(2)
        return rest.reduce(into: "") { $0 += $1 == "+" ? "%2B" : String($1) }
    }

    /// The identifier of a lot as one thing, as its events and its passport have it.
    public func uri(of lot: LotID, site: String) -> String {
        Namespace(baseURL: baseURL, site: site).object("\(lot)")
    }
}
