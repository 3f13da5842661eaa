import Crypto
import FloorControl
import FloorModel
import FloorProvenance
import Foundation
import Provenance
import SeededRandom
import Testing

/// Whatever happens on the floor, its log balances, is told once and the same way, and names nobody.
@Suite struct ProvenanceHistoryTests {
    @Test("Random histories: the log balances to the milligram after every commit, and is told once", arguments: 1...6)
    func randomHistory(seed: Int) {
        let (journal, chronicle) = Self.history(seed: seed)
        #expect(chronicle.entries.count > 20, "seed \(seed): nothing happened")
        let told = chronicle.entries.filter { $0.event.errorDeclaration == nil }.map(\.eventID)
        #expect(Set(told).count == told.count, "seed \(seed): an identity twice")

        var again = Chronicle()
        again.tell(journal, "seed \(seed), again")
        #expect(again.drafts == chronicle.drafts, "seed \(seed): other drafts of the same events")
        #expect(again.entries == chronicle.entries, "seed \(seed): other bytes of the same drafts")
        for entry in chronicle.entries { #expect(entry.event.isSimulated && !entry.event.isLate) }
    }

    @Test("No personal string and no plain digest of one is in any entry; every commitment opens", arguments: 7...9)
    func nothingPersonal(seed: Int) {
        let (journal, chronicle) = Self.history(seed: seed)
        #expect("\(journal)".contains(Secrets.person.name), "the journal itself has the token")
        let bytes = Data(chronicle.text.utf8)
        let submissions = (0..<40).map { "\(Secrets.mark)s\($0)" }
        for secret in Secrets.all + submissions + [Secrets.name.lowercased()] {
            for trace in [secret] + Self.digests(of: secret) {
                #expect(bytes.range(of: Data(trace.utf8)) == nil, "seed \(seed): \(trace) of \(secret)")
            }
        }
        var salts: Set<[UInt8]> = []
        var fields: Set<String> = []
        for entry in chronicle.entries {
            for commitment in entry.commitments {
                let domain = Commitment.domain(field: commitment.field)
                let text = entry.event.commitment(of: commitment.field) ?? ""
                #expect(Commitment.verify(text, domain: domain, salt: commitment.salt, value: commitment.value))
                #expect(salts.insert(commitment.salt + Array(commitment.field.utf8)).inserted)
                fields.insert(commitment.field)
            }
        }
        #expect(fields.isSuperset(of: ["actor", "donor"]))
    }

    @Test("A journal from before there was a log is told from its first event, late")
    func oldJournal() throws {
        let (journal, _) = Self.history(seed: 3)
        let last = try #require(journal.last).at
        var chronicle = Chronicle()
        chronicle.recordedAt = WallClock(milliseconds: last.milliseconds + 3_600_000)
        chronicle.tell(journal, "old journal")
        #expect(chronicle.entries.allSatisfy { $0.event.isLate || $0.event.errorDeclaration != nil })
        #expect(Set(chronicle.entries.map(\.event.recordTime)).count == 1)
    }

    @Test("Without an address the lots are UUIDs, and the log balances all the same")
    func withoutAddress() {
        let (journal, chronicle) = Self.history(seed: 5)
        var bare = Chronicle(site: SiteDescription(id: "test", baseURL: nil, timezone: "UTC", isVirtual: false))
        bare.tell(journal, "without address")
        #expect(bare.entries.count == chronicle.entries.count)
        #expect(bare.entries.allSatisfy { !$0.event.isSimulated })
        #expect(!bare.text.contains("/lot-"))
        #expect(bare.ledger.totals == chronicle.ledger.totals)
    }

    static func history(seed: Int, steps: Int = 250) -> (journal: [TimedEvent], chronicle: Chronicle) {
        var random = SplitMix64(seed: UInt64(seed) &* 6_364_136_223)
        var works = WorksScene.ready()
        works.scene.person = Secrets.person
        works.scene.title = Secrets.title
        works.scene.fileName = Secrets.fileName
        works.scene.origin = Secrets.origin
        works.scene.mark = Secrets.mark
        var chronicle = Chronicle()
        // Where there is no filament the floor makes some; with people who keep it in order it gets far.
        let (hasSpool, isKept) = (seed % 3 == 0, seed % 3 == 1)
        if hasSpool {
            works.ask(.receiveLot(.init(form: .filament, material: "PLA", colour: "white"), mass: Milligrams(40_000)))
            works.ask(.mount(LotID(number: 1), Works.printer))
        }
        works.begin()
        for step in 0..<steps {
            if Int.random(in: 0..<80, using: &random) == 0 {
                works.scene = works.scene.restarted()
                works.connectAll()
            } else {
                WorksHistory.act(&works, &random)
                if isKept, step % 6 == 0 { WorksHistory.settle(&works) }
            }
            chronicle.tell(works.scene.journal, "seed \(seed), step \(step)")
        }
        #expect(chronicle.state == works.state)
        return (works.scene.journal, chronicle)
    }

    /// SHA-256 of a text in the spellings in which one would meet it.
    private static func digests(of text: String) -> [String] {
        let digest = Data(SHA256.hash(data: Data(text.utf8)))
        let base64 = digest.base64EncodedString()
        let unpadded = String(base64.prefix { $0 != "=" })
        let url = unpadded.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
        return [digest.map { String(format: "%02x", $0) }.joined(), unpadded, url]
    }
}
