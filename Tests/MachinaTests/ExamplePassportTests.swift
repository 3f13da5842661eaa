import Foundation
import Provenance
import Testing
import TransparencyLog

@testable import machina

/// A passport that was given away keeps verifying, whatever becomes of this program.
struct ExamplePassportTests {
    private static let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples")

    @Test func thePassportOfAnEarlierDemoStillVerifies() throws {
        let file = Array(try Data(contentsOf: Self.examples.appending(path: "demo-part.passport.json")))
        let vkey = try String(contentsOf: Self.examples.appending(path: "demo-part.vkey"), encoding: .utf8)
        let policy = try TrustPolicy(logs: [VerifierKey(vkey.trimmingCharacters(in: .newlines))])
        let check = PassportCheck(file: file, policy: policy, allowsSimulated: true)
        #expect(check.problems.isEmpty)
        let facts = try #require(check.facts)
        #expect(facts.item == "lot-6" && facts.events == 9 && facts.checkpoint.size == 9)
        #expect(PassportSheet.headline(facts) == "lot-6  PLA part, 0.387 g, 100.0 % recycled")
        #expect(facts.claims.ancestry.map(\.lot) == ["lot-1", "lot-2", "lot-3", "lot-4", "lot-6"])
        let real = PassportCheck(file: file, policy: policy, allowsSimulated: false)
        #expect(real.problems.map(\.code) == ["simulated_not_allowed"])
    }
}
