internal import FloorModel

/// `interlocks:` of a machine type, without which something must not run:
/// `- {name: lid closed, needs: lid_closed == 1, guards: [shaft], trip: stop, remedy: Close the lid.}`
struct InterlocksSection {
    let points: NameTable<PointDescription>
    /// Names of drives and heaters.
    let guarded: [String]
    static let limit = 64

    /// An interlock, and where what it guards is said.
    struct Entry {
        var interlock: Interlock
        var guards: YAMLValue
    }

    func read(_ value: YAMLValue) -> [Entry]? {
        guard let items = value.filledItems(limit: Self.limit, example: "{name: lid closed, …}") else { return nil }
        var names: Set<String> = []
        let entries = items.compactMap { item -> Entry? in
            let entry = item.mapping { (reader: inout MappingReader) in self.interlock(&reader) }
            if let name = entry?.interlock.name, !names.insert(name).inserted {
                item.refuse("repeats the name '\(name)'", remedy: "give each interlock a name of its own")
            }
            return entry
        }
        return entries.count == items.count ? entries : nil
    }

    private func interlock(_ reader: inout MappingReader) -> Entry? {
        let name = reader.required("name", example: "lid closed")?.text(limit: 60)
        let conditions = reader.required("needs", example: "lid_closed == 1").flatMap { $0.conditions(points, .fast) }
        let guardsValue = reader.required("guards", example: "[screw]")
        let guards = guardsValue.flatMap(self.guards)
        let after = reader.optional("after").map { $0.duration(.zero...(.seconds(60)), example: "2s") } ?? .zero
        let trip = reader.required("trip", example: "stop")?.choice(of: TripAction.allCases.map(\.rawValue))
            .flatMap(TripAction.init(rawValue:))
        let remedy = reader.required("remedy", example: "Close the lid.")?.text(limit: 200)
        guard let name, let conditions, let guardsValue, let guards, let after, let trip, let remedy else { return nil }
        return Entry(
            interlock: Interlock(
                name: name, conditions: conditions, guards: guards, after: after, trip: trip, remedy: remedy),
            guards: guardsValue)
    }

    private func guards(_ value: YAMLValue) -> [String]? {
        guard let items = value.filledItems(limit: 32, example: guarded.first ?? "screw") else { return nil }
        let names = items.compactMap { item -> String? in
            guard let name = item.text() else { return nil }
            guard guarded.contains(name) else {
                let guess = Spelling.nearest(to: name, among: guarded).map { "did you mean '\($0)'? " } ?? ""
                item.refuse(
                    "has '\(name)', which is no drive or heater of this machine",
                    remedy: guess + "use \(Spelling.list(guarded))")
                return nil
            }
            return name
        }
        guard Set(names).count == names.count else {
            value.refuse("names something twice", remedy: "keep one of them")
            return nil
        }
        return names.count == items.count ? names : nil
    }
}
