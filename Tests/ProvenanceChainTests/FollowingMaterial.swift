import LogStore
import Provenance
import Testing
import TransparencyLog

/// Examples of `Documentation/ProvenanceChain.md`.
struct FollowingMaterial {
    private static let noon = Timestamp(milliseconds: 1_795_262_400_000)
    private static let site = Namespace(baseURL: "https://maak.example", site: "leuven")

    /// The identity of an event: its time, and bits that no other event has.
    private static func id(_ number: UInt8) -> EventID {
        EventID(time: noon, entropy: [UInt8](repeating: number, count: 10))
    }

    private func waste(_ eventID: EventID) -> EPCISEvent {
        let (site, noon) = (Self.site, Self.noon)
        // example: receive
        // A bag of 500 g comes in: let site = Namespace(baseURL: "https://maak.example", site: "leuven")
        var waste = EPCISEvent(.object(.add), at: noon, vocabulary: site.vocabulary)
        waste.eventID = eventID
        waste.recordTime = noon
        waste.bizStep = "commissioning"
        let bag = site.lotClass("lot-1")
        waste.quantityList = [Quantity(bag, Mass(milligrams: 500_000))]
        waste.describe([LotDescription(lot: bag, form: "waste", material: "PLA", origin: .postConsumer)])
        // end
        return waste
    }

    private func part(_ eventID: EventID) -> EPCISEvent {
        let (site, noon) = (Self.site, Self.noon)
        // example: transform
        // 42 g of it become a part of 40 g; 2 g are lost.
        var print = EPCISEvent(.transformation, at: noon, vocabulary: site.vocabulary)
        print.eventID = eventID
        print.recordTime = noon
        print.bizStep = "commissioning"
        print.inputs = [Quantity(site.lotClass("lot-1"), Mass(milligrams: 42_000))]
        print.outputEPCs = [site.object("lot-2")]
        print.netMass = Mass(milligrams: 40_000)
        print.loss = Mass(milligrams: 2_000)
        print.asset = site.asset("press-1")
        print.describe([LotDescription(lot: site.object("lot-2"), form: "part", material: "PLA")])
        // end
        return print
    }

    @Test func theLedgerFollowsMassAndOriginAndRefusesWhatCannotBe() throws {
        let (site, waste, print) = (Self.site, waste(Self.id(1)), part(Self.id(2)))
        // example: ledger
        var ledger = MaterialLedger()
        try ledger.add(waste)
        try ledger.add(print)
        let left = ledger.balance(site.lotClass("lot-1"))  // 458 g
        let made = ledger.composition(site.object("lot-2"))  // 40 g, all of it post-consumer
        let share = made?.recycledPerMille  // 1000
        // end
        #expect(left == Mass(milligrams: 458_000) && share == 1000)
        #expect(made?[.postConsumer] == Mass(milligrams: 40_000))
        var greedy = part(Self.id(3))
        greedy.inputs = [Quantity(site.lotClass("lot-1"), Mass(milligrams: 900_000))]
        #expect(throws: LedgerFault.self) { try ledger.add(greedy) }
    }

    @Test func aPassportIsMadeFromTheLogAndCheckedWithoutIt() throws {
        try withScratch { folder in
            let key = try LogKeyFile.create(at: "\(folder)/key", name: "maak.example/chain", outside: "\(folder)/chain")
            try LogStore.create(directory: "\(folder)/chain", key: key)
            let log = try LogStore.open(directory: "\(folder)/chain", key: key)
            let file = try passport(of: [waste(Self.id(1)), part(Self.id(2))], in: log)
            try log.close()
            try check(file, "\(key.verifierKey)")
        }
    }

    private func passport(of events: [EPCISEvent], in log: LogStore) throws -> [UInt8] {
        let site = Self.site
        // example: passport
        let entries = events.map(\.bytes)  // canonical JSON: what is logged, and never written anew
        let batch = try log.append(entries)
        let passport = try Passport.make(
            item: site.object("lot-2"),
            entries: entries.enumerated().map { (index: batch.first + UInt64($0.offset), bytes: $0.element) },
            proof: { try log.proof(of: $0) })
        let file = passport.bytes  // a JSON file to give away with the part
        // end
        return file
    }

    private func check(_ file: [UInt8], _ vkey: String) throws {
        // example: check
        let passport = try Passport(parsing: file)
        let facts = try passport.verify(
            policy: TrustPolicy(logs: [VerifierKey(vkey)]), allowSimulated: false)
        let claims = facts.claims  // reckoned from the events; what the file claims must be the same
        let words =
            "\(facts.item): \(claims.mass.grams) g, \(claims.wasteLots), \(claims.recycledPerMille ?? 0) ‰ recycled"
        // end
        #expect(words == #"lot-2: 40 g, ["lot-1"], 1000 ‰ recycled"#)
        #expect(facts.events == 2 && claims.machines == ["press-1"])
        let text = String(decoding: file, as: UTF8.self)
        let forged = text.replacing(#"\"quantity\":0.5,"#, with: #"\"quantity\":0.6,"#)
        #expect(throws: PassportFault.self) {
            _ = try Passport(parsing: Array(forged.utf8)).verify(
                policy: TrustPolicy(logs: [VerifierKey(vkey)]), allowSimulated: false)
        }
        #expect(Array(forged.utf8) != file)
    }
}
