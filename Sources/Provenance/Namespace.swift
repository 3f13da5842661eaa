/// The identifiers of one site, after the GS1 Core Business Vocabulary 2.0, chapter 8: private URIs below an address
/// that the site owns, `https://maak.example/obj/lot-4`, or UUIDs where it owns none. No GS1 key is ever made up.
public struct Namespace: Hashable, Sendable {
    /// Without a slash at its end; nil where the site has no address.
    public let baseURL: String?
    public let site: String

    /// An address that ``isUsable(baseURL:)`` refuses is a programmer's error: check configuration first.
    public init(baseURL: String?, site: String) {
        precondition(baseURL.map(Self.isUsable) ?? true, "unusable base URL \(baseURL ?? "")")
        self.baseURL = baseURL.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        self.site = site
    }

    /// Whether identifiers may be built below it: `http` or `https`, a host, no query, no fragment, no spaces.
    public static func isUsable(baseURL: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: baseURL.hasPrefix) else { return false }
        let rest = baseURL.dropFirst(scheme.count)
        return URI.isValid(baseURL) && !rest.isEmpty && rest.first != "/" && !rest.contains("?") && !rest.contains("#")
            && !rest.hasSuffix("//")
    }

    /// A lot that is measured by mass: `https://maak.example/class/lot-3`.
    public func lotClass(_ id: String) -> String { identifier("class", id, kind: "lot") }

    /// The same lot as one object that can be handed over (a spool, a part): `https://maak.example/obj/lot-4`.
    /// ``LotReference`` knows that both name one lot; as UUIDs they are the same.
    public func object(_ id: String) -> String { identifier("obj", id, kind: "lot") }

    /// A place: a bench, a machine as a place, the site.
    public func location(_ id: String) -> String { identifier("loc", id, kind: "loc") }

    /// A machine or a scale.
    public func asset(_ id: String) -> String { identifier("asset", id, kind: "asset") }

    /// A word of this vocabulary, `https://maak.example/voc/drying`.
    public func voc(_ word: String) -> String { vocabulary + URI.escaped(word) }

    /// What `machina:` stands for in the events' `@context`.
    public var vocabulary: String { baseURL.map { $0 + "/voc/" } ?? "https://machina.invalid/voc/" }

    /// A production order; always a UUID, so that a job's address is nobody's link.
    public func prodorder(_ id: String) -> String { UUIDText.urn(naming: ["prodorder", site, id]) }

    /// A run of a machine, for `transformationID`.
    public func operation(_ id: String) -> String { UUIDText.urn(naming: ["operation", site, id]) }

    private func identifier(_ path: String, _ id: String, kind: String) -> String {
        guard let baseURL else { return UUIDText.urn(naming: [kind, site, id]) }
        return "\(baseURL)/\(path)/\(URI.escaped(id))"
    }
}

/// Which lot an identifier names: `…/class/lot-4` (so much of it) and `…/obj/lot-4` (it as one thing) are one lot.
public struct LotReference: Hashable, Sendable, CustomStringConvertible {
    /// The identifier as an object.
    public let uri: String

    public init(_ uri: String) {
        let parts = uri.split(separator: "/", omittingEmptySubsequences: false)
        guard uri.hasPrefix("http"), parts.count >= 5, parts[parts.count - 2] == "class" else {
            self.uri = uri
            return
        }
        self.uri = (parts.dropLast(2) + ["obj", parts[parts.count - 1]]).joined(separator: "/")
    }

    /// The short name for people: what follows the last slash, or the whole of a URN.
    public var name: String { URI.name(uri) }
    public var description: String { uri }
}

/// The little of RFC 3986 that identifiers need.
enum URI {
    static let lengthLimit = 2048

    /// Absolute, printable ASCII, without the characters that RFC 3986 keeps out.
    static func isValid(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text.utf8.count <= lengthLimit else {
            return false
        }
        let scheme = text.utf8[..<colon]
        return text.utf8.index(after: colon) < text.utf8.endIndex && scheme.first.map(isLetter) == true
            && scheme.allSatisfy { isLetter($0) || isDigit($0) || "+-.".utf8.contains($0) }
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
    }

    /// One path segment: everything but RFC 3986's unreserved characters as `%XX`.
    static func escaped(_ segment: String) -> String {
        var bytes: [UInt8] = []
        for byte in segment.utf8 {
            if isLetter(byte) || isDigit(byte) || "-._~".utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(contentsOf: ("%" + Hexadecimal.text([byte]).uppercased()).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last path segment as it was before ``escaped(_:)``; a URN as it is.
    static func name(_ uri: String) -> String {
        guard uri.hasPrefix("http"), let segment = uri.split(separator: "/").last else { return uri }
        var bytes: [UInt8] = []
        var rest = Array(segment.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let high = Hexadecimal.value(of: rest[rest.startIndex]),
                let low = Hexadecimal.value(of: rest[rest.startIndex + 1])
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? String(segment)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
