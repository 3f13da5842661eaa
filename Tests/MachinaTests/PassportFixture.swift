import Foundation
import LogStore
import Provenance
import TransparencyLog

/// A small makerspace's log and the passport of the part in it: lot-1 waste → lot-2 filament → lot-3 part.
struct PassportFixture {
    let file: [UInt8]
    let vkey: String
    let entries: [[UInt8]]

    private static let site = Namespace(baseURL: "https://maak.example", site: "leuven")

    init(simulated: Bool = false) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "passport-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let chain = folder.appending(path: "chain").path
        let origin = "maak.example/leuven" + (simulated ? "/virtual" : "")
        let key = try LogKeyFile.create(at: folder.appending(path: "key").path, name: origin, outside: chain)
        try LogStore.create(directory: chain, key: key)
        let log = try LogStore.open(directory: chain, key: key)
        vkey = "\(key.verifierKey)"
        let steps = [Self.received(Self.site), Self.extruded(Self.site), Self.printed(Self.site)]
        let events = steps.enumerated().map { number, event in
            var event = event
            event.eventID = EventID(time: event.eventTime, entropy: [UInt8](repeating: UInt8(number), count: 10))
            event.recordTime = event.eventTime
            event.isSimulated = simulated
            return event.bytes
        }
        _ = try log.append(events)
        let numbered = events.enumerated().map { (index: UInt64($0.offset), bytes: $0.element) }
        file = try Passport.make(item: Self.site.object("lot-3"), entries: numbered) { try log.proof(of: $0) }.bytes
        entries = events
        try log.close()
        try FileManager.default.removeItem(at: folder)
    }

    var policy: TrustPolicy {
        get throws { try TrustPolicy(logs: [VerifierKey(vkey)]) }
    }

    /// The file with every `old` in it replaced.
    func forged(_ old: String, _ new: String) -> [UInt8] {
        Array(String(decoding: file, as: UTF8.self).replacing(old, with: new).utf8)
    }

    /// 2026-03-01T09:30:00Z and so many hours.
    private static func morning(_ hours: Int64) -> Timestamp {
        Timestamp(milliseconds: 1_772_357_400_000 + hours * 3_600_000)
    }

    private static func received(_ site: Namespace) -> EPCISEvent {
        var event = EPCISEvent(.object(.add), at: morning(0), vocabulary: site.vocabulary)
        event.bizStep = "commissioning"
        event.quantityList = [Quantity(site.lotClass("lot-1"), Mass(milligrams: 500_000))]
        event.describe([
            LotDescription(lot: site.lotClass("lot-1"), form: "waste", material: "PLA", origin: .postConsumer)
        ])
        return event
    }

    private static func extruded(_ site: Namespace) -> EPCISEvent {
        var event = EPCISEvent(.transformation, at: morning(1), vocabulary: site.vocabulary)
        event.bizStep = "commissioning"
        event.inputs = [Quantity(site.lotClass("lot-1"), Mass(milligrams: 450_000))]
        event.outputEPCs = [site.object("lot-2")]
        event.netMass = Mass(milligrams: 440_000)
        event.loss = Mass(milligrams: 10_000)
        event.asset = site.asset("extruder-1")
        event.recipe = RecipeReference(name: "extrude/pla", version: "1")
        event.energyKilowattHours = JSONNumber(412, decimals: 3)
        event.describe([LotDescription(lot: site.object("lot-2"), form: "filament", material: "PLA")])
        return event
    }

    private static func printed(_ site: Namespace) -> EPCISEvent {
        var event = EPCISEvent(.transformation, at: morning(2), vocabulary: site.vocabulary)
        event.bizStep = "commissioning"
        event.inputs = [Quantity(site.lotClass("lot-2"), Mass(milligrams: 1_700))]
        event.outputEPCs = [site.object("lot-3")]
        event.netMass = Mass(milligrams: 1_700)
        event.asset = site.asset("mk3-1")
        event.gcodeSHA256 = String(repeating: "ab", count: 32)
        event.describe([LotDescription(lot: site.object("lot-3"), form: "part", material: "PLA")])
        return event
    }
}
