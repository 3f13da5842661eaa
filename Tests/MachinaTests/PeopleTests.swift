import ArgumentParser
import FloorAPITypes
import FloorModel
import Foundation
import Testing

@testable import machina

struct PeopleTests {
    @Test func whoIsKnownIsListed() {
        let makers = [
            MakerView(user: "anna", jobs: 12, openJobs: [JobID(number: 3), JobID(number: 7)]),
            MakerView(user: "bo", jobs: 0, openJobs: []),
        ]
        #expect(
            MakerSheets.makers(makers, width: nil) == [
                "USER  JOBS  NOT OVER", "anna    12  job-3, job-7", "bo       0  -",
            ])
        #expect(MakerSheets.makers([], width: nil) == ["nobody is known by name"])
    }

    @Test func anErasureSaysWhatGoesAndWhatStays() {
        let warning = MakerSheets.warning(MakerView(user: "anna", jobs: 1, openJobs: []))
        #expect(warning.contains { $0.contains("goes") && $0.contains("1 job;") })
        #expect(warning.contains { $0.contains("stays") && $0.contains("grams") })
        let done = MakerSheets.erased("anna", ErasureView(jobs: 2, files: 1, complete: true))
        #expect(done.first == "'anna' is erased: 2 jobs without a name now, 1 print files deleted")
        let half = MakerSheets.erased("anna", ErasureView(jobs: 2, files: 1, complete: false, remedy: "restart"))
        #expect(half.last?.hasSuffix("restart") == true && half.last?.contains("may still") == true)
    }

    @Test func theVerbsArePlain() throws {
        let erase = try #require(
            try Machina.parseAsRoot(["maker", "erase", "anna", "--yes"]) as? MakerCommand.Erase)
        #expect(erase.user == "anna" && erase.yes)
        #expect(try Machina.parseAsRoot(["maker"]) is MakerCommand.List)
        let show = try #require(
            try Machina.parseAsRoot(["passport", "job-1", "--qr", "a.png"]) as? PassportCommand.Show)
        #expect(show.item == .job(JobID(number: 1)) && show.qr == "a.png" && show.width == 30)
        #expect(try Machina.parseAsRoot(["chain", "status", "--json"]) is ChainStatus)
        for wrong in ["passport 6 --width 5", "passport verify a.json", "passport extract a.json", "passport house-1"] {
            #expect(throws: (any Error).self) { try Machina.parseAsRoot(wrong.split(separator: " ").map(String.init)) }
        }
    }

    @Test func theLogsStateIsSaidInWordsAndForPrograms() throws {
        var view = ChainView(
            origin: "maak.example/leuven", vkey: "maak.example/leuven+0+A", state: .running, appended: 42)
        let good = ChainStatusReport(view)
        #expect(
            good.lines == [
                "maak.example/leuven  all 42 entries are signed",
                "  vkey        maak.example/leuven+0+A  (hand this out)",
                "  signed      42 entries", "  waiting     0 entries",
            ])
        view.state = .mismatch
        view.pending = 3
        view.detail = "tile/entries/000.p/42 was changed"
        let bad = ChainStatusReport(view)
        #expect(bad.alarm == "chain_mismatch" && bad.lines[0].contains("DOES NOT MATCH") && bad.size == 42)
        #expect(bad.exitCode == .checkFailed && good.exitCode == nil)
        // After a restart nobody knows what was signed where the checkpoint is not there to say it.
        view.appended = 0
        let unknown = ChainStatusReport(view)
        #expect(unknown.size == nil && unknown.pending == nil)
        #expect(
            unknown.lines.contains { $0.contains("unknown") } && !unknown.lines.contains { $0.contains("0 entries") })
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(good)) as? [String: Any]
        #expect(
            object?.keys.sorted() == ["alarm", "checkedAt", "detail", "origin", "pending", "size", "state", "vkey"])
        #expect(object?["state"] as? String == "open" && object?["alarm"] is NSNull && object?["size"] as? Int == 42)
    }
}
