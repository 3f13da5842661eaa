import SeededRandom
import Testing

@testable import Provenance

struct EPCISEventTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func everyEventSurvivesItsEntry(seed: UInt64) throws {
        let baseURL = seed.isMultiple(of: 3) ? nil : "https://maak.example"
        let history = RandomHistory(seed: seed, steps: 80, isSimulated: seed.isMultiple(of: 2), baseURL: baseURL)
        for event in history.events {
            #expect(try EPCISEvent(entry: event.bytes) == event)
            #expect(event.bytes.count <= EPCISEvent.byteLimit)
        }
    }

    /// The histories hold every kind, so that what is said of "every event" is said of all.
    @Test func historiesHoldEveryKind() {
        var kinds: Set<EPCISEvent.Kind> = []
        for seed in 0..<12 as Range<UInt64> {
            kinds.formUnion(RandomHistory(seed: seed, steps: 80).events.map(\.kind))
        }
        #expect(
            kinds == [
                .object(.add), .object(.observe), .object(.delete), .transformation, .association(.add),
                .association(.delete),
            ])
    }

    /// An entry with anything changed is refused, or is another event with exactly the changed bytes.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedEntriesAreRefusedOrExact(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let history = RandomHistory(seed: seed, steps: 30)
        for event in history.events {
            var bytes = event.bytes
            JSONTests.damage(&bytes, &random)
            do throws(EPCISFault) {
                #expect(try EPCISEvent(entry: bytes).bytes == bytes)
            } catch { #expect(!error.description.isEmpty) }
        }
    }

    /// A member of any object in an event with another type, taken away, or with an unknown neighbour, never crashes the
    /// reader and never passes for the event it was.
    @Test(arguments: 0..<20 as Range<UInt64>)
    func reshapedEventsAreRefusedOrDiffer(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for event in RandomHistory(seed: seed, steps: 30).events {
            let value = Self.reshape(event.json, &random)
            guard value != event.json else { continue }
            do throws(EPCISFault) {
                #expect(try EPCISEvent(entry: value.canonicalBytes) != event)
            } catch { #expect(!error.description.isEmpty) }
        }
    }

    private static func reshape(_ value: JSONValue, _ random: inout SplitMix64) -> JSONValue {
        switch value {
        case .object(var members):
            guard let key = members.keys.sorted().randomElement(using: &random), let member = members[key] else {
                return ["x": 1]
            }
            switch Int.random(in: 0..<5, using: &random) {
            case 0: members[key] = nil
            case 1: members[key + "x"] = member
            default: members[key] = reshape(member, &random)
            }
            return .object(members)
        case .array(var elements):
            guard let index = elements.indices.randomElement(using: &random) else { return [1] }
            if Bool.random(using: &random) { elements.append(elements[index]) }
            elements[index] = reshape(elements[index], &random)
            return .array(elements)
        default: return JSONTests.value(&random, depth: 1)
        }
    }

    @Test(arguments: [
        (#"{"a":1}"#, EPCISFault.Code.badContext), ("{", .notJSON), (#"[1]"#, .badValue),
        (Self.text(#""type":"ObjectEvent""#, #""action":"ADD""#), .missingKey),
        (Self.text(#""type":"AggregationEvent""#), .unknownType),
        (Self.text(#""type":"TransformationEvent""#, #""bizStep":"drying""#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""price":1"#), .unknownKey),
        (Self.text(#""type":"TransformationEvent""#, #""machina:lossKg":0.0000001"#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""machina:simulated":false"#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""machina:energyKwh":-1"#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""machina:makerCommitment":"Zoë""#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""machina:lots":[{"machina:lot":"x"}]"#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""machina:origin":"post-consumer""#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""machina:form":"part","machina:lots":[]"#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""ilmd":{"machina:gcodeSha256":"ab"}"#), .badValue),
        (Self.text(#""type":"TransformationEvent""#, #""inputEPCList":["urn:a:1","urn:a:1"]"#), .badValue),
        (Self.text(Self.quantity("LBR")), .badValue), (Self.text(Self.quantity("KGM"), #""ilmd":{}"#), .unknownKey),
        (Self.text(Self.quantity("KGM"), #""eventID":"1""#), .badValue),
    ])
    func refusesByName(text: String, code: EPCISFault.Code) {
        do throws(EPCISFault) {
            _ = try EPCISEvent(parsing: Array(text.utf8))
            Issue.record("accepted \(text)")
        } catch { #expect(error.code == code, "\(text): \(error)") }
    }

    private static func text(_ members: String...) -> String {
        let head = #""@context":["\#(EPCISEvent.context)",{"machina":"https://maak.example/voc/"}]"#
        let time = #""eventTime":"2026-11-21T10:01:00.000Z","eventTimeZoneOffset":"+00:00""#
        return "{" + ([head, time] + members).joined(separator: ",") + "}"
    }

    private static func quantity(_ uom: String) -> String {
        #""type":"ObjectEvent","action":"OBSERVE","quantityList":[{"epcClass":"urn:a:1","quantity":0.1,"uom":"\#(uom)"}]"#
    }

    /// The same value in other bytes is no entry: a proof is of bytes.
    @Test func onlyCanonicalBytesAreAnEntry() throws {
        let event = RandomHistory(seed: 1, steps: 1).events[0]
        let indented = event.json.indentedBytes
        #expect(try EPCISEvent(parsing: indented) == event)
        do throws(EPCISFault) {
            _ = try EPCISEvent(entry: indented)
            Issue.record("accepted indented bytes")
        } catch { #expect(error.code == .notCanonical) }
        var large = event
        large.extensions["machina:note"] = .string(String(repeating: "x", count: 65_535))
        do throws(EPCISFault) {
            _ = try EPCISEvent(entry: large.bytes)
            Issue.record("accepted \(large.bytes.count) bytes")
        } catch { #expect(error.code == .tooLong) }
    }

    @Test func anEventThatMakesSeveralLotsDescribesEach() throws {
        let namespace = Namespace(baseURL: nil, site: "leuven")
        var event = EPCISEvent(.transformation, at: Timestamp(milliseconds: 0), vocabulary: namespace.vocabulary)
        event.outputEPCs = [namespace.object("lot-1")]
        var spool = LotDescription(lot: namespace.object("lot-1"), form: "filament", material: "PETG")
        spool.moisturePPM = 150
        event.describe([spool])
        #expect(event.extensions["machina:material"] == "PETG" && event.description(of: spool.lot) == spool)
        event.outputs = [Quantity(namespace.lotClass("lot-2"), .zero)]
        let purge = LotDescription(lot: namespace.lotClass("lot-2"), form: "purge", material: "PETG")
        event.describe([spool, purge])
        #expect(event.extensions["machina:material"] == nil)
        let read = try EPCISEvent(entry: event.bytes)
        #expect(read.description(of: spool.lot) == spool && read.description(of: purge.lot) == purge)
        #expect(read.description(of: "urn:a:1") == LotDescription(lot: "urn:a:1"))
    }
}
