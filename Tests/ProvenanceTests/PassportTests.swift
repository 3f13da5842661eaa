import SeededRandom
import Testing
import TransparencyLog

@testable import Provenance

struct PassportTests {
    /// For parts, spools and scrap of random histories: the passport verifies after a round trip through its file, and says what the
    /// ledger of the whole log says, but for the milligram that each of its steps may round otherwise.
    @Test(arguments: 0..<6 as Range<UInt64>)
    func passportsVerifyAndAgreeWithTheWholeLog(seed: UInt64) throws {
        let simulated = seed.isMultiple(of: 2)
        let history = RandomHistory(
            seed: seed, steps: 90, isSimulated: simulated,
            baseURL: seed.isMultiple(of: 3) ? nil : "https://maak.example")
        let log = try TestLog(
            origin: simulated ? "log.maak.example/virtual" : "log.maak.example/floor",
            entries: history.events.map(\.bytes))
        let ledger = try MaterialLedgerTests.ledger(history.events)
        let prover = try log.prover()
        for lot in history.lots.filter({ ["part", "filament", "scrap"].contains($0.form) }).suffix(5) {
            let uri = history.uri(lot)
            let made = try Passport.make(item: uri, entries: log.indexed, proof: prover)
            let read = try Passport(parsing: made.bytes)
            #expect(read == made && made.bytes.count <= Passport.byteLimit)
            let facts = try read.verify(policy: log.policy(), allowSimulated: simulated)
            let account = try #require(ledger.account(uri))
            #expect(facts.claims.mass == account.whole.total && facts.isSimulated == simulated)
            #expect(facts.claims.state == account.state, "\(uri)")
            for origin in Origin.allCases {
                let difference = facts.claims.composition[origin] - account.whole[origin]
                #expect(abs(difference.milligrams) <= Int64(2 * facts.events), "\(uri) \(origin)")
            }
            #expect(facts.claims.ancestry.last?.lot == LotReference(uri).name)
        }
    }

    /// Other people's prints from the same spool are none of this part's business.
    @Test func aPassportHoldsTheCausalChainAndNothingBesideIt() throws {
        let site = Story()
        let passport = try site.passport()
        #expect(passport.events.map(\.index) == [0, 1, 2, 3, 4, 6, 8, 10, 11, 12])
        let claims = try passport.verify(policy: site.log.policy(), allowSimulated: false).claims
        #expect(claims.material == "PETG" && claims.mass.milligrams == 38_000)
        // 900 g post-consumer, weighed up by 5 g, and 150 g virgin.
        #expect(claims.recycledPerMille == 857 && claims.composition.total == claims.mass)
        #expect(claims.wasteLots == ["waste"] && claims.machines == ["extrude-1", "mk3-1"])
        #expect(claims.recipes == [RecipeReference(name: "petg", version: "2")])
        #expect(claims.ancestry.map(\.lot) == ["waste", "pellet", "spool", "part"])
        #expect(claims.ancestry.map(\.origin) == [.postConsumer, .virgin, nil, nil])
        #expect(claims.ancestry[2].parents.map(\.lot.name) == ["waste", "pellet"])
        #expect(claims.energyKilowattHours == JSONNumber(125, decimals: 2) && !claims.energyIsComplete)
        #expect(claims.gcodeSHA256 == String(repeating: "ab", count: 32))
        #expect(claims.printedAt == site.events[10].eventTime)
    }

    /// What happened to the spool after the print, the next copy, and a mounting on another printer change nothing.
    @Test func aPassportDoesNotGrowWithWhatHappensToItsAncestors() throws {
        var story = Story()
        let before = try story.passport().events.map(\.entry)
        story.events.insert(story.mounted(on: "mk3-2"), at: 4)
        story.events += [story.start(job: "job-2"), story.mounted(on: "mk3-1"), story.weighed("spool", by: -700)]
        story.events += [story.printed("part-2", job: "job-2"), story.destroyed("spool")]
        let after = try story.passport()
        #expect(after.events.map(\.entry) == before)
        #expect(try after.verify(policy: story.log.policy(), allowSimulated: false).claims.ancestry.count == 4)
    }

