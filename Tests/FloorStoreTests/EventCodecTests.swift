import FloorModel
import Foundation
import Testing

@testable import FloorStore

/// Rows that were once written are read for ever. `Golden/<type>.<version>.json` holds one body of every version.
@Suite struct EventCodecTests {
    private let codec = EventCodec()

    private static func goldenURL(_ row: EventRow, _ suffix: String = "") throws -> URL {
        let name = "Golden/\(row.type).\(row.version)\(suffix).json"
        return try #require(Bundle.module.resourceURL).appendingPathComponent(name)
    }

    @Test(
        "Every type of event has a sample, and every sample its golden file, byte for byte", arguments: SampleEvents.all
    )
    func golden(event: FloorEvent) throws {
        let row = try codec.encode(event)
        let golden = try String(contentsOf: Self.goldenURL(row), encoding: .utf8)
        #expect(row.body + "\n" == golden)
        #expect(try codec.decode(row) == event)
    }

    @Test("Fields that were added to a version have a golden file of their own", arguments: SampleEvents.later.indices)
    func laterFields(index: Int) throws {
        let (name, event) = SampleEvents.later[index]
        let row = try codec.encode(event)
        #expect(row.body + "\n" == (try String(contentsOf: Self.goldenURL(row, "-\(name)"), encoding: .utf8)))
        #expect(try codec.decode(row) == event)
    }

    @Test("No type is without a sample, and no golden file without a type")
    func complete() throws {
        let sampled = try SampleEvents.all.map { try codec.encode($0).type }
        #expect(sampled.sorted() == EventKind.allCases.map(\.rawValue).sorted())
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Golden")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        for file in files {
            let parts = file.split(separator: ".")
            let version = try #require(Int(parts[1].prefix { $0 != "-" }))
            let body = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            let row = EventRow(type: String(parts[0]), version: version, body: body)
            let event = try codec.decode(row)
            // What was written before fields were added is written the same today.
            if version == (try codec.encode(event).version) { #expect(try codec.encode(event).body + "\n" == body) }
        }
        #expect(files.count >= EventKind.allCases.count + SampleEvents.later.count)
    }

    @Test("An older version is lifted step by step")
    func upcasting() throws {
        let codec = EventCodec(upcasters: [
            Upcaster(type: "machine_added", from: 1) { $0["kind"] = $0.removeValue(forKey: "sort") },
            Upcaster(type: "machine_added", from: 2) { $0["type"] = $0.removeValue(forKey: "kind") },
        ])
        let expected = FloorEvent.machineAdded(.init(machine: MachineID("a"), type: "ender"))
        for (version, key) in [(1, "sort"), (2, "kind"), (3, "type")] {
            let row = EventRow(type: "machine_added", version: version, body: #"{"machine":"a","\#(key)":"ender"}"#)
            #expect(try codec.decode(row) == expected)
        }
        #expect(try codec.encode(expected).version == 3)
    }

    @Test("Many rows are read as one by one, whatever their order, and a bad one is named")
    func manyRows() throws {
        var events: [FloorEvent] = []
        for shift in 0..<7 { events += SampleEvents.all[(shift * 3)...] + SampleEvents.all[..<(shift * 3)] }
        var rows = try events.map { try codec.encode($0) }
        #expect(try codec.decode(rows) == events)
        rows[11].body = #"{"job":17}"#
        let error = #expect(throws: EventCodecError.self) { try codec.decode(rows) }
        #expect("\(try #require(error))".contains("'\(rows[11].type)'"))
        rows[11] = try codec.encode(events[11])
        // A body that would be two elements of the array.
        let body = rows[12].body
        rows[12].body = body + "," + body
        #expect(throws: EventCodecError.self) { try codec.decode(rows) }
    }

    @Test("A recipe whose phase lacks a parameter is refused by the parameter's name, and none is made up")
    func incompleteRecipes() throws {
        let row = try codec.encode(
            .processStarted(
                .init(operation: OperationID(number: 1), machine: MachineID("m"), recipe: SampleRecipe.everyPhase)))
        let body = try #require(try JSONSerialization.jsonObject(with: Data(row.body.utf8)) as? [String: Any])
        let recipe = try #require(body["recipe"] as? [String: Any])
        let phases = try #require(recipe["phases"] as? [[String: Any]])
        var optional: [String] = []
        for (index, phase) in phases.enumerated() {
            let parameters = try #require(phase["parameters"] as? [String: Any])
            for name in parameters.keys {
                var (body, recipe, phases) = (body, recipe, phases)
                phases[index]["parameters"] = parameters.filter { $0.key != name }
                recipe["phases"] = phases
                body["recipe"] = recipe
                let data = try JSONSerialization.data(withJSONObject: body)
                let changed = EventRow(
                    type: row.type, version: row.version, body: String(decoding: data, as: UTF8.self))
                do {
                    _ = try codec.decode(changed)
                    optional.append(name)
                } catch {
                    #expect("\(error)".contains("'\(name)'"))
                }
            }
        }
        #expect(optional.sorted() == ["maximumDewPointCelsius", "maximumLengthMetres", "speed"])
    }

    @Test("What a newer program wrote is refused by name")
    func newer() {
        #expect(throws: EventCodecError.unknownType("teleported")) {
            try codec.decode(EventRow(type: "teleported", version: 1, body: "{}"))
        }
        #expect(throws: EventCodecError.unknownVersion(type: "machine_added", version: 2)) {
            try codec.decode(EventRow(type: "machine_added", version: 2, body: "{}"))
        }
    }
}
