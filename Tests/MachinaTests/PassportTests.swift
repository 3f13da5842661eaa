import ArgumentParser
import FloorModel
import Foundation
import Provenance
import Testing
import TransparencyLog

@testable import machina

struct PassportTests {
    private func facts(_ fixture: PassportFixture) throws -> PassportFacts {
        try #require(PassportCheck(file: fixture.file, policy: fixture.policy, allowsSimulated: true).facts)
    }

    @Test func aPassportReadsWell() throws {
        let lines = PassportSheet.lines(try facts(PassportFixture()))
        #expect(
            lines == [
                "lot-3  PLA part, 1.7 g, 100.0 % recycled",
                "  link        https://maak.example/obj/lot-3",
                "  printed     2026-03-01T11:30:00.000Z",
                "  state       present, as of its checkpoint",
                "  contains    1.7 g post-consumer",
                "  waste       lot-1  PLA waste post-consumer  500 g",
                "  by way of   lot-2",
                "  machines    extruder-1, mk3-1",
                "  recipes     extrude/pla (version 1)",
                "  energy      0.412 kWh of whole steps, not all of them metered",
                "  G-code      SHA-256 " + String(repeating: "ab", count: 32),
                "  events      3, each proved to be in the log under its checkpoint of 3 entries",
                "  log         maak.example/leuven",
            ])
        let simulated = PassportSheet.lines(try facts(PassportFixture(simulated: true)))
        #expect(simulated[1].contains("SIMULATED"))
    }

    @Test func whatWasPrintedIsToldToWhoeverGetsIt() throws {
        let fixture = try PassportFixture(simulated: true)
        let facts = try facts(fixture)
        let told = PassportCommand.Show.advice(facts, vkey: fixture.vkey, out: "a.json", qr: "a.png")
        #expect(told.contains("a.png: the code of https://maak.example/obj/lot-3"))
        #expect(told.last == "  machina passport verify a.json --vkey '\(fixture.vkey)' --allow-simulated")
        let untold = PassportCommand.Show.advice(facts, vkey: fixture.vkey, out: nil, qr: nil)
        #expect(untold.contains { $0.contains("machina passport lot-3 --out lot-3.passport.json") })
        let label = try #require(LotLabel(facts))
        #expect(label.uri == "https://maak.example/obj/lot-3")
        #expect(label.lines == ["lot-3", "PLA part", "SIMULATED  1.7 g  100.0 % recycled"])
        #expect(label.png(width: 20).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    @Test func aPassportThatHoldsHasNoProblems() throws {
        let fixture = try PassportFixture()
        let report = PassportReport(
            PassportCheck(file: fixture.file, policy: try fixture.policy, allowsSimulated: false))
        #expect(report.verified && report.problems.isEmpty && report.item == "lot-3" && report.events == 3)
        #expect(
            report.recycledPercent == 100 && report.massG == 1.7 && report.state == "present"
                && report.checkpoint?.size == 3)
    }

    @Test func everyForgedEventIsNamed() throws {
        let fixture = try PassportFixture()
        // Events 0 and 1 name the bag.
        let file = fixture.forged(#"class/lot-1"#, #"class/lot-9"#)
        #expect(file != fixture.file)
        let check = PassportCheck(file: file, policy: try fixture.policy, allowsSimulated: false)
        #expect(check.facts == nil)
        #expect(check.problems.map(\.code) == ["inclusion_refuted", "inclusion_refuted"])
        #expect(check.problems.compactMap(\.event) == [0, 1])
        for problem in check.problems {
            #expect(problem.line.hasPrefix("inclusion_refuted: event \(problem.event ?? 9): "))
        }
    }

    @Test(arguments: [
        (#""mass_g": 1.7"#, #""mass_g": 1.8"#, "claim_differs"),
        (#""state": "present""#, #""state": "used_up""#, "claim_differs"),
        (#""recycled_percent": 100"#, #""recycled_percent": 99"#, "claim_differs"),
        ("machina-passport", "machina-pass", "passport_wrong_form"),
        ("\"item\"", "item", "passport_not_json"),
    ])
    func aForgeryHasAName(_ old: String, _ new: String, _ code: String) throws {
        let fixture = try PassportFixture()
        let file = fixture.forged(old, new)
        #expect(file != fixture.file, "nothing was forged")
        let check = PassportCheck(file: file, policy: try fixture.policy, allowsSimulated: false)
        #expect(check.problems.map(\.code) == [code] && check.facts == nil)
    }

    @Test func anotherKeyAndWhatWasOnlySimulatedAreRefused() throws {
        let (fixture, other) = (try PassportFixture(), try PassportFixture())
        let stranger = PassportCheck(file: fixture.file, policy: try other.policy, allowsSimulated: false)
        #expect(stranger.problems.map(\.code) == ["checkpoint_refused"])
        let virtual = try PassportFixture(simulated: true)
        let check = PassportCheck(file: virtual.file, policy: try virtual.policy, allowsSimulated: false)
        #expect(check.problems.map(\.code) == ["simulated_not_allowed"])
    }

    @Test func whatIsExtractedVerifiesByItself() throws {
        let fixture = try PassportFixture()
        let files = PassportExtract.files(of: try Passport(parsing: fixture.file))
        #expect(
            files.map(\.name) == [
                "000.json", "000.tlog-proof", "001.json", "001.tlog-proof", "002.json", "002.tlog-proof", "checkpoint",
            ])
        for (number, entry) in fixture.entries.enumerated() {
            #expect(files[2 * number].bytes == entry)
            let proof = try LogProof(parsing: files[2 * number + 1].bytes)
            let verified = try proof.verify(entry: entry, policy: fixture.policy)
            #expect(verified.note == files.last?.bytes)
        }
    }

    @Test func anItemIsALotOrAJobWithOnePart() throws {
        #expect(PassportItem(argument: "lot-6") == .lot(LotID(number: 6)))
        #expect(PassportItem(argument: "6") == .lot(LotID(number: 6)))
        #expect(PassportItem(argument: "job-1") == .job(JobID(number: 1)))
        for wrong in ["", "job-", "job-0", "part-1", "lot-x"] { #expect(PassportItem(argument: wrong) == nil) }
        let (job, lots) = (JobID(number: 1), [6, 9].map { LotID(number: $0) })
        #expect(try PassportItem.single([lots[0]], of: job) == lots[0])
        #expect(throws: ExitCode.noInput) { try PassportItem.single([], of: job) }
        #expect(throws: ExitCode.usage) { try PassportItem.single(lots, of: job) }
    }
}
