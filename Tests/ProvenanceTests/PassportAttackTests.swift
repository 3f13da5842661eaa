import Testing
import TransparencyLog

@testable import Provenance

/// What somebody may try with a passport, and the name by which each attempt is refused.
struct PassportAttackTests {
    /// The parts of a passport, to be put together wrongly.
    struct Parts {
        var itemURI: String
        var item: String
        var isSimulated: Bool
        var claims: [String: JSONValue]
        var checkpoint: [UInt8]
        var events: [Passport.Event]
        var disclosures: [Passport.Disclosure]

        init(_ passport: Passport) {
            itemURI = passport.itemURI
            item = passport.item
            isSimulated = passport.isSimulated
            claims = passport.claims
            checkpoint = passport.checkpoint
            events = passport.events
            disclosures = passport.disclosures
        }

        var passport: Passport {
            Passport(
                itemURI: itemURI, item: item, isSimulated: isSimulated, claims: claims, checkpoint: checkpoint,
                events: events, disclosures: disclosures)
        }
    }

    struct Attack: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: PassportFault.Code
        var change: @Sendable (inout Parts, Story) throws -> Void
    }

    @Test(arguments: Self.attacks)
    func refuses(attack: Attack) throws {
        let story = Story()
        var parts = Parts(try story.passport())
        try attack.change(&parts, story)
        let policy = try story.log.policy()
        do throws(PassportFault) {
            _ = try parts.passport.verify(policy: policy, allowSimulated: false)
            Issue.record("accepted: \(attack.testDescription)")
        } catch { #expect(error.code == attack.code, "\(error)") }
    }

    /// A log may sign anything; a passport made of a dishonest log's entries is refused all the same.
    @Test(arguments: Self.dishonesties)
    func refusesADishonestLog(dishonesty: Dishonesty) throws {
        var story = Story()
        dishonesty.change(&story.events)
        let log = try TestLog(origin: dishonesty.origin, entries: story.events.map(\.bytes))
        let honest = try Story().passport()
        let prover = try log.prover()
        var parts = Parts(honest)
        parts.isSimulated = dishonesty.saysSimulated
        parts.checkpoint = try log.note()
        parts.events = try honest.events.map {
            Passport.Event(index: $0.index, entry: log.entries[Int($0.index)], proof: try prover($0.index))
        }
        let policy = try log.policy()
        do throws(PassportFault) {
            _ = try parts.passport.verify(policy: policy, allowSimulated: dishonesty.allows)
            Issue.record("accepted: \(dishonesty.testDescription)")
        } catch { #expect(error.code == dishonesty.code, "\(error)") }
    }

    @Test func everyCheckIsTried() {
        let inForm: Set<PassportFault.Code> = [.notJSON, .wrongForm]
        let tried = Set(Self.attacks.map(\.code) + Self.dishonesties.map(\.code))
        #expect(tried.union(inForm) == Set(PassportFault.Code.allCases))
    }

    /// Every claim, edited by the least, left out, or one more.
    @Test func everyClaimIsComputed() throws {
        let story = Story()
        let honest = Parts(try story.passport())
        let policy = try story.log.policy()
        var changed: [[String: JSONValue]] = [honest.claims.merging(["price": 1]) { _, new in new }]
        for key in honest.claims.keys.sorted() {
            var claims = honest.claims
            claims[key] = nil
            changed.append(claims)
            claims[key] = honest.claims[key].map(Self.edited)
            changed.append(claims)
        }
        #expect(changed.count == 27)
        for claims in changed {
            var parts = honest
            parts.claims = claims
            do throws(PassportFault) {
                _ = try parts.passport.verify(policy: policy, allowSimulated: false)
                Issue.record("accepted \(claims)")
            } catch { #expect(error.code == .claimDiffers) }
        }
    }

    private static func edited(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number):
            JSONNumber((number.scaled(toDecimals: 6) ?? 0) + 1, decimals: 6).map(JSONValue.number) ?? .null
        case .string(let text): .string(text + " ")
        case .bool(let value): .bool(!value)
        case .null: 1
        case .array(let elements): .array(elements.dropLast() + (elements.last.map { [edited($0)] } ?? [1]))
        case .object(var members):
            .object(
                {
                    if let key = members.keys.min() { members[key] = members[key].map(edited) }
                    return members
                }())
        }
    }

    @Test(arguments: [
        ("{", PassportFault.Code.notJSON), ("[]", .wrongForm), (#"{"type":"machina-passport","v":2}"#, .wrongForm),
        (#"{"type":"passport","v":1}"#, .wrongForm), (#"{"type":"machina-passport","v":1}"#, .wrongForm),
        (
            #"{"type":"machina-passport","v":1,"item":"a","item_uri":"urn:a:1","claims":{},"checkpoint":"","x":1}"#,
            .wrongForm
        ),
        (
            #"{"type":"machina-passport","v":1,"item":"a","item_uri":"urn:a:1","claims":{},"checkpoint":"","simulated":false}"#,
            .wrongForm
        ),
        (
            #"{"type":"machina-passport","v":1,"item":"a","item_uri":"urn:a:1","claims":{},"checkpoint":"","events":[{"index":-1,"entry":"","proof":""}]}"#,
            .wrongForm
        ),
        (
            #"{"type":"machina-passport","v":1,"item":"a","item_uri":"urn:a:1","claims":{},"checkpoint":"","events":[{"index":1,"entry":"","proof":"x"}]}"#,
            .wrongForm
        ),
    ])
    func refusesFilesByName(text: String, code: PassportFault.Code) {
        do throws(PassportFault) {
            _ = try Passport(parsing: Array(text.utf8))
            Issue.record("accepted \(text)")
        } catch { #expect(error.code == code, "\(error)") }
    }

    @Test func refusesFilesThatAreTooLarge() {
        do throws(PassportFault) {
            _ = try Passport(parsing: [UInt8](repeating: 0x20, count: Passport.byteLimit + 1))
            Issue.record("accepted 16 MiB and a byte")
        } catch { #expect(error.code == .tooLarge) }
    }

    /// A policy that knows another key, or asks for a witness that did not sign.
    @Test func refusesCheckpointsThatThePolicyDoesNotTrust() throws {
        let story = Story()
        let passport = try story.passport()
        let log = try story.log
        let stranger = try SigningKey(name: log.key.name, seed: [UInt8](repeating: 2, count: 32))
        let witness = try SigningKey(
            name: "witness.example", seed: [UInt8](repeating: 3, count: 32), algorithm: .cosignatureEd25519)
        for policy in [
            try TrustPolicy(logs: [stranger.verifierKey]), try TrustPolicy(logs: []),
            try TrustPolicy(logs: [log.key.verifierKey], witnesses: [witness.verifierKey]),
        ] {
            do throws(PassportFault) {
                _ = try passport.verify(policy: policy, allowSimulated: false)
                Issue.record("accepted an untrusted checkpoint")
            } catch { #expect(error.code == .checkpointRefused) }
        }
    }

    @Test func simulatedPassportsVerifyOnlyWhereAllowed() throws {
        var story = Story()
        for index in story.events.indices { story.events[index].isSimulated = true }
        let passport = try story.passport()
        let policy = try story.log.policy()
        #expect(try passport.verify(policy: policy, allowSimulated: true).isSimulated)
        var hidden = Parts(passport)
        hidden.isSimulated = false
        for (parts, code) in [(Parts(passport), PassportFault.Code.simulatedNotAllowed), (hidden, .simulationHidden)] {
            do throws(PassportFault) {
                _ = try parts.passport.verify(policy: policy, allowSimulated: false)
                Issue.record("accepted a simulated part")
            } catch { #expect(error.code == code) }
        }
    }

    // MARK: Attacks

    private static let attacks: [Attack] = [
        Attack(testDescription: "an event edited", code: .inclusionRefuted) { parts, story in
            var event = story.events[8]
            event.extensions["machina:grade"] = "A"
            parts.events[6].entry = event.bytes
        },
        Attack(testDescription: "an ancestor left out", code: .ancestryBroken) { parts, _ in parts.events.remove(at: 0)
        },
        Attack(testDescription: "the spool left out", code: .ancestryBroken) { parts, _ in parts.events.remove(at: 3) },
        Attack(testDescription: "the print left out", code: .itemNotMade) { parts, _ in parts.events.remove(at: 7) },
        Attack(testDescription: "no events", code: .itemNotMade) { parts, _ in parts.events = [] },
        Attack(testDescription: "another item", code: .itemNotMade) { parts, story in
            parts.itemURI = story.bench.namespace.object("other")
            parts.item = "other"
        },
        Attack(testDescription: "a weighing left out", code: .claimDiffers) { parts, _ in parts.events.remove(at: 1) },
        Attack(testDescription: "a parent as the item", code: .unrelatedEvent) { parts, story in
            parts.itemURI = story.bench.namespace.object("spool")
            parts.item = "spool"
        },
        Attack(testDescription: "somebody else's print", code: .unrelatedEvent) { parts, story in
            try add(7, &parts, story)
        },
        Attack(testDescription: "somebody else's start", code: .unrelatedEvent) { parts, story in
            try add(5, &parts, story)
        },
        Attack(testDescription: "an ancestor's disposal", code: .unrelatedEvent) { parts, story in
            try add(9, &parts, story)
        },
        Attack(testDescription: "an ancestor's weighing after it was used", code: .unrelatedEvent) { parts, story in
            try add(13, &parts, story)
        },
        Attack(testDescription: "a later mounting", code: .unrelatedEvent) { parts, story in
            try add(14, &parts, story)
        },
        Attack(testDescription: "the next copy's start", code: .unrelatedEvent) { parts, story in
            try add(15, &parts, story)
        },
        Attack(testDescription: "the handing over left out", code: .claimDiffers) { parts, _ in
            parts.events.removeAll { $0.index == 11 }
        },
        Attack(testDescription: "called present after it was handed over", code: .claimDiffers) { parts, _ in
            parts.claims["state"] = "present"
        },
        Attack(testDescription: "an event twice", code: .eventTwice) { parts, _ in
            parts.events.insert(parts.events[2], at: 2)
        },
        Attack(testDescription: "two events swapped", code: .eventsOutOfOrder) { parts, _ in parts.events.swapAt(2, 3)
        },
        Attack(testDescription: "the proof of another entry", code: .otherIndex) { parts, _ in
            parts.events[2].proof = parts.events[3].proof
        },
        Attack(testDescription: "the proof of another entry, relabelled", code: .inclusionRefuted) { parts, _ in
            let other = parts.events[3].proof
            parts.events[2].proof = LogProof(index: parts.events[2].index, hashes: other.hashes, note: other.note)
        },
        Attack(testDescription: "an entry at another index", code: .inclusionRefuted) { parts, _ in
            let entry = parts.events[2].entry
            parts.events[2].entry = parts.events[3].entry
            parts.events[3].entry = entry
        },
        Attack(testDescription: "an index beyond the tree", code: .inclusionRefuted) { parts, _ in
            let last = parts.events.count - 1
            parts.events[last].index = 99
            parts.events[last].proof = LogProof(
                index: 99, hashes: parts.events[last].proof.hashes, note: parts.checkpoint)
        },
        Attack(testDescription: "an older checkpoint in one proof", code: .otherCheckpoint) { parts, story in
            parts.events[2].proof = try story.log.prover(size: 6)(parts.events[2].index)
        },
        Attack(testDescription: "a checkpoint edited", code: .checkpointRefused) { parts, _ in
            parts.checkpoint = Array(
                String(decoding: parts.checkpoint, as: UTF8.self).replacing("\n16\n", with: "\n17\n").utf8)
            parts.events = parts.events.map {
                Passport.Event(
                    index: $0.index, entry: $0.entry,
                    proof: LogProof(index: $0.index, hashes: $0.proof.hashes, note: parts.checkpoint))
            }
        },
        Attack(testDescription: "called simulated", code: .simulationHidden) { parts, _ in parts.isSimulated = true },
        Attack(testDescription: "another name", code: .claimDiffers) { parts, _ in parts.item = "lot-7" },
        Attack(testDescription: "over 10,000 events", code: .tooLarge) { parts, _ in
            let event = parts.events[0]
            parts.events = (0...10_000 as ClosedRange<UInt64>).map {
                Passport.Event(index: $0, entry: event.entry, proof: event.proof)
            }
        },
        Attack(testDescription: "a made-up donor", code: .disclosureRefuted) { parts, _ in
            parts.disclosures = [
                Passport.Disclosure(
                    index: 0, field: "donor", domain: Commitment.domain(field: "donor"), salt: Story.salt, value: "Noé")
            ]
        },
        Attack(testDescription: "a disclosure of an event that is not there", code: .disclosureRefuted) { parts, _ in
            parts.disclosures = [
                Passport.Disclosure(index: 5, field: "donor", domain: "d", salt: Story.salt, value: "Zoë")
            ]
        },
        Attack(testDescription: "a disclosure with a short salt", code: .disclosureRefuted) { parts, _ in
            parts.disclosures = [Passport.Disclosure(index: 0, field: "donor", domain: "d", salt: [1], value: "Zoë")]
        },
    ]

    private static func add(_ index: Int, _ parts: inout Parts, _ story: Story) throws {
        let log = try story.log
        let event = Passport.Event(
            index: UInt64(index), entry: log.entries[index], proof: try log.prover()(UInt64(index)))
        parts.events.insert(event, at: parts.events.firstIndex { $0.index > index } ?? parts.events.count)
    }

    struct Dishonesty: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: PassportFault.Code
        var origin = "log.maak.example/floor"
        var saysSimulated = false
        var allows = false
        var change: @Sendable (inout [EPCISEvent]) -> Void
    }

    private static let dishonesties: [Dishonesty] = [
        Dishonesty(testDescription: "more of the item is thrown away than there was", code: .massBalance) {
            $0[11].kind = .object(.delete)
            ($0[11].bizStep, $0[11].disposition) = ("destroying", "disposed")
            $0[11].quantityList = [Quantity($0[11].epcList[0], Mass(milligrams: 38_001))]
            ($0[11].epcList, $0[11].destinations) = ([], [])
        },
        Dishonesty(testDescription: "more comes out of the item than went in", code: .massBalance) {
            $0[11].kind = .transformation
            ($0[11].bizStep, $0[11].disposition) = ("commissioning", nil)
            $0[11].inputs = [Quantity($0[11].epcList[0], Mass(milligrams: 38_000))]
            $0[11].outputs = [Quantity("https://maak.example/class/flake", Mass(milligrams: 38_001))]
            ($0[11].epcList, $0[11].destinations) = ([], [])
        },
        Dishonesty(testDescription: "the print is 1 mg heavier", code: .massBalance) {
            $0[10].netMass = Mass(milligrams: 38_001)
        },
        Dishonesty(testDescription: "the waste is too little for the spool", code: .massBalance) {
            $0[0].quantityList[0].mass = Mass(milligrams: 1)
            $0[1].adjustment = .zero
        },
        Dishonesty(testDescription: "the virgin pellets turn recycled, the claims do not follow", code: .claimDiffers) {
            $0[2].describe([LotDescription(lot: $0[2].made[0], form: "pellet", material: "PETG", origin: .preConsumer)])
        },
        Dishonesty(testDescription: "an event of another site", code: .foreignEvent) {
            $0[1].vocabulary = "https://gent.example/voc/"
        },
        Dishonesty(
            testDescription: "a simulated print of real filament", code: .simulationMixed, saysSimulated: true,
            allows: true
        ) {
            $0[10].isSimulated = true
        },
        Dishonesty(
            testDescription: "a virtual log of real events", code: .simulationMixed, origin: "log.maak.example/virtual"
        ) { _ in },
        Dishonesty(testDescription: "a simulated part as a real one", code: .simulationHidden) { events in
            for index in events.indices { events[index].isSimulated = true }
        },
        Dishonesty(testDescription: "a simulated part, not asked for", code: .simulatedNotAllowed, saysSimulated: true)
        { events in
            for index in events.indices { events[index].isSimulated = true }
        },
        Dishonesty(testDescription: "more energy than fifteen digits hold", code: .energyLimit) {
            $0[3].energyKilowattHours = JSONNumber(999_999_999_999_999, decimals: 6)
            $0[10].energyKilowattHours = JSONNumber(999_999_999_999_999, decimals: 6)
        },
        Dishonesty(testDescription: "an entry that is no event of this profile", code: .eventRefused) {
            $0[1].bizStep = "drying"
        },
    ]
}