    /// Each way out, the whole of it or a part, and what is found again.
    @Test func theStateIsWhereTheLastOfTheItemWent() throws {
        var story = Story()
        story.events = Array(story.events.prefix(11))
        func state(_ later: [EPCISEvent]) throws -> ItemState {
            var story = story
            story.events += later
            return try story.passport().verify(policy: story.log.policy(), allowSimulated: false).claims.state
        }
        #expect(try state([]) == .present)
        #expect(try state([story.handedOver()]) == .handedOver)
        #expect(try state([story.destroyed("part", grams: 38)]) == .disposed)
        #expect(try state([story.destroyed("part", grams: 8)]) == .present)
        #expect(try state([story.destroyed("part", grams: 8), story.shredded(grams: 30)]) == .usedUp)
        #expect(try state([story.weighed("part", by: -38_000)]) == .usedUp)
        #expect(try state([story.destroyed("part", grams: 38), story.weighed("part", by: 1000)]) == .present)
    }

    @Test func aDeclaredErrorTravelsWithThePassport() throws {
        let site = Story()
        let facts = try site.passport().verify(policy: site.log.policy(), allowSimulated: false)
        #expect(facts.declaredWrong == [site.events[0].eventID].compactMap { $0 })
    }

    /// What `jq -j` takes out of the file is exactly the entry and exactly the proof.
    @Test func entriesAndProofsAreTheirExactBytes() throws {
        let site = Story()
        let passport = try site.passport()
        let log = try site.log
        let policy = try log.policy()
        let file = try JSONValue.parse(passport.bytes, limit: Passport.byteLimit)
        for (json, event) in zip(try #require(file.object?["events"]?.array), passport.events) {
            let entry = try #require(json.object?["entry"]?.string)
            #expect(Array(entry.utf8) == log.entries[Int(event.index)])
            let proof = try LogProof(parsing: Array(#require(json.object?["proof"]?.string).utf8))
            #expect(throws: Never.self) { try proof.verify(entry: Array(entry.utf8), policy: policy) }
        }
        #expect(log.entries.contains { $0.contains { $0 >= 0x80 } }, "an entry with more than ASCII")
        #expect(String(decoding: passport.bytes, as: UTF8.self).hasPrefix("{\n  \"checkpoint\": \"log.maak.example"))
    }

    @Test func anOpenedCommitmentIsVouchedFor() throws {
        let site = Story()
        let disclosure = Passport.Disclosure(
            index: 0, field: "donor", domain: Commitment.domain(field: "donor"), salt: Story.salt, value: "Zoë")
        let passport = try Passport(parsing: site.passport(disclosures: [disclosure]).bytes)
        #expect(try passport.verify(policy: site.log.policy(), allowSimulated: false).disclosures == [disclosure])
    }

    /// A byte of the file changed: refused, or the same facts (white space, an escape for a character).
    @Test(arguments: 0..<8 as Range<UInt64>)
    func damagedFilesAreRefusedOrSayTheSame(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let site = Story()
        let passport = try site.passport()
        let policy = try site.log.policy()
        let facts = try passport.verify(policy: policy, allowSimulated: false)
        for _ in 0..<15 {
            var bytes = passport.bytes
            JSONTests.damage(&bytes, &random)
            do throws(PassportFault) {
                #expect(try Passport(parsing: bytes).verify(policy: policy, allowSimulated: false) == facts)
            } catch { #expect(!error.description.isEmpty) }
        }
    }
}

/// One part with all that can belong to it, and events beside it that do not.
struct Story {
    static let salt = [UInt8](repeating: 9, count: 32)
    var events: [EPCISEvent] = []
    let bench = Bench()
    /// Indices: 0 waste, 1 weighed, 2 pellet, 3 spool, 4 mounted, 5 another's start, 6 own start, 7 another's print,
    /// 8 spool graded, 9 some waste destroyed, 10 own print, 11 handed over, 12 waste declared wrong; and after that
    /// 13 the spool weighed, 14 mounted again, 15 the next copy started.
    init() {
        var waste = bench.intake("waste", grams: 900, .postConsumer)
        waste.setCommitment(
            Commitment.make(domain: Commitment.domain(field: "donor"), salt: Self.salt, value: "Zoë"), of: "donor")
        let weighed = bench.weighing("waste", adjustment: Mass(milligrams: 5000))
        var pellet = bench.intake("pellet", grams: 150, .virgin)
        pellet.describe([
            LotDescription(lot: bench.uri("pellet"), form: "pellet", material: "PETG", origin: .virgin)
        ])
        events = [waste, weighed, pellet, extrusion(), mounted(on: "mk3-1")]
        events += [
            start(job: "job-1"), start(job: "job-2"), printed("other", job: "job-1"), graded(), destroyed("waste"),
        ]
        events += [printed("part", job: "job-2"), handedOver()]
        waste.errorDeclaration = ErrorDeclaration(declarationTime: waste.eventTime, reason: "incorrect_data")
        events += [waste, self.weighed("spool", by: -500), mounted(on: "mk3-1"), start(job: "job-2")]
    }

    var log: TestLog { get throws { try TestLog(entries: events.map(\.bytes)) } }

    var item: String { bench.namespace.object("part") }

    func passport(disclosures: [Passport.Disclosure] = []) throws -> Passport {
        try Passport.make(item: item, entries: log.indexed, disclosures: disclosures, proof: log.prover())
    }

    private func extrusion() -> EPCISEvent {
        var event = bench.transformation(["waste": 900, "pellet": 150], to: ["purge": 50])
        event.outputEPCs = [bench.namespace.object("spool")]
        event.netMass = Mass(milligrams: 1_000_000)
        event.describe([
            LotDescription(lot: bench.namespace.object("spool"), form: "filament", material: "PETG"),
            LotDescription(lot: bench.uri("purge"), form: "purge", material: "PETG"),
        ])
        event.asset = bench.namespace.asset("extrude-1")
        event.recipe = RecipeReference(name: "petg", version: "2")
        event.energyKilowattHours = JSONNumber(125, decimals: 2)
        return event
    }

    func mounted(on printer: String) -> EPCISEvent {
        var event = bench.event(.association(.add))
        event.bizStep = "installing"
        event.parentID = bench.namespace.asset(printer)
        event.childEPCs = [bench.namespace.object("spool")]
        return event
    }

    private func order(_ job: String) -> TypedReference {
        TypedReference(type: "prodorder", uri: bench.namespace.prodorder(job))
    }

    func weighed(_ lot: String, by milligrams: Int64) -> EPCISEvent {
        bench.weighing(lot, adjustment: Mass(milligrams: milligrams))
    }

    /// The part becomes flake together with something that its passport knows nothing of.
    func shredded(grams: Int64) -> EPCISEvent {
        bench.transformation(["part": grams, "other": 38], to: ["flake": grams + 38])
    }

    func start(job: String) -> EPCISEvent {
        var event = bench.event(.object(.observe))
        event.bizStep = bench.namespace.voc("print_started")
        event.epcList = [bench.namespace.object("spool")]
        event.bizTransactions = [order(job)]
        event.asset = bench.namespace.asset("mk3-1")
        return event
    }

    private func graded() -> EPCISEvent {
        var event = bench.event(.object(.observe))
        event.bizStep = "inspecting"
        event.disposition = "conformant"
        event.epcList = [bench.namespace.object("spool")]
        event.extensions["machina:grade"] = "größer 🧪 \u{1}\"\\"
        return event
    }

    func destroyed(_ lot: String, grams: Int64 = 1) -> EPCISEvent {
        var event = bench.event(.object(.delete))
        event.bizStep = "destroying"
        event.quantityList = [Quantity(bench.uri(lot), Mass(milligrams: grams * 1000))]
        return event
    }

    func printed(_ part: String, job: String) -> EPCISEvent {
        var event = bench.transformation(["spool": 42], to: ["scrap-\(part)": 4])
        event.outputEPCs = [bench.namespace.object(part)]
        event.netMass = Mass(milligrams: 38_000)
        event.gcodeSHA256 = String(repeating: "ab", count: 32)
        event.describe([
            LotDescription(lot: bench.namespace.object(part), form: "part", material: "PETG"),
            LotDescription(lot: bench.uri("scrap-\(part)"), form: "scrap", material: "PETG"),
        ])
        event.bizTransactions = [order(job)]
        event.asset = bench.namespace.asset("mk3-1")
        return event
    }

    func handedOver() -> EPCISEvent {
        var event = bench.event(.object(.observe))
        event.bizStep = "shipping"
        event.disposition = "in_transit"
        event.epcList = [item]
        event.destinations = [TypedReference(type: "possessing_party", uri: bench.namespace.prodorder("party-1"))]
        return event
    }
}
