internal import FloorModel
internal import Foundation

/// `site: {id: leuven, base_url: https://maak.example, timezone: Europe/Brussels, virtual: false}`.
enum SiteSection {
    static func read(_ value: YAMLValue) -> SiteDescription? {
        value.mapping { (reader: inout MappingReader) -> SiteDescription? in
            let id = reader.required("id", example: "leuven")?.identifier()
            let baseURL = reader.optional("base_url").map(Self.baseURL)
            let timezone = reader.required("timezone", example: "Europe/Brussels").flatMap(Self.timezone)
            let isVirtual = reader.optional("virtual").map { $0.truth() } ?? false
            guard let id, let timezone, let isVirtual else { return nil }
            if case .some(nil) = baseURL { return nil }
            return SiteDescription(
                id: id, baseURL: baseURL.flatMap { $0 }, timezone: timezone, isVirtual: isVirtual)
        }
    }

    private static func baseURL(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        let host = ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
        guard let first = host?.first, first != "/", !text.contains(" ") else {
            value.refuse(
                "has '\(text)', not a web address", remedy: "write it with its scheme, as https://maak.example")
            return nil
        }
        return text
    }

    private static func timezone(_ value: YAMLValue) -> String? {
        guard let text = value.text() else { return nil }
        guard text == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(text) else {
            let guess = Spelling.nearest(to: text, among: TimeZone.knownTimeZoneIdentifiers)
            value.refuse(
                "has '\(text)', which is not a time zone",
                remedy: guess.map { "did you mean '\($0)'?" } ?? "use a name of the IANA list, as Europe/Brussels")
            return nil
        }
        return text
    }
}
